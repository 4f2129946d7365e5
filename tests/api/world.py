"""A small world to ask for things in: one team with a bit of everything, and people inside and outside it."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Role, User
from accounts.services import invitations, people
from channels_app.models import ArtworkKind
from channels_app.services import kits, publications, uploads
from generation.models import Digest, Job, JobKind, JobState
from generation.services import editing, models
from moderation.models import ComposedRule
from moderation.services import policy, reviews
from studio.values import Digest as Understood
from studio.values import Probe
from tests.factories.accounts import MembershipFactory, ModeratorFactory, UserFactory, team_with_all_roles
from tests.factories.brands import new_brand
from tests.factories.channels import PROBE, add_photo, add_version, approve, new_channel, new_video, slot
from tests.factories.designs import designed_version
from tests.factories.jobs import add_still, add_transcript, watched_video
from tests.factories.models import card_of, install_model

# Who asks. "stranger" owns another team; "moderator" and "operator" are in no team.
ACTORS = ["anonymous", "stranger", "viewer", "author", "editor", "owner", "moderator", "operator"]
APPS = ["core", "accounts", "channels_app", "moderation", "generation"]


@dataclass
class World:
    """`ids` fill the addresses and bodies of requests; `actors` are the people, by what they are."""

    actors: dict[str, User | None] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def people(self) -> dict[str, User]:
        return {name: user for name, user in self.actors.items() if user is not None}


def build() -> World:
    """Everything here is made by the verbs and factories that the apps' own tests use."""
    world = World()
    team, roles = team_with_all_roles()
    operator = UserFactory(is_staff=True)
    stranger = MembershipFactory(role=Role.OWNER)
    world.actors = {
        "anonymous": None,
        "stranger": stranger.user,
        **{str(role): user for role, user in roles.items()},
        "moderator": ModeratorFactory(),
        "operator": operator,
    }
    author, owner = roles[Role.AUTHOR], roles[Role.OWNER]
    policy.set_policy(by=operator, composed=ComposedRule.HOLD, held_words=[], refused_words=[])

    channel = new_channel(team)
    video = new_video(channel, created_by=author)
    theirs = new_video(new_channel(stranger.team))
    cover, avatar = video.cover, slot(channel, ArtworkKind.AVATAR)
    draft = add_version(cover, by=author)
    held = add_version(cover, by=author)
    designed = designed_version(by=author, video=watched_video(channel=channel, created_by=author))
    draft_of_design, _new = editing.open_version(designed.pk, by=roles[Role.EDITOR])
    kit = kits.begin(designed, ["telegram"], by=author)
    their_design = designed_version(video=watched_video(channel=theirs.channel))
    recipe = {"schema_version": 1, "seed": 7, "wishes": {}, "sources": [], "brief": {}, "image": {}}
    made = add_version(avatar, by=author, recipe=recipe, design={"layout": "ring"})
    review = reviews.submit(held, by=author)
    approved = approve(add_version(avatar, by=author))
    live = approve(add_version(slot(channel, ArtworkKind.BANNER), by=author))
    publications.publish(live, by=owner)
    upload = uploads.begin(channel, by=author, length=4, file_name="new.mp4", title="New")
    understood = Understood(
        source=video.file_name, probe=Probe.model_validate(PROBE), shots=(), stills=(), palette=()
    )
    Digest.objects.create(video=video, data=understood.model_dump(mode="json"))
    add_still(video)
    add_transcript(video)
    invitation, invitation_token = invitations.invite(team.pk, Role.AUTHOR, "", by=owner)
    token, _secret = people.create_token(roles[Role.VIEWER], "script")
    for name, user in world.people.items():
        world.tokens[name] = people.create_token(user, "test", lives=timedelta(hours=1))[1]

    world.ids = {
        "team": team.pk,
        "channel": channel.pk,
        "handle": channel.handle,
        "video": video.pk,
        "cover": cover.pk,
        "banner": live.artwork_id,
        "draft": draft.pk,
        "held": held.pk,
        "held_sha256": held.blob_id,
        "approved": approved.pk,
        "made": made.pk,
        "designed": designed.pk,
        "design": draft_of_design.design,
        "draft_of_design": draft_of_design.pk,
        "kit": kit.pk,
        "their_design": their_design.pk,
        "photo": add_photo(team, by=author).pk,
        "owners_photo": add_photo(team, by=owner).pk,
        "their_photo": add_photo(stranger.team, by=stranger.user).pk,
        "brand": new_brand(team, by=owner, name="House").pk,
        "their_brand": new_brand(stranger.team, by=stranger.user, name="Theirs").pk,
        "review": review.pk,
        "upload": upload.pk,
        "queued": _job(team.pk, cover, author, JobState.QUEUED).pk,
        "failed": _job(team.pk, cover, author, JobState.FAILED).pk,
        "model": _models(),
        "invitation": invitation.pk,
        "invitation_token": invitation_token,
        "member": Membership.objects.get(team=team, user=roles[Role.VIEWER]).pk,
        "token": token.id,
        "their_team": stranger.team_id,
        "their_channel": theirs.channel_id,
        "their_video": theirs.pk,
    }
    return world


def _models() -> str:
    """The name of an installed model; beside it lies one that nobody has listed yet."""
    shutil.rmtree(settings.MODELS_DIR, ignore_errors=True)
    row = install_model("ink")
    models.store().install_folder(card_of("found"), models.store().find("ink").folder)
    return row.name


def _job(team_id: uuid.UUID, artwork: Any, by: User, state: JobState) -> Job:
    spec = {"wishes": {}, "count": 1, "videos": [str(artwork.video_id)], "seed": 1, "language": "en"}
    finished = timezone.now() if state == JobState.FAILED else None
    return Job.objects.create(
        team_id=team_id,
        kind=JobKind.MAKE_CANDIDATES,
        spec=spec,
        state=state,
        error_code="lost" if finished else "",
        artwork=artwork,
        video_id=artwork.video_id,
        created_by=by,
        finished_at=finished,
    )


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all our tables: two of these are equal if nothing has changed in between."""
    rows = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            # Signing in and using a token note the time; that is no change of anything.
            names = [
                column.attname
                for column in model._meta.concrete_fields
                if column.attname not in {"last_login", "last_used_at"}
            ]
            rows[model._meta.label] = list(model._default_manager.order_by("pk").values(*names))
    return rows


class Rollback(Exception):
    """Ends a try-out."""


class tried_out(transaction.Atomic):  # noqa: N801  # a context manager, written like one
    """Whatever happens inside is undone, so that the next actor meets the same world."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        super().__exit__(kind or Rollback, error or Rollback(), trace)
