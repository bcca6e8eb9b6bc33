"""Who is reading a page."""

from __future__ import annotations

from django.http import HttpRequest

from tripos.accounts.models import Profile, User


def profile_of(request: HttpRequest) -> Profile:
    """The signed-in traveller's profile; it came with the account, so this asks the database nothing.

    Raises:
        TypeError: nobody is signed in (the view lacks ``login_required``).
    """
    user = request.user
    if not isinstance(user, User):
        raise TypeError("Nobody is signed in.")
    return user.profile
