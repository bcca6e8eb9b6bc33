"""What ``TRIPOS_AI_MODEL`` needs on this machine: a package and a key.

Standard library alone: ``bin/run`` installs the right lock by it before there are packages, and a start can say in
one sentence what is missing without loading an agent.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass

EMBEDDED = "embedded"
SETTING = "TRIPOS_AI_MODEL"


@dataclass(frozen=True)
class Needs:
    """What a provider's models need.

    Attributes:
        extra: the lock that brings its package: ``requirements-<extra>.txt``.
        module: what is imported.
        keys: environment variables, one of which holds the key; empty where none is needed.
        address: environment variables that name another server, which may want no key.
    """

    extra: str
    module: str
    keys: tuple[str, ...] = ()
    address: tuple[str, ...] = ("TRIPOS_AI_BASE_URL",)


_OPENAI = Needs("openai", "openai", ("OPENAI_API_KEY",), ("TRIPOS_AI_BASE_URL", "OPENAI_BASE_URL"))
PROVIDERS: dict[str, Needs] = {
    "openai": _OPENAI,
    "openai-chat": _OPENAI,
    "openai-responses": _OPENAI,
    "ollama": Needs("openai", "openai"),
    "anthropic": Needs("anthropic", "anthropic", ("ANTHROPIC_API_KEY",)),
    "google": Needs("google", "google.genai", ("GOOGLE_API_KEY", "GEMINI_API_KEY")),
}


def provider_of(model: str) -> str:
    """The part before the colon: ``openai`` of ``openai:gpt-5.2``; empty without one."""
    return model.partition(":")[0] if ":" in model else ""


def extra_for(environment: Mapping[str, str]) -> str:
    """The optional lock that the chosen model needs; empty for the embedded one and for unknown providers."""
    needs = PROVIDERS.get(provider_of(environment.get(SETTING, "")))
    return needs.extra if needs else ""


def problem(environment: Mapping[str, str]) -> str | None:
    """What keeps the chosen model from answering, in one sentence for the operator; None when nothing is known to.

    A provider that is not in ``PROVIDERS`` is left to the library to judge.
    """
    model = environment.get(SETTING) or EMBEDDED
    if model == EMBEDDED:
        return None
    provider, _, name = model.partition(":")
    instead = f"or leave {SETTING} away for the embedded model."
    if not name or not provider:
        return f"{SETTING}={model} names no model: write provider:model, such as openai:gpt-5.2, {instead}"
    needs = PROVIDERS.get(provider)
    if needs is None:
        return None
    if not _is_installed(needs.module):
        return (
            f"{SETTING}={model} needs the Python package “{needs.module}”: install requirements-{needs.extra}.txt "
            f"(bin/run does so by itself), {instead}"
        )
    if needs.keys and not any(environment.get(key) for key in (*needs.keys, *needs.address)):
        return f"{SETTING}={model} needs a key: set {' or '.join(needs.keys)}, {instead}"
    return None


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # the package that it is in
        return False
