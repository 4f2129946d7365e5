"""Briefs over REST: shown with the source of every word, edited, written anew."""

from __future__ import annotations

import uuid
from typing import Any, get_args

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import actor
from generation.api.digests import shown_still
from generation.api.jobs_shown import shown_job
from generation.api.serializers import JobSerializer, WishesSerializer, printable
from generation.models import Job, JobKind
from generation.services import writers
from generation.services.briefs import Language, Shown, brief_of, edit_brief, rewrite
from generation.services.knowledge import known_of
from generation.words_problems import NOTICES, source_told
from studio.values import BriefEdits, BriefField, Mood, Wishes, WordSource

LANGUAGES = list(get_args(Language))
FACES = ["yes", "no", "any"]
SOURCE_KINDS = list(get_args(WordSource.model_fields["kind"].annotation))


class SourceSerializer(serializers.Serializer[Any]):
    """Whose words they are."""

    kind = serializers.ChoiceField(choices=SOURCE_KINDS)
    video = serializers.UUIDField(allow_null=True)
    at_s = serializers.FloatField(allow_null=True)
    text = serializers.CharField(help_text="such as “from frame 00:41”, in the language of the request")


class HeadlineOptionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    source = SourceSerializer()  # type: ignore[assignment]  # a field of ours, not Field.source


class BriefStillSerializer(serializers.Serializer[Any]):
    video = serializers.UUIDField()
    rank = serializers.IntegerField()
    at_s = serializers.FloatField()
    thumb_url = serializers.CharField(allow_null=True)


class BriefSourcesSerializer(serializers.Serializer[Any]):
    """Of each field, whose words it holds; empty where it holds none."""

    headline = SourceSerializer(many=True)
    kicker = SourceSerializer(many=True)
    keywords = SourceSerializer(many=True)
    mood = SourceSerializer(many=True)
    palette = SourceSerializer(many=True)
    wants_face = SourceSerializer(many=True)
    subject = SourceSerializer(many=True)
    prompt = SourceSerializer(many=True)
    negative = SourceSerializer(many=True)
    still = SourceSerializer(many=True)


class BriefNoticeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class BriefWriterSerializer(serializers.Serializer[Any]):
    writer = serializers.ChoiceField(choices=[writers.RULES, writers.MODEL])
    name = serializers.CharField(help_text="of the model; empty for the rules")


class BriefSerializer(serializers.Serializer[Any]):
    """What is to be made, in words. `prompt`, `negative` and `subject` are English, for painting models."""

    artwork = serializers.UUIDField()
    language = serializers.ChoiceField(choices=LANGUAGES, help_text="of the headline")
    written_by = serializers.CharField(help_text="`rules`, or the language model's name")
    written_at = serializers.DateTimeField(allow_null=True, help_text="null: just now")
    headline = serializers.CharField()
    headlines = HeadlineOptionSerializer(many=True, help_text="to choose from, the best first")
    kicker = serializers.CharField()
    keywords = serializers.ListField(child=serializers.CharField())
    mood = serializers.ChoiceField(choices=list(get_args(Mood)))
    palette = serializers.ListField(child=serializers.CharField())
    wants_face = serializers.ChoiceField(choices=FACES)
    subject = serializers.CharField(help_text="empty: not known")
    prompt = serializers.CharField()
    negative = serializers.CharField()
    still = BriefStillSerializer(allow_null=True)
    sources = BriefSourcesSerializer()
    edited = serializers.ListField(child=serializers.ChoiceField(choices=list(get_args(BriefField))))
    notices = BriefNoticeSerializer(many=True)
    writers = BriefWriterSerializer(many=True, help_text="who could write it for this person")
    job = serializers.UUIDField(allow_null=True, help_text="the writing that is going on")


def _limit(name: str) -> int:
    return next(
        one.max_length for one in BriefEdits.model_fields[name].metadata if hasattr(one, "max_length")
    )


class BriefStillWriteSerializer(serializers.Serializer[Any]):
    rank = serializers.IntegerField(min_value=0, max_value=32_000)


