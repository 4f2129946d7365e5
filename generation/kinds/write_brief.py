"""Have a language model write the brief of an artwork; where it can't, the rules do and say so."""

from __future__ import annotations

from channels_app.models import Artwork
from core.errors import NotFound
from generation.models import Job
from generation.running import Run
from generation.services import writers
from generation.services.briefs import by_rules, digests_of, keep_written, named
from generation.services.knowledge import in_order, words_of
from generation.specs import brief_spec
from studio.brief.llm import ModelFailed
from studio.progress import Stage
from studio.values import Brief


def write(run: Run) -> None:
    """The job's result names the writer. Raises UnusableWords, NotFound (the artwork is gone)."""
    spec = brief_spec(run.job)
    artwork = Artwork.objects.select_related("channel__team").filter(pk=run.job.artwork_id).first()
    if artwork is None:
        raise NotFound
    run.on_step(Stage.BRIEF, 0.0)
    videos = in_order(spec.videos)
    try:
        writer = writers.open_writer(artwork.channel.team, lambda: run.on_step(Stage.BRIEF, 0.5))
    except ModelFailed as failure:
        plain = by_rules(artwork, videos, spec.language)
        brief: Brief = plain.model_copy(update={"notices": (*plain.notices, failure.code)})
    else:
        words = [words_of(video) for video in videos]
        brief = writer.write(artwork.kind, spec.wishes, words, digests_of(videos), spec.language)
        brief = named(brief, artwork) if not spec.wishes.headline else brief
    run.check()
    keep_written(artwork.pk, brief, spec.language)
    run.job.result = {"writer": brief.writer, "notices": list(brief.notices)}
    Job.objects.filter(pk=run.job.pk).update(result=run.job.result)
