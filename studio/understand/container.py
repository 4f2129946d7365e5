"""Opening a file that a stranger sent: what it must be, and one clear refusal for everything else.

Files are read through a Python file object, so that no protocol, playlist or reference to another file can
be followed, and only the containers named here are accepted, whatever the file is called.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from studio.errors import UnusableVideo
from studio.understand.limits import DEFAULT_LIMITS, Limits
from studio.understand.sniff import family, missing_share
from studio.values import Probe

VIDEO_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "flv", "asf", "ogg", "mxf",
)  # fmt: skip
# Accepted only to be able to say "there is no picture in it" instead of "this is not a video".
SOUND_CONTAINERS = ("mp3", "wav", "flac", "aac", "aiff", "amr", "ac3", "w64", "caf")

# Less than this may be missing at the end (a lost index or padding) and the film is still taken.
TOLERATED_MISSING_SHARE = 0.02
READ_SIZE = 256 * 1024
TRANSFERS: dict[int, Literal["pq", "hlg"]] = {16: "pq", 18: "hlg"}
CLOCK = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")
# Bounds the search for streams in files that announce thousands.
MAX_STREAMS = 64


class SlowToOpen(OSError):
    """The demuxer read for longer than it may before it knew what the file is."""


class GuardedFile(io.RawIOBase):
    """A read-only file that refuses to go on after a deadline, while one is set."""

    def __init__(self, path: Path, open_within_s: float) -> None:
        self._file = path.open("rb")
        self.deadline: float | None = time.monotonic() + open_within_s

    def read(self, size: int = -1) -> bytes:
        """Like a file's, but raises SlowToOpen past the deadline."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise SlowToOpen("the file's headers take too long to read")
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Like a file's."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Like a file's."""
        return self._file.tell()

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close the file under it."""
        self._file.close()
        super().close()


@dataclass(frozen=True)
class OpenVideo:
    """An opened file and the picture stream we watch in it. `missing` is the share of the file not there."""

    container: InputContainer
    stream: VideoStream
    file: GuardedFile
    duration_s: float
    start_s: float
    missing: float = 0.0

    def share_at(self, at_s: float) -> float:
        """How much of the film lies before `at_s`, 0..1; by what was read of the file where none says."""
        if self.duration_s:
            return at_s / self.duration_s
        return self.file.tell() / max(1, self.container.size)


@contextmanager
def open_video(path: Path, limits: Limits) -> Iterator[OpenVideo]:
    """Open `path` for decoding; raises UnusableVideo with the reason where that can't be."""
    if path.stat().st_size == 0:
        raise UnusableVideo("the file is empty; upload it again", code="empty_file")
    file = GuardedFile(path, limits.open_within_s)
    try:
        with _demuxer(path, file, limits) as container:
            stream = _picture_stream(container)
            _check_size(path, stream, limits)
            missing = missing_share(path)
            if missing > TOLERATED_MISSING_SHARE:
                raise _truncated(missing)
            duration_s, start_s = _duration(container, stream), _start(stream)
            if duration_s > limits.max_duration_s:
                raise too_long(duration_s, limits)
            file.deadline = None
            stream.thread_type = "AUTO"
            stream.codec_context.options = {"max_pixels": str(limits.max_pixels)}
            yield OpenVideo(container, stream, file, duration_s, start_s, missing)
    finally:
        file.close()


def _demuxer(
    path: Path, file: GuardedFile, limits: Limits, more: Mapping[str, str] = MappingProxyType({})
) -> InputContainer:
    options = {
        "format_whitelist": ",".join(VIDEO_CONTAINERS + SOUND_CONTAINERS),
        "max_streams": str(MAX_STREAMS),
        "max_pixels": str(limits.max_pixels),
        **more,
    }
    try:
        return av.open(file, "r", options=options, buffer_size=READ_SIZE, metadata_errors="replace")
    except (av.FFmpegError, SlowToOpen, ValueError, OverflowError) as error:
        raise _why_not(path) from error


