"""What waits, and who must look."""
