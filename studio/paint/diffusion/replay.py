"""Painting a recorded picture again, and telling whether it is the same one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np

from studio.errors import StudioError
from studio.models.store import ModelStore
from studio.paint.arrays import Pixels
from studio.paint.diffusion.drift import Drift, measure_drift
from studio.paint.diffusion.record import (
    PaintRecord,
    Setup,
    UnreadableRecord,
    model_sha256,
    pictures_of,
    pixels_sha256,
    read_record,
    task_of,
)
from studio.paint.diffusion.task import ImageTask, Painted
from studio.values import Value

# A sample's files in its folder.
RECORD, PICTURE, INPUTS = "record.json", "painted.png", "inputs"

# Paints exactly these tasks in one batch: `easel.paint(tasks, owner=…, alone=True)`.
PaintBatch = Callable[[list[ImageTask]], list[Painted]]


class Change(Value):
    """Something that is not as it was when the picture was painted. `what` names it, as `library:torch`."""

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class Replayed:
    """A picture painted again, `(H, W, 3)` uint8 RGB.

    `identical` by the recorded hash of its pixels; `drift` from the picture as it was, None where that is not
    there to compare; `changes` are what may explain it.
    """

    pixels: Pixels
    record: dict[str, Any]
    identical: bool
    drift: Drift | None
    changes: tuple[Change, ...]


def replay(
    record: Mapping[str, Any],
    inputs: Mapping[str, Pixels],
    store: ModelStore,
    paint: PaintBatch,
    original: Pixels | None = None,
) -> Replayed:
    """Paint a recorded picture again, in a batch of the same size at the same place.

    `inputs` are the pictures that went in, by the role that the record gives them. The other places of the
    batch are filled with copies of this picture under the seeds of those that were there: places do not read
    each other, so that is enough for the same bytes.

    Raises UnreadableRecord (record_unreadable, input_missing), ModelMissing, and what painting raises.
    """
    known = read_record(dict(record))
    task = task_of(known, dict(inputs))
    changes = [*_models_changed(known, store), *_inputs_changed(known, task)]
    batch = [replace(task, seed=seed) for seed in known.batch.seeds]
    painted = paint(batch)[known.batch.place]
    now = read_record(painted.record)
    if now.batch != known.batch:
        changes.append(Change(what="batch", before=str(known.batch.size), now=str(now.batch.size)))
    changes += _setup_changed(known.setup, now.setup)
    comparable = original is not None and original.shape == painted.pixels.shape
    return Replayed(
        pixels=painted.pixels,
        record=painted.record,
        identical=pixels_sha256(painted.pixels) == known.pixels_sha256,
        drift=measure_drift(original, painted.pixels) if comparable and original is not None else None,
        changes=tuple(changes),
    )


def _models_changed(known: PaintRecord, store: ModelStore) -> list[Change]:
    changes = []
    for used in known.models:
        model = store.find(used.name)
        if (now := model_sha256(model)) != used.sha256:
            changes.append(
                Change(
                    what=f"model:{used.name}",
                    before=used.revision or used.sha256[:12],
                    now=model.revision or now[:12],
                )
            )
    return changes


def _inputs_changed(known: PaintRecord, task: ImageTask) -> list[Change]:
    now = {role: pixels_sha256(pixels) for role, pixels in pictures_of(task).items()}
    return [
        Change(what=f"input:{given.role}", before=given.sha256[:12], now=now.get(given.role, "")[:12])
        for given in known.inputs
        if now.get(given.role) != given.sha256
    ]


def _setup_changed(before: Setup, now: Setup) -> list[Change]:
    plain = [
        Change(what=name, before=str(getattr(before, name)), now=str(getattr(now, name)))
        for name in ("device", "device_name", "dtype", "threads", "python")
        if getattr(before, name) != getattr(now, name)
    ]
    for kind, was, is_now in (
        ("library", before.libraries, now.libraries),
        ("option", before.options, now.options),
    ):
        plain += [
            Change(what=f"{kind}:{name}", before=was.get(name, "—"), now=is_now.get(name, "—"))
            for name in sorted(was.keys() | is_now.keys())
            if was.get(name) != is_now.get(name)
        ]
    return plain


@dataclass(frozen=True)
class Sample:
    """A recorded picture in a folder: `record.json`, `painted.png`, `inputs/<role>.png`."""

    name: str
    record: dict[str, Any]
    original: Pixels
    inputs: dict[str, Pixels]


def save_sample(folder: Path, painted: Painted, task: ImageTask) -> Path:
    """Keep a painted picture so that `load_sample` finds it; the folder is made."""
    (folder / INPUTS).mkdir(parents=True, exist_ok=True)
    text = json.dumps(painted.record, ensure_ascii=False, indent=1)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")
    write_png(folder / PICTURE, painted.pixels)
    for role, pixels in pictures_of(task).items():
        write_png(folder / INPUTS / f"{role.replace(':', '-')}.png", pixels)
    return folder


def load_sample(folder: Path) -> Sample:
    """Raises UnreadableRecord (record_unreadable) for a folder that holds none."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableRecord(f"{folder} holds no readable {RECORD}", problem=RECORD) from error
    roles = [given.role for given in read_record(record).inputs]
    return Sample(
        name=folder.name,
        record=record,
        original=read_png(folder / PICTURE),
        inputs={role: read_png(folder / INPUTS / f"{role.replace(':', '-')}.png") for role in roles},
    )


