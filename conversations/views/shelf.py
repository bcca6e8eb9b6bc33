"""The shelf of conversations: list, search, start with an agent, name, trip, state, trash."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ai.agents.about import ICONS, SENTENCES
from ai.enums import AgentType
from ai.limits import switched_off_by
from conversations import turns
from conversations.forms import ConversationForm
from conversations.models import Conversation, ConversationQuerySet, ConversationStatus
from conversations.suggestions import suggestions
from conversations.views import drawer
from tripos.accounts.limits import TOO_OFTEN, is_too_often
from tripos.db.context import set_reason
from tripos.db.paging import Keyset
from tripos.web.lists import list_page
from tripos.web.people import profile_of
from trips.models import Trip

ON_A_PAGE = 20
BY_DELETION = Keyset("-deleted_at", "id")
OPEN, DONE, ARCHIVED = "open", "done", "archived"
SHELVES: dict[str, tuple[Promise, tuple[ConversationStatus, ...]]] = {
    OPEN: (gettext_lazy("Open"), (ConversationStatus.ACTIVE, ConversationStatus.ABANDONED)),
    DONE: (gettext_lazy("Done"), (ConversationStatus.COMPLETED,)),
    ARCHIVED: (gettext_lazy("Archived"), (ConversationStatus.ARCHIVED,)),
}
# What a traveller may make of a conversation, with what the history says. "Idle" is found out by a job.
STATES: dict[str, Promise] = {
    ConversationStatus.COMPLETED: gettext_lazy("Marked a conversation done"),
    ConversationStatus.ARCHIVED: gettext_lazy("Archived a conversation"),
    ConversationStatus.ACTIVE: gettext_lazy("Opened a conversation again"),
}


@dataclass(frozen=True)
class AgentCard:
    """One agent that may be chosen."""

    name: str
    label: str
    sentence: Promise
    icon: str
    url: str
    is_chosen: bool


@require_safe
@login_required
def conversation_list(request: HttpRequest) -> HttpResponse:
    """Start with an agent (``?agent=``), about a trip (``?trip=``); below, what was said (``?show=``, ``?q=``)."""
    return render(request, "conversations/conversation_list.html", _list_context(request))


def _list_context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    sent = request.POST if request.method == "POST" else request.GET
    agent = agent_of(sent.get("agent", ""))
    trip = _trip_of(request, sent.get("trip", ""))
    words = request.GET.get("q", "").replace("\x00", "").strip()
    # Who searches looks on every shelf, unless they say which.
    shelf = request.GET.get("show", "" if words else OPEN)
    rows = Conversation.objects.for_user(request.user).select_related("trip")
    if shelf in SHELVES:
        rows = rows.filter(status__in=SHELVES[shelf][1])
    # Who reads sees words of their own messages alone.
    page = list_page(request, ConversationQuerySet.paging, rows.matching(words, request.user), ON_A_PAGE)
    hidden = [("agent", agent.value), *([("trip", str(trip.pk))] if trip else [])]
    return {
        "page": page,
        "words": words,
        "shelf": shelf,
        "shelves": [(key, label) for key, (label, _statuses) in SHELVES.items()],
        "agents": _agents(agent, trip),
        "agent": agent,
        "agent_sentence": SENTENCES[agent],
        "trip": trip,
        "hidden_fields": hidden,
        "suggestions": suggestions(agent, trip, timezone.localdate()),
        "off": switched_off_by(profile_of(request)),
        "send_url": reverse("conversations:conversation_start"),
        **more,
    }


def agent_of(name: str) -> AgentType:
    """The agent of that name; the concierge for any other."""
    return AgentType(name) if name in AgentType.values else AgentType.GENERAL_CONCIERGE


def _trip_of(request: HttpRequest, key: str) -> Trip | None:
    """One of the reader's trips, where one is named; 404 where it is not theirs to see."""
    return get_object_or_404(Trip.objects.for_user(request.user), pk=_uuid(key)) if key else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _agents(chosen: AgentType, trip: Trip | None) -> list[AgentCard]:
    about = {"trip": str(trip.pk)} if trip else {}
    # The concierge first: it can do all of it.
    ordered = sorted(AgentType, key=lambda agent: agent != AgentType.GENERAL_CONCIERGE)
    return [
        AgentCard(
            agent.value,
            str(agent.label),
            SENTENCES[agent],
            ICONS[agent],
            f"?{urlencode({'agent': agent.value, **about})}",
            agent == chosen,
        )
        for agent in ordered
    ]