def _why_not(path: Path) -> UnusableVideo:
    """The refusal for a file that no demuxer would open."""
    if family(path) == "other":
        return UnusableVideo(
            "this is not a video we can read; send MP4, MOV, MKV, WebM, AVI, MPEG or FLV", code="not_a_video"
        )
    missing = missing_share(path)
    if missing > 0:
        return _truncated(missing)
    return UnusableVideo("the video's headers are damaged; export it again", code="decode_failed")


def _truncated(missing: float) -> UnusableVideo:
    return UnusableVideo(
        "the file stops before the film ends; upload it again",
        code="truncated",
        missing_percent=round(missing * 100),
    )


def too_long(duration_s: float, limits: Limits) -> UnusableVideo:
    """The refusal for a film of `duration_s`."""
    return UnusableVideo(
        f"the film lasts {duration_s / 3600:.1f} h and we take up to {limits.max_duration_s / 3600:g} h",
        code="too_long",
        duration_s=round(duration_s),
        limit_s=round(limits.max_duration_s),
    )


def _picture_stream(container: InputContainer) -> VideoStream:
    """The stream to watch: no cover art or slide, the default one first, then the largest."""
    films = [stream for stream in container.streams.video if not _is_still_picture(stream)]
    if not films:
        raise UnusableVideo("there is no picture in the file, only sound or data", code="no_video_stream")
    decodable = [stream for stream in films if stream.codec_context is not None]
    if not decodable:
        raise UnusableVideo("no decoder for this video's codec; export it as H.264", code="decode_failed")
    longest = max(_length_s(stream) or 0.0 for stream in decodable)
    films = [stream for stream in decodable if (_length_s(stream) or longest) >= longest / 2]
    return max(films, key=lambda stream: (_is_default(stream), stream.width * stream.height, -stream.index))


def _length_s(stream: VideoStream) -> float | None:
    """How long the stream itself is said to be, None where nobody says.

    Matroska says it in a tag; what the demuxer says there is the whole file's length.
    """
    if tag := CLOCK.fullmatch(stream.metadata.get("DURATION", "")):
        hours, minutes, seconds = tag.groups()
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return None


def _is_still_picture(stream: VideoStream) -> bool:
    disposition = stream.disposition
    return bool(disposition & (disposition.attached_pic | disposition.timed_thumbnails))


def _is_default(stream: VideoStream) -> bool:
    return bool(stream.disposition & stream.disposition.default)


def _check_size(path: Path, stream: VideoStream, limits: Limits) -> None:
    width, height = stream.width, stream.height
    if width <= 0 or height <= 0:
        width, height = _announced_size(path, stream.index, limits)
        if width <= 0 or height <= 0:
            raise UnusableVideo("the video's picture has no size (0×0); export it again", code="zero_size")
        raise frame_too_large(*((width, height) if width * height > limits.max_pixels else (0, 0)))
    if width * height > limits.max_pixels or max(width, height) > limits.max_side_px:
        raise frame_too_large(width, height)


def _announced_size(path: Path, index: int, limits: Limits) -> tuple[int, int]:
    """The size in the container's header alone: decoders forget the size of a picture that they refuse."""
    file = GuardedFile(path, limits.open_within_s)
    try:
        with _demuxer(path, file, limits, {"codec_whitelist": "none"}) as container:
            parameters = container.streams[index]
            return getattr(parameters, "width", 0) or 0, getattr(parameters, "height", 0) or 0
    finally:
        file.close()


def frame_too_large(width: int, height: int) -> UnusableVideo:
    """The refusal for a picture of these many pixels, 0×0 where only the decoder knows."""
    size = f"is {width}×{height} pixels" if width else "unpacks to more pixels than its header says"
    return UnusableVideo(
        f"the picture {size} and we take up to 8K (7680×4320)",
        code="frame_too_large",
        width_px=width,
        height_px=height,
    )


