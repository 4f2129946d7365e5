"""Keep the README's pictures true: chosen screenshots of the last browser run, into docs/screenshots."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.e2e.conftest import SCREENSHOTS

KEPT = ("workbench-en", "workbench-ru", "version-ru", "review-en", "public-ru")
TARGET = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
QUALITY = 84


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in KEPT:
        with Image.open(SCREENSHOTS / f"{name}.png") as shot:
            shot.convert("RGB").save(TARGET / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
