"""What lists can be narrowed by."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from channels_app.api.serializers import ARTWORK_STATES
from channels_app.display import with_cover_state
from channels_app.models import Channel, Video, VideoState
from channels_app.search import with_words


class ChannelFilter(django_filters.FilterSet):
    team = django_filters.UUIDFilter(field_name="team_id")
    search = django_filters.CharFilter(method="by_words", help_text="words in the title or handle")

    class Meta:
        model = Channel
        fields = ["team", "platform"]

    def by_words(self, found: QuerySet[Channel], name: str, value: str) -> QuerySet[Channel]:
        return with_words(found, value, "title", "handle")


class VideoFilter(django_filters.FilterSet):
    channel = django_filters.UUIDFilter(field_name="channel_id")
    team = django_filters.UUIDFilter(field_name="channel__team_id")
    state = django_filters.ChoiceFilter(choices=VideoState.choices)
    search = django_filters.CharFilter(
        method="by_words", help_text="words in the title, description or file name"
    )
    cover_state = django_filters.ChoiceFilter(
        choices=[(state, state) for state in ARTWORK_STATES], method="by_cover"
    )

    class Meta:
        model = Video
        fields = ["channel", "team", "state", "search", "cover_state"]

    def by_words(self, found: QuerySet[Video], name: str, value: str) -> QuerySet[Video]:
        return with_words(found, value, "title", "description", "file_name")

    def by_cover(self, found: QuerySet[Video], name: str, value: str) -> QuerySet[Video]:
        return with_cover_state(found, value)
