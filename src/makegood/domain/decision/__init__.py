"""Hold, split, substitute or cancel, and at what cost?"""
