"""Have the models that are installed listen to a video and look at its stills."""

from __future__ import annotations

from channels_app.models import Video
from channels_app.services.videos import source_path
from core import blobs
from core.errors import NotFound
from generation.models import Digest
from generation.running import Run
from generation.services import looking
from generation.services.knowledge import known_of
from generation.services.transcripts import keep_captions, keep_heard
from studio.errors import StudioError
from studio.progress import Stage


class NoWordsModel(StudioError):
    """No model that listens or looks can be loaded by this worker. Code: no_words_model."""

    code = "no_words_model"


def find_words(run: Run) -> None:
    """Keeps what was heard and seen. What no model is installed for stays unknown.

    Raises NoWordsModel, UnusableWords, UnusableVideo, NotFound (the video is gone).
    """
    video = Video.objects.select_related("channel__team", "blob").filter(pk=run.job.video_id).first()
    if video is None or not Digest.objects.filter(video=video).exists():
        raise NotFound
    team = video.channel.team
    speech, captioner = looking.model_for("speech", team), looking.model_for("captioner", team)
    if speech is None and captioner is None:
        raise NoWordsModel("no model that listens or looks can be loaded here")
    # Imported when first needed: they bring torch along, which other workers do without.
    if speech is not None:
        from studio.words.models.whisper import listen

        duration_s = float((video.probe or {}).get("duration_s") or 0)
        said = listen(
            speech,
            source_path(video),
            duration_s=duration_s,
            check=lambda fraction: run.on_step(Stage.LISTEN, fraction),
        )
        keep_heard(video, said)
    if captioner is not None:
        from studio.words.models.blip import describe

        folder = run.folder / "stills"
        folder.mkdir()
        known = known_of(video.pk)
        every = known.stills if known is not None else ()
        for one in every:
            (folder / one.still.thumb).symlink_to(blobs.path_of(one.thumb))
        captions = describe(
            captioner,
            [one.still for one in every],
            folder,
            check=lambda fraction: run.on_step(Stage.DESCRIBE, fraction),
        )
        keep_captions(video, captions)
