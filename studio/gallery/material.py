"""What the gallery is drawn from: clips and photographs, looked at and sorted by what they show."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from studio.design.geometry import main_faces
from studio.design.layouts.floor import presence
from studio.errors import StudioError
from studio.paint.collage.kinship import face_print, same_face
from studio.paint.collage.load import load_picture
from studio.paint.protocol import Origin, Picture, Source
from studio.paint.seen import as_painted
from studio.sample import VARIANTS, render_clip
from studio.understand import digest_video
from studio.values import Digest

SceneName = Literal["faces", "others", "views", "light", "dark", "team"]
FILMS = (".mp4", ".mkv", ".mov", ".webm", ".avi", ".m4v")
PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
LONGEST_SIDE_PX = 2560
OWN_CLIP_S = 14.0
# So many pictures of a scene: what a banner takes.
MOST = 16


@dataclass(frozen=True)
class Scene:
    """Pictures that lead with one kind of picture, the leading one first."""

    name: SceneName
    pictures: tuple[Picture, ...]


class NoMaterial(StudioError):
    """There is neither a film nor a photograph that can be read."""


def own_clips(folder: Path) -> Path:
    """Our own sample films in `folder`, rendered where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for variant in range(VARIANTS):
        path = folder / f"sample-{variant}.mp4"
        if not path.exists():
            part = path.with_suffix(".part.mp4")
            render_clip(part, width=1280, height=720, seconds=OWN_CLIP_S, variant=variant)
            part.replace(path)
    return folder


def pictures_of(clips: Path, kept: Path, tell: Callable[[str], None] = lambda line: None) -> list[Picture]:
    """The stills of every film in a folder, and its photographs; digests are kept in `kept` for another time.

    Raises NoMaterial (no_material) where there is nothing to draw from.
    """
    files = sorted(path for path in clips.iterdir() if path.suffix.lower() in FILMS + PHOTOS)
    pictures: list[Picture] = []
    for index, path in enumerate(files):
        tell(path.name)
        if path.suffix.lower() in PHOTOS:
            pictures.append(_photo(path, index))
            continue
        source = _digested(path, kept)
        pictures += [load_picture(source, index, still) for still in source.digest.stills]
    if not pictures:
        raise NoMaterial(f"no film and no photograph in {clips}", code="no_material")
    return pictures


def scenes_of(pictures: Sequence[Picture], team: Sequence[Picture] = ()) -> dict[SceneName, Scene]:
    """The pictures as scenes; one that they do not give is left out, `faces` where nobody is seen.

    `team` are several people for the scene of that name, by default all that are seen.
    """
    people = sorted((one for one in pictures if main_faces(one)), key=presence, reverse=True)
    views = sorted((one for one in pictures if not main_faces(one)), key=lambda one: -one.score)
    leads: dict[SceneName, Picture] = {}
    if people:
        leads["faces"] = people[0]
        elsewhere = [one for one in people if one.origin.source != people[0].origin.source]
        leads["others"] = (elsewhere or people)[-1 if not elsewhere else 0]
    if views:
        leads["views"] = views[0]
    by_light = sorted(pictures, key=lightness)
    leads["dark"], leads["light"] = by_light[0], by_light[-1]
    scenes = {name: Scene(name, _led(lead, name, pictures)) for name, lead in leads.items()}
    if team or people:
        scenes["team"] = Scene("team", (*(team or people), *views)[:MOST])
    return scenes


def lightness(picture: Picture) -> float:
    """The mean of a picture's bytes, 0..255."""
    return float(picture.pixels[::8, ::8].mean())


def _led(lead: Picture, name: SceneName, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """The lead, then one of every film in turn; views are followed by views alone where there are any."""
    rest = _once(lead, pictures)
    if name == "views":
        rest = [one for one in rest if not main_faces(one)] or rest
    if name in ("light", "dark"):
        rest.sort(key=lambda one: abs(lightness(one) - lightness(lead)))
    seen: dict[int, int] = {}
    order: list[tuple[int, int, Picture]] = []
    for one in rest:
        seen[one.origin.source] = seen.get(one.origin.source, 0) + 1
        order.append((seen[one.origin.source], len(order), one))
    return (lead, *(one for _, _, one in sorted(order, key=lambda row: row[:2])))[:MOST]


def _once(lead: Picture, pictures: Sequence[Picture]) -> list[Picture]:
    """The others, nobody of them twice: that is what painters choose for one design."""
    rest: list[Picture] = []
    known = [face_print(lead.pixels, face.box) for face in main_faces(lead)]
    for one in pictures:
        if one is lead:
            continue
        prints = [face_print(one.pixels, face.box) for face in main_faces(one)]
        if not any(same_face(face, other) for face in prints for other in known):
            rest.append(one)
            known += prints
    return rest


def _digested(path: Path, kept: Path) -> Source:
    """What is understood of a film, from the last time where its file is the same."""
    key = hashlib.sha256(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}".encode()).hexdigest()
    folder = kept / f"{path.stem}-{key[:12]}"
    told = folder / "digest.json"
    if told.exists():
        return Source(Digest.model_validate_json(told.read_text(encoding="utf-8")), folder)
    folder.mkdir(parents=True, exist_ok=True)
    digest = digest_video(path, out_dir=folder)
    told.write_text(digest.model_dump_json(), encoding="utf-8")
    return Source(digest, folder)


def _photo(path: Path, index: int) -> Picture:
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    origin = Origin(
        source=index, video=path.name, still=0, at_s=0.0, file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )  # fmt: skip
    # Looked at as a painted picture is, but it is a photograph: the renderer grades it.
    return replace(as_painted(f"v{index}s0", np.asarray(image), origin, score=1.0), style=None)
