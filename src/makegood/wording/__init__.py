"""Codes become words here and nowhere else: plain English for people at work, notices in the customer's language."""
