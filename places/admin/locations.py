"""The catalogue in the back office: one form for every kind of place, and what is done to many at once."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from places import exporting, presenters
from places.admin import queues
from places.admin.forms import DAY_FIELDS, OF_CATEGORY, LocationForm
from places.duplicates import is_merge, unmerge
from places.models import Location, LocationCategory
from places.opening import today_at
from tripos.db.context import set_reason
from tripos.web.map_base import MapPoint
from tripos.web.place_facts import facts
from tripos.web.staff import StaffModelAdmin

SHOWN_DETAILS = {"name_en", "alt_names", "wheelchair", "fee", "reservation", "wikidata", "stars", "admission"}


class ProtectedFilter(admin.SimpleListFilter):
    title = gettext_lazy("protected fields")
    parameter_name = "protected"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Edited by staff")), ("no", _("As the source has it"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Location]) -> QuerySet[Location]:
        asked = self.value()
        if asked == "yes":
            return queryset.exclude(staff_edited_fields__len=0)
        return queryset.filter(staff_edited_fields__len=0) if asked == "no" else queryset


class HoursFilter(admin.SimpleListFilter):
    title = gettext_lazy("opening hours")
    parameter_name = "hours"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Written down")), ("no", _("Not known"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Location]) -> QuerySet[Location]:
        missing = {"yes": False, "no": True}.get(self.value() or "")
        return queryset if missing is None else queryset.filter(opening_hours__isnull=missing)


@admin.register(Location)
class LocationAdmin(StaffModelAdmin):
    """Places: their point on a map, their hours as a week, and what their category has."""

    form = LocationForm
    change_form_template = "admin/places/location_form.html"
    change_list_template = "admin/places/location_list.html"
    list_display = [
        "name",
        "category",
        "kind",
        "city",
        "country",
        "source",
        "is_verified",
        "is_active",
        "edited",
        "as_of",
    ]
    list_filter = ["category", "is_verified", "is_active", HoursFilter, ProtectedFilter, "source", "city"]
    search_fields = ["name", "city", "external_id", "address"]
    date_hierarchy = "created_at"
    ordering = ["name", "id"]
    actions = ["verify", "unprotect", "export_csv", "export_geojson", "hide", "show"]
    readonly_fields = [
        "place_map",
        "week_preview", "other_facts", "source", "external_id", "external_url", "created_by", "created_at",
        "updated_at", "protected",
    ]  # fmt: skip

    # -- list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Location]:
        rows = super().get_queryset(request)
        # A removed place leaves the list; its own pages stay, for its history and the way back.
        is_list = request.resolver_match is not None and str(request.resolver_match.url_name).endswith("changelist")
        return rows.filter(deleted_at__isnull=True) if is_list else rows

    def get_urls(self) -> list[URLPattern]:
        pages = {"queue": queues.queue, "duplicates": queues.duplicates}
        own = [
            path(f"{name}/", self.admin_site.admin_view(partial(view, self)), name=f"places_location_{name}")
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def undo_change_set(self, change_set_id: uuid.UUID) -> tuple[int, list[str]]:
        """Undo, with what travellers hold where the change was a merge."""
        return unmerge(change_set_id) if is_merge(change_set_id) else super().undo_change_set(change_set_id)

    @admin.display(description=gettext_lazy("kind"), ordering="subcategory")
    def kind(self, place: Location) -> str:
        return presenters.kind_words(place)

    @admin.display(description=gettext_lazy("edited"), boolean=True)
    def edited(self, place: Location) -> bool:
        """Whether staff edited a field, which imports then leave alone."""
        return bool(place.staff_edited_fields)

    # -- form

    def category_of(self, request: HttpRequest, place: Location | None) -> str:
        """The category whose fields the form has: as asked for, as sent, or the place's own."""
        asked = request.POST.get("category") or request.GET.get("category") or (place.category if place else "")
        return asked if asked in OF_CATEGORY else LocationCategory.ATTRACTION.value

    def get_fieldsets(self, request: HttpRequest, obj: Location | None = None) -> Any:
        category = self.category_of(request, obj)
        own = OF_CATEGORY[category]
        label = LocationCategory(category).label
        sets: list[tuple[Any, dict[str, Any]]] = [
            (None, {"fields": ["name", ("category", "subcategory"), "name_en", "alt_names", "description", "tags",
                               ("is_verified", "is_active")]}),
            (_("Where"), {"fields": [("latitude", "longitude"), "place_map", "timezone", "address",
                                     ("postal_code", "city"), ("region", "country")], "classes": ["place-where"]}),
            (_("Opening hours"), {"fields": ["hours_as", *DAY_FIELDS, "hours_syntax", "week_preview"],
                                  "classes": ["place-hours"]}),
        ]  # fmt: skip
        if own:
            sets.append((_("What only this has: %(category)s") % {"category": label}, {"fields": list(own)}))
        sets += [
            (_("Good to know"), {"fields": [
                "wheelchair", "fee", ("admission_amount", "admission_currency", "admission_as_of"), "reservation",
                "phone", "email", "website", "capacity"]}),
            (_("Where this comes from"), {"fields": ["source", "external_id", "external_url", "as_of", "language",
             "wikidata", "other_facts", *(["created_by", "created_at", "updated_at", "protected"] if obj else []),
             *(["unprotect"] if obj and obj.staff_edited_fields else [])]}),
        ]  # fmt: skip
        return sets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form with the fields of the category only: another's values are neither shown nor touched."""
        category = self.category_of(request, obj)
        foreign = {name for names in OF_CATEGORY.values() for name in names} - set(OF_CATEGORY[category])
        kept = [name for name in LocationForm._meta.fields if name not in foreign]  # type: ignore[union-attr,misc]
        form: Any = super().get_form(request, obj, change, **{**kwargs, "fields": kept, "exclude": None})
        declared = {name: None for name in foreign if name in LocationForm.declared_fields}
        return type("CategoryForm", (form,), declared)

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        return {**super().get_changeform_initial_data(request), "category": self.category_of(request, None)}

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context["categories"] = LocationCategory.choices
        context["category"] = self.category_of(request, kwargs.get("obj") or context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("map"))
    def place_map(self, place: Location) -> SafeString | str:
        """The map to put the point on: around the point, or where the catalogue's best known place is."""
        if place.latitude is not None and place.longitude is not None:
            points = [MapPoint(place.latitude, place.longitude, place.name)]
        else:
            points = _anchor()
        return render_to_string("admin/places/_map.html", {"points": points}) if points else "–"

    @admin.display(description=gettext_lazy("next seven days"))
    def week_preview(self, place: Location) -> SafeString | str:
        """The hours as travellers read them, on the place's own clock."""
        if not place.opening_hours:
            return _("Not known.")
        today = today_at(place, timezone.now())
        week = facts().week(place, today)
        if not week:
            return _("These hours cannot be read: travellers see them as unknown.")
        rows = format_html_join("", "<tr><th scope='row'>{}</th><td>{}</td></tr>",
                                ((f"{day.date:%a %d.%m.}", day.words) for day in week))  # fmt: skip
        words = _("Seven days, on the clock of %(zone)s") % {"zone": place.timezone or "UTC"}
        return format_html("<table><caption>{}</caption><tbody>{}</tbody></table>", words, rows)

    @admin.display(description=gettext_lazy("more from the source"))
    def other_facts(self, place: Location) -> SafeString | str:
        """What the source says that has no field here."""
        rest = [
            (key.replace("_", " "), value) for key, value in sorted(place.details.items()) if key not in SHOWN_DETAILS
        ]
        if not rest:
            return "–"
        return format_html("<ul>{}</ul>", format_html_join("", "<li><b>{}</b>: {}</li>", rest))

    @admin.display(description=gettext_lazy("left alone by imports"))
    def protected(self, place: Location) -> SafeString | str:
        """The fields that staff edited."""
        if not place.staff_edited_fields:
            return _("Nothing: the next import may write every field.")
        return ", ".join(name.replace("_", " ") for name in place.staff_edited_fields)

    def save_model(self, request: HttpRequest, obj: Location, form: Any, change: bool) -> None:
        """Remember which fields staff edited: the next import leaves them alone."""
        if change:
            edited = form.edited() - {"is_verified"}
            kept = set(obj.staff_edited_fields) - set(form.cleaned_data.get("unprotect") or ())
            obj.staff_edited_fields = sorted(kept | edited)
        else:
            obj.source = obj.source or "manual_import"
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Location) -> None:
        """Take the place out of the catalogue; trips and saved places keep it, and undo brings it back."""
        set_reason(_("Place “%(name)s” removed") % {"name": obj})
        Location.objects.filter(pk=obj.pk).update(deleted_at=timezone.now(), is_active=False)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Location]) -> None:
        """Take the places out of the catalogue as one change set."""
        count = queryset.count()
        set_reason(ngettext("%(n)d place removed", "%(n)d places removed", count) % {"n": count})
        Location.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))).update(
            deleted_at=timezone.now(), is_active=False
        )

    # -- many at once

    @admin.action(description=gettext_lazy("Verify"), permissions=["change"])
    def verify(self, request: HttpRequest, queryset: QuerySet[Location]) -> None:
        self._mark(request, queryset, _("Places verified"), is_verified=True, rejected_at=None, rejection_reason=None)

    @admin.action(description=gettext_lazy("Let the next import write every field"), permissions=["change"])
    def unprotect(self, request: HttpRequest, queryset: QuerySet[Location]) -> None:
        self._mark(request, queryset, _("Fields given back to the imports"), staff_edited_fields=[])

    @admin.action(description=gettext_lazy("Hide from search"), permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Location]) -> None:
        self._show(request, queryset, False)

    @admin.action(description=gettext_lazy("Show in search again"), permissions=["change"])
    def show(self, request: HttpRequest, queryset: QuerySet[Location]) -> None:
        self._show(request, queryset, True)

    def _show(self, request: HttpRequest, queryset: QuerySet[Location], is_active: bool) -> None:
        places = list(queryset)
        for place in places:
            place.is_active = is_active
            place.staff_edited_fields = sorted({*place.staff_edited_fields, "is_active"})
        set_reason(_("Places shown again") if is_active else _("Places hidden from search"))
        Location.objects.bulk_update(places, ["is_active", "staff_edited_fields"], batch_size=500)
        self._say(request, len(places))

    def _mark(self, request: HttpRequest, queryset: QuerySet[Location], reason: str, **values: Any) -> None:
        set_reason(reason)
        keys = list(queryset.values_list("pk", flat=True))
        self._say(request, Location.objects.filter(pk__in=keys).update(**values))

    def _say(self, request: HttpRequest, count: int) -> None:
        words = ngettext("%(n)d place changed.", "%(n)d places changed.", count)
        self.message_user(request, words % {"n": count}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Export as CSV"), permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Location]) -> HttpResponse:
        return exporting.download(queryset, "csv")

    @admin.action(description=gettext_lazy("Export as GeoJSON"), permissions=["view"])
    def export_geojson(self, request: HttpRequest, queryset: QuerySet[Location]) -> HttpResponse:
        return exporting.download(queryset, "geojson")


def _anchor() -> list[MapPoint]:
    """Where a map without a point starts: around the catalogue's best known place."""
    rows = Location.objects.active().filter(latitude__isnull=False).best_known_first()
    known = rows.only("name", "latitude", "longitude").first()
    if known is None or known.latitude is None or known.longitude is None:
        return []
    return [MapPoint(known.latitude, known.longitude, known.name)]
