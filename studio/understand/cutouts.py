"""Cutting the people out of a digest's stills, after it is told: nobody waits for it.

Of a still of 1280 pixels it takes a fifth of a second of processor time, and two thirds of one to load the
models, which for a film of a minute is half as much again as understanding it. So the digest comes without,
and whoever wants cut-outs asks for those of the best stills afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from studio.paint.matte import Cutter, cut_person
from studio.understand.digest import DIGEST_FILE, load_digest
from studio.values import Digest, Face, Still

# Stills that are worth it, and the width beyond which a soft edge shows no more.
MOST_STILLS, WIDTH = 6, 1280
# Heads this much smaller than the largest stay with the background.
MATTERS, SURE = 0.25, 0.5


def cut_out_stills(
    folder: Path,
    *,
    most: int = MOST_STILLS,
    check: Callable[[], None] = lambda: None,
    cutter: Cutter | None = None,
) -> Digest:
    """Write `cutout-NN.png` for the best stills of the digest in `folder` that show people, named in it.

    Masks are grey, 8 bits, white where the people are, of the still's shape and at most `WIDTH` wide. Stills
    of which nobody can be cut out have none. `check` is called before each and may raise to stop: the digest
    is as it was then.
    """
    digest = load_digest(folder)
    for old in folder.glob("cutout-*.png"):
        old.unlink()
    done: dict[int, str] = {}
    for still in digest.stills:
        if len(done) == most:
            break
        check()
        if name := _cut_out(folder, still, cutter):
            done[still.rank] = name
    stills = tuple(still.model_copy(update={"cutout": done.get(still.rank)}) for still in digest.stills)
    digest = digest.model_copy(update={"stills": stills})
    fresh = folder / f"{DIGEST_FILE}.new"
    fresh.write_text(digest.model_dump_json(indent=1), encoding="utf-8")
    fresh.replace(folder / DIGEST_FILE)
    return digest


def _cut_out(folder: Path, still: Still, cutter: Cutter | None) -> str | None:
    faces = _that_matter(still.faces)
    if not faces:
        return None
    with Image.open(folder / still.file) as image:
        image.draft("RGB", (WIDTH, WIDTH * image.height // image.width))
        picture = np.asarray(image.convert("RGB"))
    if picture.shape[1] > WIDTH:
        height = round(picture.shape[0] * WIDTH / picture.shape[1])
        picture = cv2.resize(picture, (WIDTH, height), interpolation=cv2.INTER_AREA)
    alpha = cut_person(picture, faces, cutter)
    if alpha is None:
        return None
    name = f"cutout-{still.rank:02d}.png"
    Image.fromarray(np.round(alpha * 255).astype(np.uint8)).save(folder / name)
    return name


def _that_matter(faces: tuple[Face, ...]) -> tuple[Face, ...]:
    sure = [face for face in faces if face.score >= SURE]
    largest = max((face.box.area for face in sure), default=0.0)
    return tuple(face for face in sure if face.box.area >= MATTERS * largest)
