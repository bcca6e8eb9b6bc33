"""Accounts in the back office: who is staff, in which groups. Administrators change it, and say why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tripos.accounts.models import User
from tripos.db.context import set_reason
from tripos.web.staff import StaffModelAdmin


class RightsForm(forms.ModelForm):
    """What an account may do, and why that changes; the account's person reads the reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=10,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("10 to 500 letters; it stands in the history, and whose account it is reads it."),
    )

    class Meta:
        model = User
        fields = ("is_active", "is_staff", "groups")
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        """Groups are for staff: to others they would give nothing, and mean something later."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("groups") and not found.get("is_staff"):
            self.add_error("groups", _("Only staff are in groups: tick “staff” too, or no group."))
        return found


@admin.register(User)
class UserAdmin(StaffModelAdmin):
    """Accounts: found by address; flags and groups are changed by administrators, all else is the person's own.

    The database holds the rules: only administrators give rights, the last one stays one, and each change is written to
    the audit log with its change set.
    """

    form = RightsForm
    list_display = ["email", "last_login", "is_active", "is_staff", "in_groups", "date_joined", "deleted_at"]
    list_filter = ["is_staff", "groups", "is_active"]
    search_fields = ["email", "profile__full_name"]
    date_hierarchy = "date_joined"
    ordering = ["email", "id"]
    actions = None
    undoable = False
    readonly_fields = ["email", "last_login", "date_joined", "deleted_at"]
    fieldsets = [
        (None, {"fields": ["email", "last_login", "date_joined", "deleted_at"]}),
        (gettext_lazy("What the account may do"), {"fields": ["is_active", "is_staff", "groups", "reason"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).defer("password").prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return found
        # A reason is asked of those who change something.
        return [(name, {"fields": [one for one in part["fields"] if one != "reason"]}) for name, part in found]

    @admin.display(description=gettext_lazy("groups"))
    def in_groups(self, row: User) -> str:
        return ", ".join(sorted(group.name for group in row.groups.all())) or "–"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People sign up themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who give groups; support mends accounts on the traveller's page."""
        return super().has_change_permission(request, obj) and request.user.has_perm("auth.change_group")  # type: ignore[union-attr]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is closed by its person, and erased in time."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the flags alone; the groups follow in the same change set."""
        set_reason(_("Tripos changed what your account may do: %(reason)s") % {"reason": form.cleaned_data["reason"]})
        obj.save(update_fields=["is_active", "is_staff"])
