"""How dates and times are written where no template says otherwise: the day first, 24 hours."""
