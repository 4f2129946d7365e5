"""What a file is by its own bytes, and whether its end is missing, without any decoder."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Literal

Family = Literal["mp4", "matroska", "avi", "flv", "mpegts", "other"]

MP4_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"))
EBML = b"\x1a\x45\xdf\xa3"
SEGMENT_ID = b"\x18\x53\x80\x67"
TS_PACKET = 188


def family(path: Path) -> Family:
    """The kind of container that the first bytes speak of; "other" where none that we know."""
    with path.open("rb") as file:
        head = file.read(TS_PACKET * 3)
    if head[4:8] in MP4_BOXES:
        return "mp4"
    if head.startswith(EBML):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    if head.startswith(b"FLV\x01"):
        return "flv"
    if len(head) > 2 * TS_PACKET and all(head[n * TS_PACKET] == 0x47 for n in range(3)):
        return "mpegts"
    return "other"


def missing_share(path: Path) -> float:
    """The share (0..1) of the file that its own headers announce and that is not there.

    1.0 where the part that nothing can be played without (MP4's index) is missing. Containers that announce
    no size, such as MPEG-TS, miss nothing.
    """
    kind = family(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        if kind == "mp4":
            return _missing_of_mp4(file, size)
        if kind == "matroska":
            return _missing_of_matroska(file, size)
        if kind == "avi":
            announced = struct.unpack("<I", file.read(8)[4:8])[0] + 8
            return max(0.0, 1 - size / announced) if announced > size else 0.0
    return 0.0


def _missing_of_mp4(file: BinaryIO, size: int) -> float:
    """Walk the top-level boxes (ISO/IEC 14496-12, 4.2)."""
    place, index_seen = 0, False
    while place + 8 <= size:
        file.seek(place)
        header = file.read(16)
        length, name = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            length = struct.unpack(">Q", header[8:16])[0]
        elif length == 0:
            length = size - place
        if length < 8:
            break
        whole = place + length <= size
        index_seen = index_seen or (name in (b"moov", b"moof") and whole)
        if not whole:
            return 1 - size / (place + length) if index_seen else 1.0
        place += length
    return 0.0 if index_seen else 1.0


def _missing_of_matroska(file: BinaryIO, size: int) -> float:
    """Compare the segment's announced size (RFC 8794, 6) with what is there; live streams announce none."""
    head = file.read(4096)
    at = head.find(SEGMENT_ID)
    if at < 0 or at + 12 > len(head):
        return 0.0
    first = head[at + 4]
    length = 9 - first.bit_length()
    if not 1 <= length <= 8:
        return 0.0
    value = int.from_bytes(head[at + 4 : at + 4 + length], "big") & ((1 << (7 * length)) - 1)
    if value == (1 << (7 * length)) - 1:
        return 0.0
    announced = at + 4 + length + value
    return max(0.0, 1 - size / announced) if announced > size else 0.0
