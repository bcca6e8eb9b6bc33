"""What a request to the API costs."""
