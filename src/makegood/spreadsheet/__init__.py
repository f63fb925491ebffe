"""Spreadsheet mode: files in, facts out; the plan back into files. Knows the domain, not the database."""
