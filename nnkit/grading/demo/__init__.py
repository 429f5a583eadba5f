"""A sample class and the whole line of work on it: release, hand-in, grading, report."""
