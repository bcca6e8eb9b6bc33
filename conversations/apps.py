from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"

    def ready(self) -> None:
        from conversations.discarded import CONVERSATIONS
        from tripos.web import trash

        trash.register("conversation", CONVERSATIONS)
