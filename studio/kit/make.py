"""Making a kit: each different canvas is drawn once, several at a time, and delivered to all who want it."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.logos import Logo
from studio.check import check_all, check_file
from studio.check.score import brand_score
from studio.deliver import Delivery, deliver, deliver_transparent
from studio.design.darkroom import Darkroom, Matte
from studio.design.document import Design
from studio.design.legibility import Proof, proof
from studio.errors import Cancelled, InvalidRequest
from studio.kit.arrange import at_canvas, laid_out, serves_as_it_is
from studio.kit.mark import logo_mark, round_mark
from studio.kit.pack import write_manifest, write_zip
from studio.kit.values import Kit, KitItem, arranged_as
from studio.paint.arrays import Pixels, Plane
from studio.paint.protocol import Painting, Picture
from studio.progress import OnStep, Stage, ignore
from studio.values import Brief, Finding, PlatformImage

MOST_THREADS = 4
# How often the one who waits is asked whether to go on.
ASKED_EVERY_S = 0.1
WATERMARK = "watermark"


@dataclass(frozen=True)
class _Drawn:
    """A canvas drawn once: `mark` is set, `(H, W, 4)` uint8, where it is transparent."""

    proof: Proof
    same: bool
    findings: tuple[Finding, ...]
    mark: Logo | None = None


def make_kit(
    design: Design,
    brief: Brief,
    pictures: Sequence[Picture],
    images: Sequence[PlatformImage],
    *,
    brand: BrandPreset = NO_BRAND,
    logos: Mapping[str, Logo] | None = None,
    masks: Mapping[str, Plane] | None = None,
    out_dir: Path,
    on_item: Callable[[KitItem], None] | None = None,
    on_step: OnStep = ignore,
) -> Kit:
    """Every one of `images` from one design, written to `out_dir` as `<platform>/<image>.<suffix>`, with
    `manifest.json` and `kit.zip` beside them.

    `pictures` are those that the design names, its main one first, and maybe further ones of the same videos,
    which banners show too. `logos` are by SHA-256, as `load_logos` gives them, `masks` as a `Darkroom` takes
    them. A canvas of the design's own
    kind and proportions shows the design as it is, edited or not; others are laid out anew by layouts of
    their kind. `on_item` hears of each as it is finished, in the order of `images`; it or `on_step` may raise
    Cancelled. The same input gives the same bytes.

    Raises InvalidRequest: no_images, picture_gone (the design names a picture that is not given), no_layout,
    bytes_limit_impossible.
    """
    _check_request(design, pictures, images)
    painting = Painting(_main_first(design, pictures), design.style)
    darkroom = Darkroom({picture.id: picture for picture in painting.pictures}, logos, masks)
    room = _Room(design, brief, painting, brand, darkroom)
    wanted = list(dict.fromkeys(_canvas_of(image) for image in images))
    of_canvas = {_canvas_of(image): image for image in reversed(images)}
    items: list[KitItem] = []
    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as threads:
        # The largest first: the last to finish should be a small one.
        order = sorted(wanted, key=lambda key: -of_canvas[key].width_px * of_canvas[key].height_px)
        drawn = {key: threads.submit(room.draw, of_canvas[key]) for key in order}
        try:
            for index, image in enumerate(images):
                delivering = threads.submit(room.deliver, image, drawn[_canvas_of(image)], out_dir)
                _wait_for([drawn[_canvas_of(image)], delivering], on_step, index, len(images))
                items.append(delivering.result())
                if on_item:
                    on_item(items[-1])
        except BaseException:
            room.stopped.set()
            for one in drawn.values():
                one.cancel()
            raise
    on_step(Stage.DELIVER, 1.0, step=len(images), steps=len(images))
    manifest = write_manifest(items, out_dir)
    packed = write_zip(items, out_dir)
    return Kit(items=tuple(items), zip=packed.name, manifest=manifest.name)


class _Corner(Darkroom):
    """A darkroom of one canvas: cut-outs and cleaned pictures are shared with the others', and each is made
    by one thread while those who want it wait."""

    def __init__(self, whole: Darkroom, lock: threading.RLock) -> None:
        super().__init__(whole.pictures, whole.logos, whole.masks)
        self._whole, self._lock = whole, lock

    def smooth(self, source: str) -> Pixels:
        with self._lock:
            return self._whole.smooth(source)

    def matte(self, source: str, mend: str = "") -> Matte | None:
        with self._lock:
            return self._whole.matte(source, mend)


class _Room:
    """What all canvases of one kit share; each has graded layers of its own."""

    def __init__(
        self,
        design: Design,
        brief: Brief,
        painting: Painting,
        brand: BrandPreset,
        darkroom: Darkroom,
    ) -> None:
        self.stopped = threading.Event()
        self._design = design
        self._brief = brief
        self._painting = painting
        self._brand = brand
        self._logos = darkroom.logos
        self._darkroom = darkroom
        self._lock = threading.RLock()

    def draw(self, image: PlatformImage) -> _Drawn:
        darkroom = _Corner(self._darkroom, self._lock)
        if image.image == WATERMARK and (logo := self._mark_logo()) is not None:
            return self._as_logo(logo, image, darkroom)
        if serves_as_it_is(self._design, image, darkroom):
            drawn = proof(at_canvas(self._design, image), darkroom, self._go_on)
        else:
            drawn = laid_out(
                self._design, self._brief, self._painting, image, darkroom, self._brand, self._go_on
            )
        findings = tuple(check_all(drawn, darkroom, image, self._brand))
        mark = round_mark(drawn.pixels) if image.image == WATERMARK else None
        same = serves_as_it_is(self._design, image, darkroom)
        return _Drawn(drawn, same, findings, mark)

    def deliver(self, image: PlatformImage, drawing: Future[_Drawn], folder: Path) -> KitItem:
        drawn = drawing.result()
        delivery = _delivered(drawn, image)
        file = f"{image.platform}/{image.image}.{delivery.suffix}"
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(delivery.data)
        design = drawn.proof.design
        kind = arranged_as(image)
        return KitItem(
            platform=image.platform,
            image=image.image,
            artwork_kind=image.artwork_kind,
            arranged_as=kind,
            file=file,
            media_type=delivery.media_type,
            width_px=image.width_px,
            height_px=image.height_px,
            bytes=len(delivery.data),
            bytes_limit=image.bytes_limit,
            sha256=delivery.sha256,
            layout=design.layout,
            same=drawn.same,
            findings=(*drawn.findings, *check_file(drawn.proof.pixels, len(delivery.data), image)),
            score=None if drawn.mark is not None else brand_score(design, self._brand),
            checked_on=image.checked_on,
            certainty=image.certainty,
            note=image.note,
            recipe=_recipe_hash(design, image, self._brand),
            design=design,
        )

    def _go_on(self) -> None:
        if self.stopped.is_set():
            raise Cancelled

    def _mark_logo(self) -> Logo | None:
        """The logo for a watermark: a film may be dark or light, so one made for any ground comes first."""
        known = [one for one in self._brand.logos if one.sha256 in self._logos]
        ranked = sorted(known, key=lambda one: {"any": 0, "dark": 1, "light": 2}[one.ground])
        return self._logos[ranked[0].sha256] if ranked else None

    def _as_logo(self, logo: Logo, image: PlatformImage, darkroom: Darkroom) -> _Drawn:
        plain = Design(
            kind="avatar", layout="", style="natural", width_px=image.width_px, height_px=image.height_px,
            background="#000000", layers=(),
        )  # fmt: skip
        return _Drawn(proof(plain, darkroom), False, (), logo_mark(logo, image.width_px, image.height_px))


def _check_request(design: Design, pictures: Sequence[Picture], images: Sequence[PlatformImage]) -> None:
    if not images:
        raise InvalidRequest("no pictures were asked for: choose a platform", code="no_images")
    known = {picture.id for picture in pictures}
    for layer in design.layers:
        if layer.type in ("picture", "cutout") and layer.source not in known:
            raise InvalidRequest(
                f"a picture of the design is gone: {layer.source}", code="picture_gone", layer=layer.id
            )
    if not pictures:
        raise InvalidRequest("no stills to make a kit from", code="no_stills")


def _main_first(design: Design, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """The design's own pictures lead; the others follow as they came."""
    used = set(design.sources) or {pictures[0].id}
    unique = list({picture.id: picture for picture in pictures}.values())
    return tuple(sorted(unique, key=lambda picture: picture.id not in used))


def _canvas_of(image: PlatformImage) -> str:
    """What decides how a picture is drawn, whoever wants it."""
    zones = image.model_dump(include={"width_px", "height_px", "shape", "safe_zone", "keep_clear"})
    return json.dumps([arranged_as(image), image.image == WATERMARK, zones], sort_keys=True)


def _delivered(drawn: _Drawn, image: PlatformImage) -> Delivery:
    return (
        deliver(drawn.proof.pixels, image) if drawn.mark is None else deliver_transparent(drawn.mark, image)
    )


def _recipe_hash(design: Design, image: PlatformImage, brand: BrandPreset) -> str:
    told = [design.model_dump(mode="json"), image.model_dump(mode="json"), brand.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _wait_for(futures: Sequence[Future[Any]], on_step: OnStep, index: int, count: int) -> None:
    pending = set(futures)
    while pending:
        on_step(Stage.DESIGN, index / count, step=index + 1, steps=count)
        _, pending = wait(pending, timeout=ASKED_EVERY_S)
