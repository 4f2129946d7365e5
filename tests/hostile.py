"""Media files made in code: small good ones of every shape, and bad ones of every kind.

Each maker writes one file and returns its path. `BAD_FILES` names the bad ones with the code that
`UnusableVideo` must carry for them.
"""

from __future__ import annotations

import io
import math
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def moving_picture(width: int, height: int, number: int, of: int = 25) -> Picture:
    """Frame `number` of a colourful, detailed test picture that drifts; (H, W, 3) uint8 RGB."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    shift = 40 * number / max(of, 1)
    red = 128 + 90 * np.sin((x + shift) / 17) * np.cos(y / 23)
    green = 128 + 90 * np.sin((x + y + shift) / 31)
    blue = 60 + 130 * (y / max(height, 1)) + 30 * (((x + shift) // 9 + y // 9) % 2)
    return np.clip(np.stack([red, green, blue], axis=-1), 0, 255).astype(np.uint8)


def quadrants(width: int, height: int) -> Picture:
    """Red, green (top), blue, white (below): tells every turn and mirror apart."""
    picture = np.zeros((height, width, 3), np.uint8)
    top, left = height // 2, width // 2
    picture[:top, :left], picture[:top, left:] = (220, 30, 30), (30, 200, 30)
    picture[top:, :left], picture[top:, left:] = (30, 30, 220), (235, 235, 235)
    return picture


def clip(
    path: Path,
    *,
    width: int = 160,
    height: int = 96,
    frames: int = 25,
    rate: int = 25,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    container: str | None = None,
    rotation: int = 0,
    stamps_s: Sequence[float] | None = None,
    sound: bool = False,
    faststart: bool = False,
    picture: Callable[[int], Picture] | None = None,
    aspect: Fraction | None = None,
) -> Path:
    """A good clip. `stamps_s` are the frames' times, `rotation` is counter-clockwise in degrees."""
    options = {"movflags": "+faststart"} if faststart else {}
    with av.open(str(path), "w", format=container, options=options) as output:
        stream = picture_stream(output, codec, rate, (width, height), pixels)
        if codec == "libx264":
            stream.options = {"preset": "ultrafast", "crf": "18"}
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation:
            stream.set_display_rotation(rotation)
        if stamps_s is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        audio = output.add_stream("aac", rate=44_100) if sound else None
        for number in range(frames):
            image = picture(number) if picture else moving_picture(width, height, number, frames)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            if stamps_s is not None:
                frame.pts, frame.time_base = round(stamps_s[number] * 1000), Fraction(1, 1000)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
        if audio is not None:
            for chunk in tone(frames / rate):
                output.mux(audio.encode(chunk))
            output.mux(audio.encode(None))
    return path


def picture_stream(
    output: OutputContainer, codec: str, rate: int, size: tuple[int, int], pixels: str = "yuv420p"
) -> VideoStream:
    """A new video stream of `output`."""
    stream = cast(VideoStream, output.add_stream(codec, rate=rate))
    stream.width, stream.height = size
    stream.pix_fmt = pixels
    return stream


