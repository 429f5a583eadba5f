"""What one lecture needs, a module a subject; the names are in `nnkit` itself too."""
