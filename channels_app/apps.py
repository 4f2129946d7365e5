from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ChannelsAppConfig(AppConfig):
    name = "channels_app"

    def ready(self) -> None:
        from accounts import storage
        from channels_app.search import teach_sqlite
        from channels_app.services.public import page_meta
        from channels_app.services.storage import bytes_of_teams
        from core import pages

        connection_created.connect(teach_sqlite)
        storage.count_with(bytes_of_teams)
        pages.register("c", page_meta)
