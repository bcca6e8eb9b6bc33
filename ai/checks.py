"""Say at start what keeps the chosen language model from answering; the site itself works without."""

from __future__ import annotations

import logging
import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from tripos.run import language_models

logger = logging.getLogger(__name__)


def model_problem() -> str | None:
    """What keeps ``settings.AI_MODEL`` from answering, in one sentence for the operator; None when nothing does."""
    told = {language_models.SETTING: settings.AI_MODEL, "TRIPOS_AI_BASE_URL": settings.AI_BASE_URL}
    return language_models.problem({**os.environ, **told})


@register()
def check_model(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    problem = model_problem()
    return [Warning(problem, id="tripos.W001")] if problem else []


def say_at_start() -> None:
    """Log the sentence once, when a process that serves begins."""
    problem = model_problem()
    if problem:
        logger.warning(problem)
