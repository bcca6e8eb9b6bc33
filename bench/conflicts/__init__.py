"""How long conflict detection takes."""
