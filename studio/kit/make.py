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

import cv2

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.logos import Logo
from studio.check import check_all, check_file
from studio.check.score import brand_score
from studio.deliver import BEST_QUALITY, Delivery, deliver, deliver_transparent
from studio.deliver.alt import alt_text
from studio.design.darkroom import Darkroom, Matte
from studio.design.document import Design
from studio.design.legibility import Proof, proof
from studio.errors import Cancelled, InvalidRequest, Undrawable
from studio.kit.arrange import at_canvas, laid_out, led_for, serves_as_it_is
from studio.kit.mark import logo_mark, round_mark
from studio.kit.pack import write_manifest, write_zip
from studio.kit.values import Kit, KitItem, arranged_as
from studio.paint.arrays import Pixels, Plane
from studio.paint.protocol import Painting, Picture
from studio.progress import OnStep, Stage, ignore
from studio.values import ArtworkKind, Brief, PlatformImage

MOST_THREADS = 4
# How often the one who waits is asked whether to go on.
ASKED_EVERY_S = 0.1


# Pictures smaller than this are drawn so many times larger and made small: letters, dots and edges stay fine.
DRAWN_TRULY_FROM_PX, DRAWN_LARGER = 600, 4


@dataclass(frozen=True)
class _Canvas:
    """What is drawn once for all who want it. `zones` count only where the design is laid out anew."""

    same: bool
    kind: ArtworkKind
    width_px: int
    height_px: int
    zones: str


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

    Raises InvalidRequest (no_images, no_stills, no_layout, bytes_limit_impossible) and what drawing raises
    (Undrawable: picture_gone and the like).
    """
    _check_request(design, pictures, images)
    painting = Painting(_main_first(design, pictures), design.style)
    darkroom = Darkroom({picture.id: picture for picture in painting.pictures}, logos, masks)
    room = _Room(design, brief, painting, brand, darkroom)
    canvases = {index: room.canvas_of(image) for index, image in enumerate(images)}
    first = {canvas: images[index] for index, canvas in reversed(canvases.items())}
    items: list[KitItem] = []
    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as threads:
        # The largest first: the last to finish should be a small one.
        order = sorted(first, key=lambda canvas: -canvas.width_px * canvas.height_px)
        drawn = {canvas: threads.submit(room.draw, canvas, first[canvas]) for canvas in order}
        try:
            for index, image in enumerate(images):
                drawing = drawn[canvases[index]]
                delivering = threads.submit(room.deliver, image, canvases[index], drawing, out_dir)
                _wait_for(delivering, on_step, index, len(images))
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
        self._darkroom = darkroom
        self._files: dict[object, Delivery] = {}
        self._lock = threading.RLock()

    def canvas_of(self, image: PlatformImage) -> _Canvas:
        """How a picture is drawn, whoever wants it."""
        larger = DRAWN_LARGER if max(image.width_px, image.height_px) < DRAWN_TRULY_FROM_PX else 1
        same = serves_as_it_is(self._design, image, self._darkroom)
        zones = image.model_dump_json(include={"shape", "safe_zone", "keep_clear"})
        size = (image.width_px * larger, image.height_px * larger)
        return _Canvas(same, arranged_as(image), *size, "" if same else zones)

    def draw(self, canvas: _Canvas, image: PlatformImage) -> Proof:
        darkroom = _Corner(self._darkroom, self._lock)
        row = image.model_copy(update={"width_px": canvas.width_px, "height_px": canvas.height_px})
        if canvas.same:
            return proof(at_canvas(self._design, row), darkroom, self._go_on)
        painting = led_for(canvas.kind, self._painting, self._design)
        return laid_out(self._design, self._brief, painting, row, darkroom, self._brand, self._go_on)

    def deliver(self, image: PlatformImage, canvas: _Canvas, drawing: Future[Proof], folder: Path) -> KitItem:
        drawn = drawing.result()
        design = at_canvas(drawn.design, image)
        pixels = drawn.pixels
        if pixels.shape[:2] != (image.height_px, image.width_px):
            pixels = cv2.resize(pixels, (image.width_px, image.height_px), interpolation=cv2.INTER_AREA)
        if image.transparent:
            delivery = deliver_transparent(self._mark(pixels), image)
        else:
            delivery = self._encoded(canvas, pixels, image)
        file = f"{image.platform}/{image.image}.{delivery.suffix}"
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(delivery.data)
        findings = [] if image.transparent else check_all(drawn, self._darkroom, image, self._brand)
        return KitItem(
            platform=image.platform,
            image=image.image,
            artwork_kind=image.artwork_kind,
            arranged_as=canvas.kind,
            file=file,
            media_type=delivery.media_type,
            width_px=image.width_px,
            height_px=image.height_px,
            bytes=len(delivery.data),
            bytes_limit=image.bytes_limit,
            sha256=delivery.sha256,
            layout=design.layout,
            same=canvas.same,
            findings=(*findings, *check_file(pixels, len(delivery.data), image)),
            score=None if image.transparent else brand_score(design, self._brand),
            alt=self._alt(design),
            checked_on=image.checked_on,
            certainty=image.certainty,
            note=image.note,
            recipe=_recipe_hash(design, image, self._brand),
            design=design,
        )

    def _go_on(self) -> None:
        if self.stopped.is_set():
            raise Cancelled

    def _encoded(self, canvas: _Canvas, pixels: Pixels, image: PlatformImage) -> Delivery:
        """The picture's file; one that fits is the same for all who want these pixels in that format."""
        key = (canvas, image.width_px, image.height_px, image.formats)
        made = self._files.get(key)
        if made is None or (image.bytes_limit or len(made.data)) < len(made.data):
            made = deliver(pixels, image)
            if made.quality in (None, BEST_QUALITY):
                self._files[key] = made
        return made

    def _alt(self, design: Design) -> dict[str, str]:
        """What the picture shows, in each language; a watermark shows the team."""
        headline = next((text.text for text in design.texts() if text.role == "headline"), "")
        brief = self._brief.model_copy(update={"kind": design.kind, "headline": headline})
        return alt_text(brief, self._painting, len(design.sources))

    def _mark(self, pixels: Pixels) -> Logo:
        """A watermark: the logo, else the round part of an avatar.

        A film may be dark or light, so a logo made for any ground comes first.
        """
        known = [one for one in self._brand.logos if one.sha256 in self._darkroom.logos]
        if not known:
            return round_mark(pixels)
        best = min(known, key=lambda one: {"any": 0, "dark": 1, "light": 2}[one.ground])
        return logo_mark(self._darkroom.logos[best.sha256], pixels.shape[1], pixels.shape[0])


