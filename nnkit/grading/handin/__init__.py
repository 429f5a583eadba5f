"""What was handed in, found, matched with the instructor's notebook, rebuilt and made harmless."""
