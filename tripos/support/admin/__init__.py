"""Tables of the back office that belong to no single room: accounts with their rights, and records to look at."""

from tripos.support.admin import people, records

__all__ = ["people", "records"]
