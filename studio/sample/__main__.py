"""`python -m studio.sample OUT.mp4 [--variant N] [--size 1280x720] [--seconds 20]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from studio.sample import VARIANTS, render_clip


def size(text: str) -> tuple[int, int]:
    """`1280x720` as numbers; even, because H.264 with 4:2:0 colour needs that."""
    width, _, height = text.partition("x")
    if (
        not (width.isdigit() and height.isdigit())
        or int(width) % 2
        or int(height) % 2
        or not int(width) * int(height)
    ):
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1280x720 with even numbers")
    return int(width), int(height)


def main(arguments: list[str] | None = None) -> int:
    """Render one clip where the command line says."""
    parser = argparse.ArgumentParser(prog="python -m studio.sample", description="Render a sample clip.")
    parser.add_argument("out", type=Path, help="where to write the MP4")
    parser.add_argument("--variant", type=int, choices=range(VARIANTS), default=0, help="which film")
    parser.add_argument("--size", type=size, default=(1280, 720), help="WIDTHxHEIGHT in pixels")
    parser.add_argument("--seconds", type=float, default=20.0)
    chosen = parser.parse_args(arguments)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    width, height = chosen.size
    render_clip(chosen.out, width=width, height=height, seconds=chosen.seconds, variant=chosen.variant)
    sys.stdout.write(f"{chosen.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
