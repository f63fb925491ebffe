"""The rules of Makegood: facts in, outcomes out. Standard library only."""
