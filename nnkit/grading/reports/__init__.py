"""Class reports: a page with pictures, tables, files for learning platforms."""
