from django.apps import AppConfig


class GenerationConfig(AppConfig):
    name = "generation"

    def ready(self) -> None:
        from accounts import storage
        from channels_app import further
        from generation.services.reworking import verbs_of
        from generation.services.videos import bytes_of_stills

        storage.count_with(bytes_of_stills)
        further.say_with(verbs_of)
