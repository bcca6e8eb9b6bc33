"""The demo: Helsinki's city centre, estimates to plan with, and three accounts."""
