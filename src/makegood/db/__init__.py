"""Rows, constraints, locks, and rows as facts. Knows the domain and nothing above it."""
