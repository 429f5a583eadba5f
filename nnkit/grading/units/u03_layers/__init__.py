"""Unit 03, layers: what each exercise asks, and the mistakes that no edit of its answer makes."""
