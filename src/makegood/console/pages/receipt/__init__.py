"""What came in, and what comes."""
