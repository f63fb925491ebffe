"""What the shop knows, read only: one function per question."""
