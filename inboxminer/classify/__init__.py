"""Passages to mentions and message labels: an encoder, linear heads, and how sentences join."""
