"""Known mistakes, and which of them an answer makes."""