@dataclass(frozen=True)
class Row:
    """One line of the table. `problem` says why a sample was not painted again."""

    name: str
    replayed: Replayed | None
    problem: str = ""

    @property
    def verdict(self) -> Literal["identical", "invisible", "visible", "another", "failed"]:
        if self.replayed is None:
            return "failed"
        if self.replayed.identical or self.replayed.drift is None:
            return "identical" if self.replayed.identical else "another"
        degree = self.replayed.drift.degree
        return "identical" if degree == "none" else degree


def replay_samples(folders: Sequence[Path], store: ModelStore, paint: PaintBatch) -> list[Row]:
    """Paint every sample again; one that cannot be is a row that says why."""
    rows = []
    for folder in folders:
        try:
            sample = load_sample(folder)
            done = replay(sample.record, sample.inputs, store, paint, sample.original)
            rows.append(Row(sample.name, done))
        except StudioError as error:
            rows.append(Row(folder.name, None, str(error)))
    return rows


def drift_table(rows: Sequence[Row]) -> str:
    """What an operator reads after an upgrade."""
    lines = [
        f"{'sample':<28}{'verdict':<11}{'max':>5}{'mean':>8}{'PSNR dB':>9}{'changed':>9}{'SSIM':>8}  why"
    ]
    for row in rows:
        drift = row.replayed.drift if row.replayed is not None else None
        numbers = f"{'':>39}"
        if drift is not None:
            psnr = "∞" if drift.psnr_db is None else f"{drift.psnr_db:.1f}"
            numbers = f"{drift.max_abs:>5}{drift.mean_abs:>8.3f}{psnr:>9}"
            numbers += f"{drift.changed_share:>9.2%}{drift.ssim:>8.4f}"
        changes = row.replayed.changes if row.replayed is not None else ()
        why = row.problem or ", ".join(f"{one.what} {one.before} → {one.now}" for one in changes)
        lines.append(f"{row.name:<28}{row.verdict:<11}{numbers}  {why}".rstrip())
    return "\n".join(lines)


def write_png(path: Path, pixels: np.ndarray) -> None:
    stored = pixels if pixels.ndim == 2 else pixels[..., ::-1]
    done, data = cv2.imencode(".png", np.ascontiguousarray(stored))
    if not done:
        raise ValueError(f"a picture of {pixels.shape} cannot be stored")
    path.write_bytes(data.tobytes())


def read_png(path: Path) -> Pixels:
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise UnreadableRecord(f"{path.name} is not there", code="input_missing", role=path.stem) from error
    pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    if pixels is None:
        raise UnreadableRecord(f"{path.name} cannot be read", problem=path.name)
    return pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[..., ::-1])
