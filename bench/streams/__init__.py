"""Open event streams: a thread for each against one event loop."""
