"""The browser, for the tests of what pages look like and do."""

from tripos.testing.browser import browser

__all__ = ["browser"]
