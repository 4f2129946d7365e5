"""The one ASGI application: HTTP by Django, `/ws/` by Channels."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django must be set up before anything that imports models.
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from accounts.live import LiveConsumer, NoSuchSocket  # noqa: E402
from channels_app.api.streaming import with_streamed_uploads  # noqa: E402
from config.limits import BodyLimit  # noqa: E402
from generation.api.models import is_lora  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": BodyLimit(with_streamed_uploads(http, is_lora)),
        "websocket": AuthMiddlewareStack(
            URLRouter([path("ws/", LiveConsumer.as_asgi()), re_path("", NoSuchSocket.as_asgi())])
        ),
    }
)
