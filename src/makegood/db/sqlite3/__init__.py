"""Django's way to SQLite, with which no file of ours is for others to read."""
