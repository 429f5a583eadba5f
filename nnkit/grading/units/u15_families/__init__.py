"""Unit 15, families: what each exercise asks, and the mistakes it can name."""
