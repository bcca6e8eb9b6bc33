"""Outside services and data: weather, routing, exchange rates; a folder each. Pure code, no Django."""
