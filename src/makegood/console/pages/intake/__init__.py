"""What channels asked for."""
