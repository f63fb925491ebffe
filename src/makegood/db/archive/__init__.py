"""A shop as one file, the same for both databases: written from one snapshot, checked whole, loaded whole or not.

The file is a ZIP: a member of rows for each table, one JSON list a line, then the manifest, and as the ZIP's comment
the digest of every byte before it. docs/adr/0010-backups.md says why so.
"""
