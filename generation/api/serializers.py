"""Jobs and digests as the API shows them."""

from __future__ import annotations

import unicodedata
from typing import Any, TypedDict, get_args

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from channels_app.api.brands import LookField
from channels_app.api.photos import PhotoSerializer
from channels_app.api.serializers import PersonSerializer, ProblemTextSerializer, VersionSerializer
from channels_app.models import Artwork, Version, Video
from core.texts import in_active_language
from generation import problems
from generation.api.painting_fields import PaintOptionsField, PictureRefField, PicturesField
from generation.models import Job, JobKind
from generation.pace import eta_s
from generation.specs import (
    CANDIDATES_LIMIT,
    DEFAULT_PAINTER,
    REWORK_VERBS,
    SEED_LIMIT,
    MakeCandidatesSpec,
    candidates_spec,
)
from generation.stages import told
from generation.states import actions_of
from studio.models.card import ControlKind
from studio.paint.options import PaintOptions
from studio.values import StyleName, Wishes

HEADLINE_LIMIT = 300
TEXT_WISH_LIMIT = 2000
VIDEOS_LIMIT = 24


def printable(text: str) -> str:
    """`text` without control characters, which no font draws; line breaks become spaces."""
    spaced = "".join(" " if character.isspace() else character for character in text)
    kept = "".join(character for character in spaced if unicodedata.category(character) not in {"Cc", "Cs"})
    return " ".join(kept.split())


class WishesSerializer(serializers.Serializer[Wishes]):
    """What the author asks for; empty or null means "decide for me"."""

    headline = serializers.CharField(max_length=HEADLINE_LIMIT, allow_blank=True, default="")
    style = serializers.ChoiceField(  # type: ignore[assignment]  # a field of ours, not Field.style
        choices=list(get_args(StyleName)), allow_null=True, default=None
    )
    face = serializers.BooleanField(allow_null=True, default=None)
    text = serializers.CharField(max_length=TEXT_WISH_LIMIT, allow_blank=True, default="")
    layout = serializers.CharField(max_length=60, allow_null=True, allow_blank=True, default=None)

    def to_internal_value(self, data: Any) -> Wishes:
        values = super().to_internal_value(data)
        values["headline"] = printable(values["headline"])
        values["text"] = printable(values["text"])
        values["layout"] = values["layout"] or None
        return Wishes(**values)


# What each kind of job can't do without.
_NEEDED = {
    JobKind.MAKE_CANDIDATES: ("artwork",),
    JobKind.UNDERSTAND: ("video",),
    JobKind.DRAW_CONTROL: ("team", "control", "picture"),
}


class NewJobSerializer(serializers.Serializer[Any]):
    """`make_candidates` needs `artwork`, `understand` needs `video`.

    `draw_control` needs `team`, `control` and `picture`.
    """

    kind = serializers.ChoiceField(choices=[kind.value for kind in _NEEDED])
    artwork = serializers.UUIDField(required=False, help_text="for make_candidates: the slot to fill")
    wishes = WishesSerializer(required=False)
    count = serializers.IntegerField(min_value=1, max_value=CANDIDATES_LIMIT, default=4)
    videos = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=VIDEOS_LIMIT,
        default=list,
        help_text="for avatars and banners: what to make them of; empty for the channel's newest",
    )
    painter = serializers.CharField(max_length=40, default=DEFAULT_PAINTER)
    painting = PaintOptionsField(
        default=PaintOptions(), help_text="how to paint, for painters that take such options"
    )
    pictures = PicturesField(default=dict, help_text="what `painting` names, by those names")
    seed = serializers.IntegerField(
        min_value=0, max_value=SEED_LIMIT - 1, required=False, help_text="left to chance where it is missing"
    )
    video = serializers.UUIDField(required=False, help_text="for understand: the video to watch again")
    team = serializers.UUIDField(required=False, help_text="for draw_control: whose picture it will be")
    control = serializers.ChoiceField(
        get_args(ControlKind), required=False, help_text="for draw_control: what to draw"
    )
    picture = PictureRefField(required=False, help_text="for draw_control: what to draw it from")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = ErrorDetail(str(serializers.Field.default_error_messages["required"]), "required")
        wanting = {name: [missing] for name in _NEEDED[attrs["kind"]] if name not in attrs}
        if wanting:
            raise serializers.ValidationError(wanting)
        return attrs


class ReworkSerializer(serializers.Serializer[Any]):
    """What to do further with a version. Headline, layout and style stay, but for what the verb names."""

    operation = serializers.ChoiceField(
        REWORK_VERBS,
        help_text="more: others of its kind; vary: its picture, a little otherwise; other_still, bolder, "
        "calmer, other_layout, other_colour: its design in that alone; the rest paints on its picture",
    )
    painting = PaintOptionsField(
        required=False, help_text="instead of what the version was painted with; `base` is always its picture"
    )
    pictures = PicturesField(default=dict, help_text="what `painting` names; `base` is the version's own")
    count = serializers.IntegerField(min_value=1, max_value=CANDIDATES_LIMIT, default=1)


class JobError(TypedDict):
    code: str
    text: str


