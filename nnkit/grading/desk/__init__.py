"""The marking desk: one written question across the class, in a page on this machine."""
