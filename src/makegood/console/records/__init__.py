"""What the page of an order and the page of a backorder have in common: one record, looked at from two sides."""
