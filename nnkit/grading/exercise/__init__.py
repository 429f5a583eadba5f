"""The check ladder: what an exercise is, how an answer is compared, what the student reads."""