class BriefWriteSerializer(serializers.Serializer[Any]):
    """One's own words; null gives a field back to whoever writes."""

    headline = serializers.CharField(
        max_length=_limit("headline"), allow_blank=True, allow_null=True, required=False
    )
    kicker = serializers.CharField(
        max_length=_limit("kicker"), allow_blank=True, allow_null=True, required=False
    )
    keywords = serializers.ListField(
        child=serializers.CharField(max_length=60),
        max_length=_limit("keywords"),
        allow_null=True,
        required=False,
    )
    mood = serializers.ChoiceField(choices=list(get_args(Mood)), allow_null=True, required=False)
    palette = serializers.ListField(
        child=serializers.RegexField(r"^#[0-9a-fA-F]{6}$"),
        max_length=_limit("palette"),
        allow_null=True,
        required=False,
    )
    wants_face = serializers.ChoiceField(choices=FACES, allow_null=True, required=False)
    subject = serializers.CharField(
        max_length=_limit("subject"), allow_blank=True, allow_null=True, required=False
    )
    prompt = serializers.CharField(
        max_length=_limit("prompt"), allow_blank=True, allow_null=True, required=False
    )
    negative = serializers.CharField(
        max_length=_limit("negative"), allow_blank=True, allow_null=True, required=False
    )
    still = BriefStillWriteSerializer(
        allow_null=True, required=False, help_text="for covers: which still to lead with"
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values = super().to_internal_value(data)
        for name in ("headline", "kicker", "subject", "prompt", "negative"):
            if values.get(name):
                values[name] = printable(values[name])
        if values.get("palette"):
            values["palette"] = [colour.lower() for colour in values["palette"]]
        return values


class BriefRewriteSerializer(serializers.Serializer[Any]):
    writer = serializers.ChoiceField(choices=[writers.RULES, writers.MODEL], default=writers.RULES)
    language = serializers.ChoiceField(choices=LANGUAGES)
    wishes = WishesSerializer(required=False)


class BriefRewrittenSerializer(serializers.Serializer[Any]):
    """The brief as it stands now; `job` is the writing that was begun, null where it is done."""

    brief = BriefSerializer()
    job = JobSerializer(allow_null=True)


class BriefView(generics.GenericAPIView[Any]):
    serializer_class = BriefSerializer
    filter_backends = []

    @extend_schema(
        operation_id="artworkBrief",
        tags=["artworks"],
        summary="What is to be made for an artwork, with the source of every word",
        parameters=[OpenApiParameter("language", enum=LANGUAGES, description="of the headline")],
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        asked = request.query_params.get("language")
        language = next((known for known in get_args(Language) if known == asked), None)
        return Response(_shown(brief_of(pk, by=actor(request), language=language), request))

    @extend_schema(
        operation_id="artworkBriefEdit",
        tags=["artworks"],
        summary="Put one's own words into a brief",
        request=BriefWriteSerializer,
        responses=BriefSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        form = BriefWriteSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        edit_brief(pk, form.validated_data, by=actor(request))
        return Response(_shown(brief_of(pk, by=actor(request)), request))


class BriefRewriteView(generics.GenericAPIView[Any]):
    serializer_class = BriefRewrittenSerializer
    filter_backends = []
    throttle_scope = "make"

    @extend_schema(
        operation_id="artworkBriefWrite",
        tags=["artworks"],
        summary="Have a brief written anew: by rules at once, by a language model as a job",
        request=BriefRewriteSerializer,
        responses={201: BriefRewrittenSerializer},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        form = BriefRewriteSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        job = rewrite(
            pk,
            writer=wanted["writer"],
            language=wanted["language"],
            wishes=wanted.get("wishes") or Wishes(),
            by=actor(request),
        )
        shown = _shown(brief_of(pk, by=actor(request)), request)
        return Response({"brief": shown, "job": shown_job(job, request) if job else None}, status=201)


def _shown(told: Shown, request: Request) -> dict[str, Any]:
    brief, artwork = told.brief, told.artwork
    titles = tuple(video.title for video in told.videos)
    ids = [video.pk for video in told.videos]

    def source(one: WordSource) -> dict[str, Any]:
        of_video = one.video < len(ids) and (
            one.at_s is not None or one.kind in ("title", "description", "tags")
        )
        return {
            "kind": one.kind,
            "video": str(ids[one.video]) if of_video else None,
            "at_s": one.at_s,
            "text": source_told(one, titles),
        }

    model = writers.model_writer(artwork.channel.team, actor(request))
    unfinished = Job.objects.unfinished().filter(artwork=artwork, kind=JobKind.WRITE_BRIEF).first()
    return {
        "artwork": str(artwork.pk),
        "language": told.language,
        "written_by": brief.writer,
        "written_at": told.row.written_at if told.row and told.row.language == told.language else None,
        "headline": brief.headline,
        "headlines": [{"text": one.text, "source": source(one.source)} for one in brief.headlines],
        "kicker": brief.kicker,
        "keywords": list(brief.keywords),
        "mood": brief.mood,
        "palette": [swatch.hex for swatch in brief.palette],
        "wants_face": {True: "yes", False: "no", None: "any"}[brief.wants_face],
        "subject": brief.subject,
        "prompt": brief.prompt,
        "negative": brief.negative,
        "still": _still(told, ids),
        "sources": {
            name: [source(one) for one in brief.sources.get(name, ())] for name in get_args(BriefField)
        },
        "edited": [name for name in get_args(BriefField) if getattr(told.edits, name) is not None],
        "notices": [
            {"code": code, "text": NOTICES[code].here()} for code in brief.notices if code in NOTICES
        ],
        "writers": [
            {"writer": writers.RULES, "name": ""},
            *([{"writer": writers.MODEL, "name": model.name}] if model else []),
        ],
        "job": str(unfinished.pk) if unfinished else None,
    }


def _still(told: Shown, ids: list[uuid.UUID]) -> dict[str, Any] | None:
    pick = told.brief.still
    if pick is None or pick.video >= len(ids):
        return None
    known = known_of(ids[pick.video])
    found = next((one for one in known.stills if one.still.rank == pick.rank), None) if known else None
    return {
        "video": str(ids[pick.video]),
        "rank": pick.rank,
        "at_s": pick.at_s,
        "thumb_url": shown_still(found)["thumb_url"] if found else None,
    }