def _duration(container: InputContainer, stream: VideoStream) -> float:
    """Seconds by the stream's word or the container's; 0 where neither says."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else 0.0


def _start(stream: VideoStream) -> float:
    if stream.start_time is None or stream.time_base is None:
        return 0.0
    return float(stream.start_time * stream.time_base)


def probe_video(path: Path, limits: Limits = DEFAULT_LIMITS) -> Probe:
    """Measure a video and decode its first frame; raises UnusableVideo (see its codes).

    A film of which more than 2 % is missing at the end by its own headers is "truncated". Containers that
    announce no size (MPEG-TS, FLV) are taken as far as they go.
    """
    with open_video(path, limits) as video:
        return describe(path, video, first_frame(video, limits))


def first_frame(video: OpenVideo, limits: Limits) -> av.VideoFrame:
    """The first frame that decodes; raises UnusableVideo (decode_failed, frame_too_large)."""
    give_up_at = time.monotonic() + limits.open_within_s
    try:
        video.stream.codec_context.open(strict=False)
    except (av.FFmpegError, ValueError) as error:
        raise _undecodable(video) from error
    try:
        for packet in video.container.demux(video.stream):
            try:
                for frame in packet.decode():
                    return frame
            except av.error.InvalidDataError:
                pass
            except av.error.ArgumentError as error:
                # What a decoder that did open answers to a picture of more than `max_pixels`.
                raise frame_too_large(0, 0) from error
            if time.monotonic() > give_up_at:
                break
    except av.FFmpegError as error:
        raise _undecodable(video) from error
    raise _undecodable(video)


def _undecodable(video: OpenVideo) -> UnusableVideo:
    return UnusableVideo(
        "not one picture of the video can be decoded; export it again as H.264",
        code="decode_failed",
        codec=video.stream.codec_context.name,
    )


def describe(path: Path, video: OpenVideo, frame: av.VideoFrame) -> Probe:
    """The probe of an open video, given a decoded frame (which knows the rotation)."""
    stream, container = video.stream, video.container
    turn = rotation_of(frame)
    width, height = displayed_size(frame, stream.sample_aspect_ratio)
    rate = stream.average_rate or stream.guessed_rate
    sound = container.streams.audio
    return Probe(
        container=container.format.name.split(",")[0],
        bytes=path.stat().st_size,
        duration_s=round(video.duration_s or 1 / float(rate or 25), 3),
        width_px=width,
        height_px=height,
        rotation_deg=turn,
        frame_rate=round(float(rate), 3) if rate else None,
        video_codec=stream.codec_context.name,
        audio_codec=sound[0].codec_context.name if sound and sound[0].codec_context else None,
        video_streams=len(container.streams.video),
        audio_streams=len(sound),
        bit_depth=frame.format.components[0].bits,
        hdr=hdr_of(frame),
        interlaced=frame.interlaced_frame,
    )


def hdr_of(frame: av.VideoFrame) -> Literal["pq", "hlg"] | None:
    """The high dynamic range transfer (ITU-T H.273, table 3) of a frame, None for a common one."""
    return TRANSFERS.get(int(frame.color_trc))


def rotation_of(frame: av.VideoFrame) -> int:
    """Degrees counter-clockwise, 0, 90, 180 or 270, by which the frame must be turned to be shown."""
    return round(frame.rotation / 90) * 90 % 360


def displayed_size(frame: av.VideoFrame, aspect: Fraction | None) -> tuple[int, int]:
    """Width and height as shown: pixels of this `aspect` made square, rotation applied."""
    width, height = frame.width, frame.height
    # A thousandth off is somebody's rounding.
    if aspect and 0.2 < aspect < 5 and abs(aspect - 1) > 0.005:
        width = max(1, round(width * float(aspect)))
    return (height, width) if rotation_of(frame) in (90, 270) else (width, height)
