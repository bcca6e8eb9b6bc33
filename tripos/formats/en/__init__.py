"""English, as the whole site writes it."""
