"""Suggestions and conflicts in the back office, and what travellers made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tripos.db.context import set_reason
from tripos.web.staff import StaffModelAdmin
from tripos.web.staff.history import shown
from trips.admin.forms import FACT, ConflictForm, SuggestionForm
from trips.detection import OPEN
from trips.enums import ConflictType, ResolutionStatus, SuggestionStatus, SuggestionType
from trips.models import ConflictResolution, ProactiveSuggestion

UNANSWERED = (SuggestionStatus.PENDING, SuggestionStatus.SHOWN)
UNSETTLED = (ResolutionStatus.DETECTED, ResolutionStatus.PENDING_REVIEW)


class AdviceAdmin(StaffModelAdmin):
    """What both have: a list by trip, and actions that say how many rows they changed."""

    list_select_related = ["trip"]
    change_list_template = "admin/trips/advice_list.html"
    date_hierarchy = "created_at"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_answers"
        return [path("answers/", self.admin_site.admin_view(self.answers_view), name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        answers = f"admin:{self.opts.app_label}_{self.opts.model_name}_answers"
        return super().changelist_view(request, {**(extra_context or {}), "answers": answers})

    def table_of_answers(self) -> tuple[list[str], list[tuple[str, list[int], int | None]]]:
        """Column names, and for each type its counts and the share in percent of those that were taken."""
        raise NotImplementedError

    def answers_view(self, request: HttpRequest) -> HttpResponse:
        """How often each type was taken, refused, left alone.

        Raises:
            PermissionDenied: the account may not see them.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        names, rows = self.table_of_answers()
        context = {
            **self.admin_site.each_context(request),
            "title": _("What becomes of them: %(what)s") % {"what": self.opts.verbose_name_plural},
            "opts": self.opts,
            "names": names,
            "rows": rows,
        }
        return TemplateResponse(request, "admin/trips/answers.html", context)

    def say(self, request: HttpRequest, changed: int, asked: int) -> None:
        words = ngettext("%(n)d row changed.", "%(n)d rows changed.", changed) % {"n": changed}
        self.message_user(request, words, messages.SUCCESS if changed else messages.WARNING)
        if changed < asked:
            left = asked - changed
            note = ngettext("%(n)d was answered already.", "%(n)d were answered already.", left) % {"n": left}
            self.message_user(request, note, messages.WARNING)


