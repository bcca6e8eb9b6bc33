from django.apps import AppConfig
from django.conf import settings


class AIConfig(AppConfig):
    name = "ai"
    verbose_name = "Agents"

    def ready(self) -> None:
        import ai.kinds  # noqa: F401  (registers what agents may do)
        from ai import checks, waiting
        from tripos.web import inbox

        inbox.register("approval", waiting.approvals_waiting, waiting.approval_item)
        if settings.SERVING:
            checks.say_at_start()