def _check_request(design: Design, pictures: Sequence[Picture], images: Sequence[PlatformImage]) -> None:
    if not images:
        raise InvalidRequest("no pictures were asked for: choose a platform", code="no_images")
    known = {picture.id for picture in pictures}
    for layer in design.layers:
        if layer.type in ("picture", "cutout") and layer.source not in known:
            raise Undrawable(
                f"a picture of the design is gone: {layer.source}", code="picture_gone", layer=layer.id
            )
    if not pictures:
        raise InvalidRequest("no stills to make a kit from", code="no_stills")


def _main_first(design: Design, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """The design's own pictures lead; the others follow as they came."""
    used = set(design.sources) or {pictures[0].id}
    unique = list({picture.id: picture for picture in pictures}.values())
    return tuple(sorted(unique, key=lambda picture: picture.id not in used))


def _recipe_hash(design: Design, image: PlatformImage, brand: BrandPreset) -> str:
    told = [design.model_dump(mode="json"), image.model_dump(mode="json"), brand.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _wait_for(one: Future[KitItem], on_step: OnStep, index: int, count: int) -> None:
    waiting = True
    while waiting:
        on_step(Stage.DESIGN, index / count, step=index + 1, steps=count)
        waiting = bool(wait([one], timeout=ASKED_EVERY_S).not_done)