@admin.register(ProactiveSuggestion)
class ProactiveSuggestionAdmin(AdviceAdmin):
    """Suggestions: facts by the schema of their type."""

    form = SuggestionForm
    list_display = ["title", "type", "status", "trip", "agent_name", "confidence_score", "priority", "expires_at"]
    list_filter = ["type", "status", "agent_name"]
    search_fields = ["title", "description", "trip__title", "user__email"]
    autocomplete_fields = ["user", "trip"]
    readonly_fields = ["steps", "shown_at", "responded_at", "change_set_id", "stable_key", "created_at"]
    actions = ["expire", "reopen"]

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        asked = request.GET.get("type", "")
        return {
            "agent_name": _("Tripos support"),
            "confidence_score": "1",
            **super().get_changeform_initial_data(request),
            "type": asked if asked in SuggestionType.values else SuggestionType.ADD_ACTIVITY.value,
        }

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        asked = request.POST.get("type") or request.GET.get("type") or (obj.type if obj else "add_activity")
        probe = SuggestionForm(initial={"type": asked})
        facts = [name for name in probe.fields if name.startswith(FACT)]
        return [
            (None, {"fields": ["user", "trip", "type", "title", "description", "reasoning", "agent_name",
                               ("confidence_score", "priority"), "action_url"]}),
            (_("Facts of this type"), {"fields": facts}),
            (_("When it is accepted"), {"fields": ["accept", "asks", "steps", "without_steps"]}),
            (_("What became of it"), {"fields": ["status", "expires_at", "snoozed_until", "response_reason", *(
                ["shown_at", "responded_at", "change_set_id", "stable_key", "created_at"] if obj else [])]}),
        ]  # fmt: skip

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{**kwargs, "fields": list(SuggestionForm.Meta.fields)})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("trip")

    @admin.display(description=gettext_lazy("steps"))
    def steps(self, row: ProactiveSuggestion) -> SafeString | str:
        """What accepting does, step by step."""
        found = row.suggestion_data.get("steps") if isinstance(row.suggestion_data, dict) else None
        if not found:
            return _("None.")
        lines = [(step.get("action"), shown(step.get("values")) or "") for step in found]
        return format_html("<ol>{}</ol>", format_html_join("", "<li><b>{}</b> {}</li>", lines))

    @admin.action(description=gettext_lazy("Expire"), permissions=["change"])
    def expire(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        set_reason(_("Suggestions expired by staff"))
        keys = list(queryset.values_list("pk", flat=True))
        rows = ProactiveSuggestion.objects.filter(pk__in=keys, status__in=UNANSWERED)
        self.say(request, rows.update(status=SuggestionStatus.EXPIRED), len(keys))

    @admin.action(description=gettext_lazy("Offer again"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        set_reason(_("Suggestions offered again by staff"))
        keys = list(queryset.values_list("pk", flat=True))
        rows = ProactiveSuggestion.objects.filter(pk__in=keys, status=SuggestionStatus.EXPIRED)
        future = Q(expires_at__gt=timezone.now()) | Q(expires_at__isnull=True)
        changed = rows.filter(future).update(status=SuggestionStatus.PENDING, snoozed_until=None)
        changed += rows.update(status=SuggestionStatus.PENDING, snoozed_until=None, expires_at=None)
        self.say(request, changed, len(keys))

    def table_of_answers(self) -> tuple[list[str], list[tuple[str, list[int], int | None]]]:
        statuses = (SuggestionStatus.ACCEPTED, SuggestionStatus.REJECTED, SuggestionStatus.EXPIRED, *UNANSWERED)
        return _counted(ProactiveSuggestion.objects.all(), SuggestionType, statuses, SuggestionStatus.ACCEPTED, 3)


@admin.register(ConflictResolution)
class ConflictResolutionAdmin(AdviceAdmin):
    """Conflicts: their ways out one by one."""

    form = ConflictForm
    list_display = ["title", "type", "severity", "status", "trip", "resolved_by", "detected_at", "resolved_at"]
    list_filter = ["type", "status", "severity", "resolved_by"]
    search_fields = ["title", "description", "trip__title", "user__email"]
    autocomplete_fields = ["trip"]
    readonly_fields = ["selected", "evidence", "detected_at", "resolved_at", "stable_key", "created_at"]
    actions = ["ignore", "reopen"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        options = ConflictForm(instance=obj).option_fields() if obj else []
        return [
            (None, {"fields": ["trip", "type", "severity", "title", "description", "affected",
                               *(["evidence"] if obj else [])]}),
            *([(_("Ways out"), {"fields": options})] if options else []),
            (_("What became of it"), {"fields": ["status", "resolved_by", *(
                ["selected", "detected_at", "resolved_at", "stable_key", "created_at"] if obj else [])]}),
        ]  # fmt: skip

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{**kwargs, "fields": list(ConflictForm.Meta.fields)})

    @admin.display(description=gettext_lazy("evidence"))
    def evidence(self, row: ConflictResolution) -> SafeString | str:
        """The figures that show it."""
        found = (row.metadata or {}).get("evidence") or {}
        return (
            format_html_join("", "<div><b>{}</b>: {}</div>", ((key, shown(item)) for key, item in found.items())) or "–"
        )

    @admin.display(description=gettext_lazy("way out taken"))
    def selected(self, row: ConflictResolution) -> str:
        option = (row.selected_resolution or {}).get("option") or {}
        return str(option.get("description") or "–")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """An open conflict has no answer; a settled one says when."""
        if obj.status in UNSETTLED:
            obj.resolved_at, obj.resolved_by, obj.selected_resolution = None, None, None
        elif obj.resolved_at is None:
            obj.resolved_at = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Ignore"), permissions=["change"])
    def ignore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        set_reason(_("Conflicts ignored by staff"))
        keys = list(queryset.values_list("pk", flat=True))
        rows = ConflictResolution.objects.filter(pk__in=keys, status__in=UNSETTLED)
        values = {"status": ResolutionStatus.IGNORED, "resolved_by": "user", "resolved_at": timezone.now()}
        self.say(request, rows.update(**values), len(keys))

    @admin.action(description=gettext_lazy("Reopen"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        set_reason(_("Conflicts reopened by staff"))
        keys = list(queryset.values_list("pk", flat=True))
        rows = ConflictResolution.objects.filter(pk__in=keys).exclude(status__in=UNSETTLED)
        self.say(request, rows.update(**OPEN), len(keys))

    def table_of_answers(self) -> tuple[list[str], list[tuple[str, list[int], int | None]]]:
        statuses = (
            ResolutionStatus.USER_RESOLVED, ResolutionStatus.IGNORED, ResolutionStatus.AUTO_RESOLVED, *UNSETTLED,
        )  # fmt: skip
        return _counted(ConflictResolution.objects.all(), ConflictType, statuses, ResolutionStatus.USER_RESOLVED, 2)


def _counted(
    rows: QuerySet[Any], types: Any, statuses: Sequence[Any], taken: Any, settled: int
) -> tuple[list[str], list[tuple[str, list[int], int | None]]]:
    """Counts by type and status in one query, and the share that was taken of the first `settled` statuses."""
    found = {(kind, status): count for kind, status, count in rows.values_list("type", "status").annotate(Count("pk"))}
    table: list[tuple[str, list[int], int | None]] = []
    for kind in types:
        counts = [found.get((kind.value, status.value), 0) for status in statuses]
        answered = sum(counts[:settled])
        share = round(100 * found.get((kind.value, taken.value), 0) / answered) if answered else None
        table.append((str(kind.label), counts, share))
    return [str(status.label) for status in statuses], table
