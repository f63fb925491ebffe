"""Bring your data: files are uploaded, their columns told apart, looked at in a dry run, and taken over (spec 5.10)."""