class BrandPreviewSerializer(serializers.Serializer[Any]):
    """What a version's picture would be in another look."""

    version = serializers.UUIDField()
    image = serializers.CharField(allow_null=True, help_text="a small WebP as a data URL")
    layout = serializers.CharField(allow_blank=True)
    problem = serializers.SerializerMethodField(help_text="why there is no picture")

    @extend_schema_field(ProblemTextSerializer(allow_null=True))
    def get_problem(self, shown: dict[str, Any]) -> JobError | None:
        code = shown["problem"]
        if not code:
            return None
        return {"code": code, "text": problems.sentence(JobKind.PREVIEW_BRAND, code, {})}


class JobResultSerializer(serializers.Serializer[Any]):
    """What a job has made that is no version."""

    photo = PhotoSerializer(allow_null=True, help_text="of draw_control; null when it was deleted since")
    still = serializers.IntegerField(allow_null=True, help_text="of take_still: the rank of the new still")
    writer = serializers.CharField(allow_null=True, help_text="of write_brief: who wrote it")
    version = serializers.UUIDField(allow_null=True, help_text="of draw_design: the version it made")
    kit = serializers.UUIDField(allow_null=True, help_text="of make_kit: the kit it makes")
    brand = LookField(allow_null=True, help_text="of propose_brand: a look to change and save")
    previews = BrandPreviewSerializer(many=True, help_text="of preview_brand: those that are finished")


class JobSerializer(serializers.ModelSerializer[Job]):
    """A piece of work in the queue."""

    team = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    video = serializers.PrimaryKeyRelatedField[Video](read_only=True, allow_null=True)
    artwork = serializers.PrimaryKeyRelatedField[Artwork](read_only=True, allow_null=True)
    created_by = PersonSerializer(read_only=True, allow_null=True)
    text = serializers.SerializerMethodField(help_text="where it stands, in the language of the request")
    eta_s = serializers.SerializerMethodField(help_text="seconds to go, by its pace so far")
    error = serializers.SerializerMethodField()
    wishes = serializers.SerializerMethodField()
    painter = serializers.SerializerMethodField(help_text="empty for kinds that paint nothing")
    painting = serializers.SerializerMethodField(help_text="how to paint, as it was asked for")
    pictures = serializers.SerializerMethodField(help_text="what `painting` names")
    count = serializers.SerializerMethodField(help_text="how many candidates were asked for")
    version = serializers.PrimaryKeyRelatedField[Version](
        read_only=True, allow_null=True, help_text="the one that is worked further"
    )
    result = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField(help_text="the candidates made so far")
    actions = serializers.SerializerMethodField(help_text="what this person may do now")

    class Meta:
        model = Job
        fields = [
            "id", "team", "kind", "state", "sequence", "stage", "step", "steps", "fraction", "text",
            "position", "eta_s", "error", "video", "artwork", "wishes", "painter", "painting", "pictures",
            "count", "version", "result", "versions", "attempt", "created_by", "created_at", "started_at",
            "finished_at", "actions",
        ]  # fmt: skip
        read_only_fields = fields

    _spec: MakeCandidatesSpec | None = None

    def to_representation(self, job: Job) -> dict[str, Any]:
        # Read once for all the fields that tell of it.
        self._spec = candidates_spec(job) if job.kind == JobKind.MAKE_CANDIDATES else None
        return super().to_representation(job)

    def get_text(self, job: Job) -> str:
        return in_active_language(told(job))

    def get_eta_s(self, job: Job) -> float | None:
        return eta_s(job, timezone.now())

    def get_error(self, job: Job) -> JobError | None:
        if not job.error_code:
            return None
        return {"code": job.error_code, "text": problems.sentence(job.kind, job.error_code, job.error_params)}

    @extend_schema_field(WishesSerializer(allow_null=True))
    def get_wishes(self, job: Job) -> dict[str, object] | None:
        spec = self._spec
        return spec.wishes.model_dump(mode="json") if spec else None

    def get_painter(self, job: Job) -> str:
        spec = self._spec
        return spec.painter if spec else ""

    @extend_schema_field(PaintOptionsField(allow_null=True))
    def get_painting(self, job: Job) -> dict[str, Any] | None:
        spec = self._spec
        return spec.painting.model_dump(mode="json") if spec else None

    @extend_schema_field(PicturesField())
    def get_pictures(self, job: Job) -> dict[str, Any]:
        spec = self._spec
        return {name: ref.model_dump(mode="json") for name, ref in spec.pictures.items()} if spec else {}

    def get_count(self, job: Job) -> int:
        spec = self._spec
        return spec.count if spec else 0

    @extend_schema_field(JobResultSerializer(allow_null=True))
    def get_result(self, job: Job) -> dict[str, Any] | None:
        if not job.result:
            return None
        photo = self.context["photos"].get(job.result.get("photo"))
        context = {**self.context, "role": self.context["roles"].get(job.team_id)}
        return {
            "photo": PhotoSerializer(photo, context=context).data if photo else None,
            "still": job.result.get("still"),
            "writer": job.result.get("writer"),
            "version": job.result.get("version"),
            "kit": job.result.get("kit"),
            "brand": job.result.get("brand"),
            "previews": BrandPreviewSerializer(job.result.get("previews", []), many=True).data,
        }

    @extend_schema_field(VersionSerializer(many=True))
    def get_versions(self, job: Job) -> list[dict[str, Any]]:
        versions: list[Version] = self.context["versions"].get(job.pk, [])
        return list(VersionSerializer(versions, many=True, context=self.context).data)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=["cancel", "retry"])))
    def get_actions(self, job: Job) -> list[str]:
        return actions_of(job, self.context["authored_teams"])
