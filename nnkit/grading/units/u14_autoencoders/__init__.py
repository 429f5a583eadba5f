"""Unit 14, autoencoders and explanation: what each exercise asks, and the mistakes it can name."""
