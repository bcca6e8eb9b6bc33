"""What every page of the back office shares: sentences for the history, cheap lists, the past of a row, undo."""

from tripos.web.staff.admin import LookOnly, StaffModelAdmin

__all__ = ["LookOnly", "StaffModelAdmin"]
