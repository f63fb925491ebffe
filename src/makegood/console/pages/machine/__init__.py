"""What runs here."""
