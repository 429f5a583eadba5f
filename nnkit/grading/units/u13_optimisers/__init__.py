"""Unit 13, optimisers: what each exercise asks, and the mistakes it can name."""
