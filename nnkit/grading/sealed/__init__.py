"""The exercises as students have them: one file each in ``tables/``, and what reads it."""
