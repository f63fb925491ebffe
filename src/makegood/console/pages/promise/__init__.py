"""From when to when, and who says so."""
