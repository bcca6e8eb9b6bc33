"""The base of every table in the back office."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import DatabaseError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tripos.db.constraints import refusal_of
from tripos.db.context import set_reason
from tripos.web.staff.fields import LabelledDateTime
from tripos.web.staff.history import entries_of, undo


class StaffModelAdmin(admin.ModelAdmin):
    """A table as staff see it.

    Every write is one change set of kind ``staff`` with a sentence for the history; the history page shows what a row
    was before and after each change, and undoes a change set through the policies. Lists count nothing that they need
    not; name the relations of a list's columns in ``list_select_related``.
    """

    list_per_page = 50
    show_full_result_count = False
    object_history_template = "admin/row_history.html"
    undoable = True
    """Whether the history page offers to undo; not for what the database takes back only by a new decision."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's field for a column; both halves of a date with a time have names."""
        if isinstance(db_field, models.DateTimeField):
            kwargs["widget"] = LabelledDateTime(capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the row and say so in the history, in words."""
        values = {"what": capfirst(self.opts.verbose_name), "name": obj}
        if change:
            values["fields"] = ", ".join(self.label_of(name) for name in form.changed_data) or _("nothing")
            set_reason(_("%(what)s “%(name)s” changed: %(fields)s") % values)
        else:
            set_reason(_("%(what)s “%(name)s” added") % values)
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete the row and say so in the history."""
        set_reason(_("%(what)s “%(name)s” deleted") % {"what": capfirst(self.opts.verbose_name), "name": obj})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Delete the chosen rows as one change set."""
        count = queryset.count()
        words = ngettext("%(count)d row of %(what)s deleted", "%(count)d rows of %(what)s deleted", count)
        set_reason(words % {"count": count, "what": self.opts.verbose_name_plural})
        super().delete_queryset(request, queryset)

    def label_of(self, name: str) -> str:
        """A form field's name in words; the column's own where it is one."""
        try:
            return str(getattr(self.opts.get_field(name), "verbose_name", name))
        except FieldDoesNotExist:
            return name.replace("_", " ")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; what the database refuses after it is told in words, and nothing is saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DatabaseError as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            messages.error(request, str(refusal.sentence))
            return HttpResponseRedirect(request.get_full_path())

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_undo"
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<path:object_id>/undo/<uuid:change_set_id>/", view, name=name), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Each change of the row: who, when, why, and what it was before and after.

        Raises:
            PermissionDenied: the account may not see the table.
        """
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % row,
            "entries": entries_of(self.opts.db_table, row.pk, self.label_of),
            "object": row,
            "opts": self.opts,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "can_undo": self.undoable and self.has_change_permission(request, row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def undo_view(self, request: HttpRequest, object_id: str, change_set_id: uuid.UUID) -> HttpResponse:
        """Undo one change set of a row; says what was left as it is, and why.

        Raises:
            PermissionDenied: the account may not change the row, or it was no POST.
        """
        row = self.get_object(request, unquote(object_id))
        if request.method != "POST" or row is None or not self.undoable or not self.has_change_permission(request, row):
            raise PermissionDenied
        undone, left = self.undo_change_set(change_set_id)
        if undone:
            messages.success(request, ngettext("%(n)d row put back.", "%(n)d rows put back.", undone) % {"n": undone})
        for sentence in left:
            messages.warning(request, sentence)
        if not undone and not left:
            messages.info(request, _("There was nothing to put back."))
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
        return HttpResponseRedirect(reverse(names, args=[object_id]))

    def undo_change_set(self, change_set_id: uuid.UUID) -> tuple[int, list[str]]:
        """How a change set is undone; see :func:`tripos.web.staff.history.undo`."""
        return undo(change_set_id)


class LookOnly(StaffModelAdmin):
    """A table to look at: nobody adds, changes or deletes a row here."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
