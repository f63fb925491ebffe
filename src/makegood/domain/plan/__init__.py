"""All twelve words over one snapshot."""
