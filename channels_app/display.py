"""How channels, videos, artworks and versions are loaded to be shown: a fixed number of queries each.

The serializers read what is loaded here and ask the database nothing more.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Membership, User
from channels_app.models import (
    Artwork,
    ArtworkKind,
    Channel,
    Publication,
    Version,
    VersionPicture,
    Video,
)
from channels_app.querysets import ArtworkQuerySet, ChannelQuerySet, VersionQuerySet, VideoQuerySet

Person = User | AnonymousUser


def versions(user: Person) -> VersionQuerySet:
    """All versions, with `my_role`: what `user` is in the version's team (null when not a member), and in
    `main_pictures` 0 or 1 picture."""
    role = (
        Membership.objects.filter(user=user, team=OuterRef("artwork__channel__team")).values("role")[:1]
        if user.is_authenticated
        else None
    )
    main = VersionPicture.objects.filter(place=0).select_related("blob")
    return (
        Version.objects.select_related(
            "artwork__channel", "blob", "thumb", "created_by", "brand_revision__preset"
        )
        .prefetch_related(Prefetch("pictures", queryset=main, to_attr="main_pictures"))
        .annotate(
            my_role=Subquery(role) if role is not None else Value(None, output_field=CharField(null=True))
        )
    )


def with_state(artworks: ArtworkQuerySet) -> ArtworkQuerySet:
    """`artworks` with `state` (none, draft, in_review, approved, live) and `versions_count`."""
    filled = Version.objects.filter(artwork=OuterRef("pk"))
    live = Publication.objects.live().filter(artwork=OuterRef("pk"))
    return artworks.annotate(
        state=Case(
            When(Exists(live), then=Value("live")),
            When(Exists(filled.filter(state="in_review")), then=Value("in_review")),
            When(Exists(filled.filter(state="approved")), then=Value("approved")),
            When(Exists(filled), then=Value("draft")),
            default=Value("none"),
        ),
        versions_count=_count(filled, "artwork"),
    )


def artworks(user: Person) -> ArtworkQuerySet:
    """All artworks with their state, and in `latest_versions` and `live_versions` 0 or 1 version."""
    newest = Version.objects.filter(artwork=OuterRef("artwork")).order_by("-number").values("pk")[:1]
    live = Publication.objects.live().filter(version=OuterRef("pk"))
    shown = versions(user)
    return (
        with_state(Artwork.objects.all())
        .select_related("channel")
        .prefetch_related(
            Prefetch("versions", queryset=shown.filter(pk=Subquery(newest)), to_attr="latest_versions"),
            Prefetch("versions", queryset=shown.filter(Exists(live)), to_attr="live_versions"),
        )
    )


def channels(user: Person) -> ChannelQuerySet:
    """All channels with `videos_count`, avatar and banner (in `slots`)."""
    return Channel.objects.annotate(
        videos_count=_count(Video.objects.filter(channel=OuterRef("pk")), "channel")
    ).prefetch_related(Prefetch("artworks", queryset=artworks(user).filter(video=None), to_attr="slots"))


def videos(user: Person) -> VideoQuerySet:
    """All videos with channel, files, maker and cover."""
    return Video.objects.select_related("channel", "blob", "thumb", "created_by", "upload").prefetch_related(
        Prefetch("cover", queryset=artworks(user))
    )


def with_cover_state(found: QuerySet[Video], state: str) -> QuerySet[Video]:
    """Of `found`, those whose cover is in `state`."""
    covers = with_state(Artwork.objects.filter(kind=ArtworkKind.COVER)).filter(state=state)
    return found.filter(pk__in=covers.values("video"))


def _count(rows: QuerySet[Version] | QuerySet[Video], by: str) -> Coalesce:
    """How many of `rows` (bound to the outer row over `by`) there are, as one subquery."""
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