def tone(seconds: float, rate: int = 44_100) -> list[av.AudioFrame]:
    """A quiet sine as stereo float frames."""
    time = np.arange(round(seconds * rate)) / rate
    wave = (0.1 * np.sin(2 * math.pi * 330 * time)).astype(np.float32)
    frames = []
    for start in range(0, len(wave), 1024):
        both = np.ascontiguousarray(np.stack([wave[start : start + 1024]] * 2))
        frame = av.AudioFrame.from_ndarray(both, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        frames.append(frame)
    return frames


def empty(path: Path) -> Path:
    """No bytes at all."""
    path.write_bytes(b"")
    return path


def words(path: Path) -> Path:
    """A text that calls itself a video."""
    path.write_text("Это не видео. This is not a video.\n" * 200, encoding="utf-8")
    return path


def archive(path: Path) -> Path:
    """A ZIP."""
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("readme.txt", "hello " * 500)
    return path


def png(width: int, height: int) -> bytes:
    """An all-black grey PNG of any size: a gigapixel takes a few hundred kilobytes."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def picture_file(path: Path) -> Path:
    """A PNG."""
    path.write_bytes(png(64, 48))
    return path


def noise(path: Path) -> Path:
    """Random bytes."""
    path.write_bytes(random.Random(7).randbytes(60_000))
    return path


def noise_in_a_box(path: Path) -> Path:
    """A correct MP4 beginning followed by random bytes."""
    path.write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + random.Random(8).randbytes(60_000))
    return path


def playlist(path: Path) -> Path:
    """An HLS playlist that points at a file of the machine it is opened on."""
    path.write_text("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")
    return path


def concat_script(path: Path) -> Path:
    """An FFmpeg concat script that names another file."""
    other = clip(path.with_name("other.mp4"), frames=5)
    path.write_text(f"ffconcat version 1.0\nfile '{other}'\n")
    return path


def without_index(path: Path) -> Path:
    """An MP4 whose upload stopped before its index, which is at the end."""
    whole = clip(path, frames=50).read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    return path


def cut_in_half(path: Path) -> Path:
    """An MP4 with its index in front, of which half the pictures are missing."""
    whole = clip(path, frames=50, faststart=True).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def matroska_cut_in_half(path: Path) -> Path:
    """The same in Matroska."""
    whole = clip(path, frames=50, container="matroska").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def sound_only(path: Path) -> Path:
    """An MP4 with nothing but a tone."""
    with av.open(str(path), "w", format="mp4") as output:
        stream = output.add_stream("aac", rate=44_100)
        for chunk in tone(1.0):
            output.mux(stream.encode(chunk))
        output.mux(stream.encode(None))
    return path


def wave_sound(path: Path) -> Path:
    """A WAV called .mp4."""
    samples = (np.sin(np.arange(44_100) / 20) * 3000).astype("<i2").tobytes()
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 1, 1,
                         44_100, 88_200, 2, 16, b"data", len(samples))  # fmt: skip
    path.write_bytes(header + samples)
    return path


def claiming_size(path: Path, width: int, height: int) -> Path:
    """A raw-video AVI whose headers claim another size than 16×16."""
    clip(path, width=16, height=16, frames=2, codec="rawvideo", pixels="bgr24", container="avi")
    data = bytearray(path.read_bytes())
    header = data.index(b"strf") + 8
    data[header + 4 : header + 12] = struct.pack("<ii", width, height)
    main = data.index(b"avih") + 8
    data[main + 32 : main + 40] = struct.pack("<II", width, height)
    path.write_bytes(bytes(data))
    return path


def no_size(path: Path) -> Path:
    """A picture of 0×0."""
    return claiming_size(path, 0, 0)


def absurd_size(path: Path) -> Path:
    """A picture of 12 000×12 000."""
    return claiming_size(path, 12_000, 12_000)


def packed_picture(path: Path, image: bytes, width: int, height: int) -> Path:
    """An AVI whose frames are this PNG, under a header that claims `width`×`height`."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="avi") as output:
        stream = picture_stream(output, "png", 25, (width, height), "rgb24")
        stream.codec_context.open()
        for number in range(3):
            packet = av.Packet(image)
            packet.stream, packet.pts, packet.dts = stream, number, number
            packet.time_base = Fraction(1, 25)
            packet.is_keyframe = True
            output.mux(packet)
    path.write_bytes(buffer.getvalue())
    return path


def bomb(path: Path) -> Path:
    """A film that claims 320×240 and whose only frames unpack to 16 000×16 000."""
    return packed_picture(path, png(16_000, 16_000), 320, 240)


def too_long(path: Path) -> Path:
    """Two frames, ten hours apart."""
    return clip(path, frames=2, stamps_s=(0.0, 36_000.0))


def undecodable(path: Path) -> Path:
    """A well-formed MP4 whose pictures are noise."""
    clip(path, frames=20, faststart=True)
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = random.Random(9).randbytes(len(data) - start)
    path.write_bytes(bytes(data))
    return path


BAD_FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty": (empty, "empty_file"),
    "text": (words, "not_a_video"),
    "zip": (archive, "not_a_video"),
    "png": (picture_file, "not_a_video"),
    "noise": (noise, "not_a_video"),
    "playlist": (playlist, "not_a_video"),
    "concat_script": (concat_script, "not_a_video"),
    "noise_in_a_box": (noise_in_a_box, "truncated"),
    "without_index": (without_index, "truncated"),
    "cut_in_half": (cut_in_half, "truncated"),
    "matroska_cut_in_half": (matroska_cut_in_half, "truncated"),
    "sound_only": (sound_only, "no_video_stream"),
    "wave_sound": (wave_sound, "no_video_stream"),
    "no_size": (no_size, "zero_size"),
    "absurd_size": (absurd_size, "frame_too_large"),
    "bomb": (bomb, "frame_too_large"),
    "too_long": (too_long, "too_long"),
    "undecodable": (undecodable, "decode_failed"),
}
