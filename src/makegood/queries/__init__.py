"""Questions to the rows; read only, one function per question."""
