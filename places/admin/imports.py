"""Bringing files of places in: choose a file, look at its preview row by row, say yes, watch it be done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places import staging
from places.models import ImportRow, ImportStatus, PlaceImport, RowAction
from places.providers.records import PlaceFileError
from tripos.web.staff import StaffModelAdmin
from tripos.web.staff.history import shown

ROWS_A_PAGE = 100


class UploadForm(forms.Form):
    """A file and whose places these are."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("OpenStreetMap .osm.pbf, GeoJSON, CSV or .ndjson; at most 20 MB."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Whose data it is, in one word: with the id of a row it says which place is meant."),
    )

    def clean_source(self) -> str:
        return slugify(self.cleaned_data.get("source") or "") or "file"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > staging.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB: use the command import_places."))
        return file


@admin.register(PlaceImport)
class PlaceImportAdmin(StaffModelAdmin):
    """Imports: a file becomes a preview, and a yes makes it a job."""

    list_display = ["file_name", "source", "format", "status", "added", "changed", "kept", "refused", "created_at"]
    list_filter = ["status", "format", "source"]
    search_fields = ["file_name", "source"]
    date_hierarchy = "created_at"
    ordering = ["-created_at"]
    list_select_related = ["created_by"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _count(self, row: PlaceImport, name: str) -> int:
        return int((row.outcome or row.planned).get(name, 0))

    @admin.display(description=gettext_lazy("added"))
    def added(self, row: PlaceImport) -> int:
        return self._count(row, RowAction.ADD)

    @admin.display(description=gettext_lazy("changed"))
    def changed(self, row: PlaceImport) -> int:
        return self._count(row, RowAction.CHANGE)

    @admin.display(description=gettext_lazy("kept"))
    def kept(self, row: PlaceImport) -> int:
        return int(row.planned.get(RowAction.KEEP, 0))

    @admin.display(description=gettext_lazy("refused"))
    def refused(self, row: PlaceImport) -> int:
        return int(row.planned.get(RowAction.REFUSE, 0)) + int(row.outcome.get("refused", 0))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.answer_view)
        return [path("<uuid:pk>/answer/", view, name="places_placeimport_answer"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Choose a file; it is read and compared at once, and nothing of the catalogue changes.

        Raises:
            PermissionDenied: the account may not import.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = staging.stage(file.name, file.read(), form.cleaned_data["source"], request.user)
            except PlaceFileError as problem:
                form.add_error("file", str(problem))
            else:
                return HttpResponseRedirect(reverse("admin:places_placeimport_change", args=[made.pk]))
        context = {"title": _("Bring places in"), "form": form}
        return self._page(request, "admin/places/import_new.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The preview, or what became of it, a hundred rows a page.

        Raises:
            PermissionDenied: the account may not see imports.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = get_object_or_404(PlaceImport.objects.select_related("created_by"), pk=object_id)
        asked = request.GET.get("action", "")
        asked = asked if asked in RowAction.values else ""
        rows = ImportRow.objects.filter(place_import=found).order_by("number")
        page = Paginator(rows.filter(action=asked) if asked else rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": found.file_name,
            "import": found,
            "tabs": [
                {"action": action, "label": label, "count": int(found.planned.get(action, 0))}
                for action, label in (
                    (RowAction.ADD, _("To add")), (RowAction.CHANGE, _("To change")), (RowAction.KEEP, _("Kept")),
                    (RowAction.REFUSE, _("Refused")),
                )
            ],
            "asked": asked,
            "page": page,
            "rows": [(row, _differences(row)) for row in page],
            "can_answer": found.status == ImportStatus.STAGED and self.has_add_permission(request),
            "is_under_way": found.status in (ImportStatus.QUEUED, ImportStatus.RUNNING),
        }  # fmt: skip
        return self._page(request, "admin/places/import_preview.html", context)

    def answer_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Yes or no to a preview.

        Raises:
            PermissionDenied: the account may not import, or it was no POST.
        """
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        found = get_object_or_404(PlaceImport, pk=pk)
        if request.POST.get("answer") == "apply":
            if staging.confirm(found, request.user):
                messages.success(request, _("The import is under way."))
            else:
                messages.warning(request, _("This import was answered already."))
        elif staging.discard(found):
            messages.success(request, _("The preview is thrown away; nothing was changed."))
        else:
            messages.warning(request, _("This import was answered already."))
        return HttpResponseRedirect(reverse("admin:places_placeimport_change", args=[pk]))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, whole)


def _differences(row: ImportRow) -> list[tuple[str, str, str]]:
    return [
        (name.replace("_", " ").replace("details.", ""), shown(before) or "–", shown(after) or "–")
        for name, (before, after) in row.changes.items()
    ]
