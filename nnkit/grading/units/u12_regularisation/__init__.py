"""Unit 12, regularisation: what each exercise asks, and the mistakes it can name."""
