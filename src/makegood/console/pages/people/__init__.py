"""Who works here, and how they come in."""
