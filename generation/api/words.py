"""What is written, said and seen in a video, over REST; and what of it nobody knows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Literal

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from channels_app.models import Video
from core.api import actor
from core.errors import NotFound
from core.texts import Said
from generation.api.jobs_shown import shown_job
from generation.api.serializers import JobSerializer
from generation.models import Job, JobKind, TranscriptSource
from generation.services import looking
from generation.services.knowledge import best_transcript, captions_of, in_order, words_of
from generation.services.transcripts import bring_subtitles, remove_subtitles, submit_words
from generation.words_problems import source_told
from studio.words.keywords import find_keywords

# More than anybody reads on a page; the rest is counted.
LINES_SHOWN = 2000
KEYWORDS_SHOWN = 16

UnknownWhy = Literal["no_model", "not_asked", "nothing_heard", "at_work"]
_UNKNOWN: dict[tuple[str, UnknownWhy], Said] = {
    ("speech", "no_model"): Said(
        "Что говорят в видео, неизвестно: модель, которая слушает, здесь не установлена.",
        "What is said in the video isn't known: no model that listens is installed here.",
    ),
    ("speech", "not_asked"): Said(
        "Что говорят в видео, пока неизвестно.", "What is said in the video isn't known yet."
    ),
    ("speech", "nothing_heard"): Said(
        "В видео не говорят, или слов не разобрать.", "Nobody speaks in the video, or it can't be made out."
    ),
    ("speech", "at_work"): Said("Слушаю, что говорят.", "Listening to what is said."),
    ("captions", "no_model"): Said(
        "Что на кадрах, неизвестно: модель, которая смотрит, здесь не установлена.",
        "What the stills show isn't known: no model that looks is installed here.",
    ),
    ("captions", "not_asked"): Said(
        "Что на кадрах, пока неизвестно.", "What the stills show isn't known yet."
    ),
    ("captions", "at_work"): Said("Смотрю, что на кадрах.", "Looking at what the stills show."),
}


class LineSerializer(serializers.Serializer[Any]):
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    text = serializers.CharField()


class TranscriptSerializer(serializers.Serializer[Any]):
    """What is said in the video, from the source that knows best."""

    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field of ours, not Field.source
        choices=TranscriptSource.values
    )
    language = serializers.CharField(allow_null=True, help_text="null: not known")
    by = serializers.CharField(help_text="the model that heard it; empty where people wrote it down")
    file_name = serializers.CharField()
    lines_count = serializers.IntegerField()
    lines = LineSerializer(many=True, help_text=f"the first {LINES_SHOWN}")


class CaptionSerializer(serializers.Serializer[Any]):
    at_s = serializers.FloatField()
    text = serializers.CharField()
    by = serializers.CharField()


class KeywordSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]  # a field of ours, not Field.source
        help_text="where it stands, in words"
    )
    at_s = serializers.FloatField(allow_null=True)


class UnknownSerializer(serializers.Serializer[Any]):
    """Something that nobody knows of the video, and why."""

    what = serializers.ChoiceField(choices=["speech", "captions"])
    why = serializers.ChoiceField(choices=["no_model", "not_asked", "nothing_heard", "at_work"])
    text = serializers.CharField()


class WordsSerializer(serializers.Serializer[Any]):
    transcript = TranscriptSerializer(allow_null=True)
    captions = CaptionSerializer(many=True)
    keywords = KeywordSerializer(many=True)
    unknown = UnknownSerializer(many=True)
    can_find = serializers.BooleanField(help_text="whether a model could listen or look here")


class SubtitlesSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="SRT, VTT, ASS or SSA")


class VideoWordsView(generics.GenericAPIView[Any]):
    serializer_class = WordsSerializer
    filter_backends = []

    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "make" if self.request.method == "POST" else None
        return super().get_throttles()

    @extend_schema(operation_id="videoWords", summary="What is written, said and seen in a video")
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        return Response(WordsSerializer(words_shown(video_id, by=actor(request))).data)

    @extend_schema(
        operation_id="videoWordsFind",
        summary="Have models listen to a video and look at its stills again",
        request=None,
        responses={201: JobSerializer},
    )
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        return Response(shown_job(submit_words(video_id, by=actor(request)), request), status=201)


class VideoSubtitlesView(generics.GenericAPIView[Any]):
    serializer_class = SubtitlesSerializer
    parser_classes = [MultiPartParser]
    filter_backends = []
    throttle_scope = "make"

    @extend_schema(
        operation_id="videoSubtitlesBring",
        summary="Bring subtitles for a video; they replace those brought before",
        responses={201: WordsSerializer},
    )
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        form = SubtitlesSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        file = form.validated_data["file"]
        bring_subtitles(video_id, by=actor(request), file=file, file_name=file.name or "")
        return Response(WordsSerializer(words_shown(video_id, by=actor(request))).data, status=201)

    @extend_schema(
        operation_id="videoSubtitlesRemove",
        summary="Forget the subtitles that were brought",
        responses={204: None},
    )
    def delete(self, request: Request, video_id: uuid.UUID) -> Response:
        remove_subtitles(video_id, by=actor(request))
        return Response(status=204)


def words_shown(video_id: uuid.UUID, *, by: User) -> dict[str, Any]:
    """Raises NotFound (no such video for `by`)."""
    if not Video.objects.visible_to(by).filter(pk=video_id).exists():
        raise NotFound
    video = in_order([video_id])[0]
    return {
        "transcript": _transcript(video),
        "captions": [caption.model_dump() for caption in captions_of(video)],
        "keywords": [
            {"text": one.text, "source": source_told(one.source), "at_s": one.source.at_s}
            for one in find_keywords([words_of(video)], KEYWORDS_SHOWN)
        ],
        "unknown": _unknown(video),
        "can_find": looking.can_find_words(video.channel.team),
    }


def _transcript(video: Video) -> dict[str, Any] | None:
    best = best_transcript(video)
    if best is None:
        return None
    row = next(row for row in video.transcripts.all() if row.source == best.source)
    return {
        "source": best.source,
        "language": best.language,
        "by": best.by,
        "file_name": row.file_name,
        "lines_count": len(best.lines),
        "lines": [line.model_dump() for line in best.lines[:LINES_SHOWN]],
    }


def _unknown(video: Video) -> list[dict[str, str]]:
    """What nobody knows: said to be unknown, with the reason."""
    jobs = Job.objects.filter(video=video, kind=JobKind.FIND_WORDS)
    at_work, done = jobs.unfinished().exists(), jobs.filter(state="succeeded").exists()
    team = video.channel.team
    found = []

    def add(what: str, known: bool, names: Callable[[], set[str]], after: UnknownWhy) -> None:
        if known:
            return
        why: UnknownWhy = "at_work" if at_work else (after if done else "not_asked")
        if not names():
            why = "no_model"
        found.append({"what": what, "why": why, "text": _UNKNOWN[what, why].here()})

    add("speech", bool(video.transcripts.all()), lambda: looking.names_of("speech", team), "nothing_heard")
    add("captions", bool(captions_of(video)), lambda: looking.names_of("captioner", team), "not_asked")
    return found
