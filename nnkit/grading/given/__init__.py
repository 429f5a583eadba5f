"""What exercises hand to answers and judge them by, without the answer: students have it, too."""
