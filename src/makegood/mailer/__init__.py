"""Hands one mail to whoever carries it, and says honestly what became of it: `sending.opened`."""
