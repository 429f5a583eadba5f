"""What learning platforms let an instructor download, put where nbgrader grades it."""