@require_POST
@login_required
def conversation_start(request: HttpRequest) -> HttpResponse:
    """Start with a first message to an agent, about a trip when ``trip`` names one of the traveller's."""
    agent = agent_of(request.POST.get("agent", ""))
    trip = _trip_of(request, request.POST.get("trip", ""))
    set_reason(_("Started a conversation"))
    text = request.POST.get("text", "")
    if is_too_often(request, "say"):
        return _not_started(request, agent, trip, {"form_error": str(TOO_OFTEN), "draft": text}, 429)
    try:
        conversation, _run = turns.start(profile_of(request), text, agent=agent, trip=trip)
    except turns.NotSaid as error:
        return _not_started(request, agent, trip, {"form_error": str(error), "draft": text}, 422)
    return redirect("conversations:conversation_detail", pk=conversation.pk)


@require_safe
@login_required
def trip_chat(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The reader's latest open conversation about a trip; a new one where there is none."""
    trip = get_object_or_404(Trip.objects.for_user(request.user), pk=pk)
    statuses = SHELVES[OPEN][1]
    latest = Conversation.objects.for_user(request.user).filter(trip=trip, status__in=statuses).recent_first().first()
    if latest is not None:
        return redirect("conversations:conversation_detail", pk=latest.pk)
    if drawer.is_drawer(request):
        return drawer.panel(request, _first(AgentType.GENERAL_CONCIERGE, trip))
    return redirect(f"{reverse('conversations:conversation_list')}?{urlencode({'trip': str(trip.pk)})}")


def _not_started(
    request: HttpRequest, agent: AgentType, trip: Trip | None, refusal: dict[str, str], status: int
) -> HttpResponse:
    """The form as it was sent, with why no conversation began."""
    if drawer.is_drawer(request):
        return drawer.panel(request, _first(agent, trip) | refusal, status)
    return render(request, "conversations/conversation_list.html", _list_context(request, **refusal), status=status)


def _first(agent: AgentType, trip: Trip | None) -> dict[str, Any]:
    """A conversation that nobody has said anything in yet, for the drawer."""
    return {
        "conversation": None,
        "messages_list": [],
        "send_url": reverse("conversations:conversation_start"),
        "hidden_fields": [("agent", agent.value), *([("trip", str(trip.pk))] if trip else [])],
        "suggestions": suggestions(agent, trip, timezone.localdate()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def conversation_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name and trip."""
    conversation = _mine(request, pk)
    form = ConversationForm(request.POST or None, instance=conversation, user=request.user)
    if request.method == "POST" and form.is_valid():
        if form.changed_data:
            set_reason(form.reason())
            Conversation.objects.editable_by(request.user).filter(pk=pk).update(**form.cleaned_data)
            notices.success(request, _("Saved."))
        return redirect("conversations:conversation_detail", pk=pk)
    status = 422 if form.errors else 200
    # The form has put what was typed into the instance; the page's title is what is stored.
    context = {"form": form, "conversation": conversation, "stored_title": form.initial["title"]}
    return render(request, "conversations/conversation_edit.html", context, status=status)


@require_POST
@login_required
def conversation_state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Done, archived, or open again."""
    state = request.POST.get("state", "")
    if state not in STATES:
        return HttpResponseBadRequest(_("There is no such state."))
    conversation = _mine(request, pk)
    set_reason(str(STATES[state]))
    Conversation.objects.editable_by(request.user).filter(pk=pk).update(status=state)
    told = {
        ConversationStatus.COMPLETED: _("“%(title)s” is done. A new message opens it again."),
        ConversationStatus.ARCHIVED: _("“%(title)s” is in the archive. A new message opens it again."),
        ConversationStatus.ACTIVE: _("“%(title)s” is open again."),
    }
    notices.success(request, told[ConversationStatus(state)] % {"title": conversation.title})
    return redirect("conversations:conversation_list")


@require_POST
@login_required
def conversation_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To the trash; an answer under way is stopped."""
    conversation = _mine(request, pk)
    set_reason(_("Discarded a conversation"))
    run = turns.latest_run(request.user, conversation)
    if run is not None:
        turns.stop(request.user, run.pk)
    Conversation.objects.editable_by(request.user).filter(pk=pk).update(deleted_at=timezone.now())
    notices.success(request, _("“%(title)s” is in the trash.") % {"title": conversation.title})
    return redirect("conversations:conversation_list")


@require_safe
@login_required
def conversation_trash(request: HttpRequest) -> HttpResponse:
    """Discarded conversations."""
    page = list_page(request, BY_DELETION, Conversation.objects.trash(request.user), ON_A_PAGE)
    return render(request, "conversations/conversation_trash.html", {"page": page})


@require_POST
@login_required
def conversation_restoration(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Out of the trash."""
    conversation = get_object_or_404(Conversation.objects.trash(request.user), pk=pk)
    set_reason(_("Brought a conversation back"))
    Conversation.objects.owned_by(request.user).filter(pk=pk).update(deleted_at=None)
    notices.success(request, _("“%(title)s” is back.") % {"title": conversation.title})
    return redirect("conversations:conversation_detail", pk=pk)


def _mine(request: HttpRequest, pk: uuid.UUID) -> Conversation:
    return get_object_or_404(Conversation.objects.for_user(request.user).select_related("trip"), pk=pk)
