from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from channels_app.services import words
        from moderation.services import policy

        words.register_screener(policy.screen)
