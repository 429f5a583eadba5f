"""Unit 13, optimisers: what each exercise asks, and the mistakes it can name."""

ORDER = "momentum_step derive_adam adam_step early_stop check_adam corrected_runners"
