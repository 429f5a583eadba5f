"""Unit 04, targets and losses: what each exercise asks."""
