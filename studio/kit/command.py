"""`python -m studio kit`: from films and words to the files of every platform, with no server at all."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.file import read_preset
from studio.brand.intake import Ground, clean_logo
from studio.brand.logos import load_logos
from studio.brand.preset import MOST_LOGOS, BrandLogo
from studio.errors import InvalidRequest
from studio.kit.make import make_kit
from studio.kit.material import kit_pictures
from studio.kit.values import Kit
from studio.make import make_candidates
from studio.paint.protocol import Source
from studio.platforms import PLATFORM_IMAGES, find_image
from studio.progress import OnStep
from studio.understand import digest_video
from studio.values import PlatformImage, VideoWords, Wishes


@dataclass(frozen=True)
class KitOrder:
    """What is asked for: films, words, where it goes. `preset` and `logo` are files."""

    videos: Sequence[Path]
    headline: str
    platforms: Sequence[str]
    out_dir: Path
    title: str = ""
    preset: Path | None = None
    logo: Path | None = None
    layout: str | None = None
    language: str = "ru"
    seed: int = 0
    wishes: Wishes = field(default_factory=Wishes)


def images_of(platforms: Sequence[str]) -> list[PlatformImage]:
    """Everything that the platforms want, in the table's order.

    Raises InvalidRequest: unknown_platform, no_images (none was named).
    """
    names = [name.strip().lower() for name in platforms if name.strip()]
    for name in names:
        find_image(name, "avatar")
    if not names:
        raise InvalidRequest("no platform was named", code="no_images")
    return [row for row in PLATFORM_IMAGES if row.platform in names]


def read_look(preset: Path | None, logo: Path | None, folder: Path) -> tuple[BrandPreset, dict[str, Path]]:
    """The look of a preset's file and of a logo's, and its logos as clean files in `folder` by their SHA-256.

    Raises InvalidRequest as `read_preset` and `clean_logo` do.
    """
    look, packed, _ = read_preset(preset.read_bytes()) if preset else (NO_BRAND, {}, "")
    kept: list[BrandLogo] = []
    files: dict[str, Path] = {}
    given: list[tuple[Ground | None, bytes]] = [(None, logo.read_bytes())] if logo else []
    given += [(one.ground, packed[one.sha256]) for one in look.logos]
    for ground, data in given[:MOST_LOGOS]:
        path = folder / "raw-logo"
        path.write_bytes(data)
        clean = clean_logo(path)
        sha256 = hashlib.sha256(clean.data).hexdigest()
        files[sha256] = folder / f"{sha256}.png"
        files[sha256].write_bytes(clean.data)
        kept.append(
            BrandLogo(
                sha256=sha256,
                ground=ground or clean.ground,
                width_px=clean.width_px,
                height_px=clean.height_px,
            )
        )
    return look.model_copy(update={"logos": tuple(kept)}), files


def kit_from_videos(order: KitOrder, on_step: OnStep) -> Kit:
    """Watch the films, make the cover that suits best and from it the whole kit in `order.out_dir`.

    Raises what each of these steps raises.
    """
    images = images_of(order.platforms)
    with tempfile.TemporaryDirectory(prefix="masthead-") as name:
        folder = Path(name)
        look, files = read_look(order.preset, order.logo, folder)
        words = VideoWords(title=order.title or order.headline)
        sources = []
        for index, video in enumerate(order.videos):
            stills_dir = folder / str(index)
            sources.append(
                Source(digest_video(video, out_dir=stills_dir, on_step=on_step), stills_dir, words)
            )
        wishes = order.wishes.model_copy(update={"headline": order.headline, "layout": order.layout})
        covers = [image for image in images if image.artwork_kind == "cover"]
        cover = covers[0] if covers else find_image("youtube", "cover")
        chosen = make_candidates(
            "cover", cover, sources, wishes, count=1, seed=order.seed, language=order.language,
            out_dir=folder / "cover", brand=look, logos=files, on_step=on_step,
        )[0]  # fmt: skip
        pictures = kit_pictures(chosen.design, chosen.recipe.brief, sources, images, seed=order.seed)
        order.out_dir.mkdir(parents=True, exist_ok=True)
        return make_kit(
            chosen.design, chosen.recipe.brief, pictures, images, brand=look, logos=load_logos(files),
            out_dir=order.out_dir, on_step=on_step,
        )  # fmt: skip
