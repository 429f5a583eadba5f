"""Marks read off judged notebooks, written to nbgrader's gradebook, told in feedback pages."""
