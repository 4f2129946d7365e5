"""The studio from a shell: `python -m studio digest|cover|avatar|banner|kit|paint|replay`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from studio.errors import InvalidRequest, StudioError
from studio.fonts import FontsMissing
from studio.kit.command import KitOrder, kit_from_videos
from studio.make import Candidate, make_candidates
from studio.paint.grades import STYLES
from studio.paint.protocol import Source
from studio.platforms import find_image
from studio.progress import Stage
from studio.understand import digest_video
from studio.values import VideoWords, Wishes

BAD_INPUT = 2
DRIFTED = 1


class _Parser(argparse.ArgumentParser):
    """Says what was wrong in one line instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        raise InvalidRequest(message, code="bad_arguments")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit code. Bad input: 2 and one line on standard error."""
    try:
        options = _parser().parse_args(arguments)
        if options.command == "digest":
            _digest(options)
        elif options.command == "paint":
            _paint(options)
        elif options.command == "replay":
            return _replay(options)
        elif options.command == "kit":
            _kit(options)
        else:
            _make(options)
    except (StudioError, FontsMissing) as error:
        print(f"studio: {_one_line(str(error))}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"studio: {_one_line(str(error))}", file=sys.stderr)
        return BAD_INPUT
    return 0


def _parser() -> _Parser:
    parser = _Parser(prog="python -m studio", description="Covers, avatars and banners out of videos.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    digest = commands.add_parser("digest", help="watch a video: digest.json and its best stills")
    digest.add_argument("video", type=Path)
    digest.add_argument("--out", type=Path, required=True, metavar="DIR")
    digest.add_argument("--stills", type=int, default=12)
    paint = commands.add_parser("paint", help="paint with an installed model, each picture with its record")
    paint.add_argument("prompt")
    paint.add_argument("--model", required=True)
    paint.add_argument("--out", type=Path, required=True, metavar="DIR")
    paint.add_argument("--count", type=int, default=1)
    paint.add_argument("--seed", type=int, default=0)
    paint.add_argument("--negative", default="", help="what should not be on it")
    paint.add_argument("--steps", type=int)
    replay = commands.add_parser("replay", help="paint recorded pictures again and tell how far they drifted")
    replay.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    kit = commands.add_parser("kit", help="every picture that platforms want, from one design")
    kit.add_argument("videos", type=Path, nargs="+", metavar="VIDEO")
    kit.add_argument("--headline", required=True, help="the words")
    kit.add_argument("--platforms", default="rutube,youtube", help="their names, with commas between")
    kit.add_argument("--out", type=Path, required=True, metavar="DIR")
    kit.add_argument("--preset", type=Path, metavar="FILE", help="a look that Masthead has saved")
    kit.add_argument("--logo", type=Path, metavar="FILE")
    kit.add_argument("--layout", help="of the cover")
    kit.add_argument("--seed", type=int, default=0)
    kit.add_argument("--language", choices=("ru", "en"), default="ru")
    for kind in ("cover", "avatar", "banner"):
        make = commands.add_parser(kind, help=f"make candidates for the {kind}")
        make.add_argument("videos", type=Path, nargs="+", metavar="VIDEO")
        make.add_argument("--out", type=Path, required=True, metavar="DIR")
        make.add_argument("--platform", default="rutube")
        make.add_argument("--headline", default="", help="the words; by default from --title")
        make.add_argument("--title", default="", help="the video's title")
        make.add_argument("--count", type=int, default=4)
        make.add_argument("--style", choices=STYLES)
        make.add_argument("--layout")
        make.add_argument("--face", choices=("yes", "no"), help="must or must not show a face")
        make.add_argument("--wish", default="", help="free words: style, colour, mood")
        make.add_argument("--seed", type=int, default=0)
        make.add_argument("--language", choices=("ru", "en"), default="ru")
    return parser


def _digest(options: argparse.Namespace) -> None:
    digest = digest_video(
        options.video, out_dir=options.out, stills=options.stills, on_step=_Ticker(sys.stderr.isatty())
    )
    print(f"{len(digest.stills)} stills of {len(digest.shots)} shots in {options.out}")


def _make(options: argparse.Namespace) -> None:
    image = find_image(options.platform, options.command)
    wishes = Wishes(
        headline=options.headline,
        style=options.style,
        layout=options.layout,
        text=options.wish,
        face=None if options.face is None else options.face == "yes",
    )
    ticker = _Ticker(sys.stderr.isatty())
    with tempfile.TemporaryDirectory(prefix="masthead-") as folder:
        sources = []
        for index, video in enumerate(options.videos):
            stills_dir = Path(folder) / str(index)
            digest = digest_video(video, out_dir=stills_dir, on_step=ticker)
            sources.append(Source(digest, stills_dir, VideoWords(title=options.title)))
        candidates = make_candidates(
            options.command, image, sources, wishes, count=options.count, seed=options.seed,
            language=options.language, out_dir=options.out, on_step=ticker,
        )  # fmt: skip
    write_manifest(candidates, options.out)
    for candidate in candidates:
        print(
            f"{options.out / candidate.file}  {candidate.layout}, {candidate.style}, {candidate.bytes} bytes"
        )


def _kit(options: argparse.Namespace) -> None:
    order = KitOrder(
        videos=options.videos, headline=options.headline, platforms=options.platforms.split(","),
        out_dir=options.out, preset=options.preset, logo=options.logo, layout=options.layout,
        seed=options.seed, language=options.language,
    )  # fmt: skip
    kit = kit_from_videos(order, _Ticker(sys.stderr.isatty()))
    for item in kit.items:
        faults = sum(finding.severity != "info" for finding in item.findings)
        said = f", {faults} findings" if faults else ""
        size = f"{item.width_px}×{item.height_px}"
        print(f"{options.out / item.file}  {size}, {item.layout}, {item.bytes} bytes{said}")
    print(options.out / kit.zip)


def _paint(options: argparse.Namespace) -> None:
    from studio.paint.diffusion import command  # torch: nothing else here needs it

    folders = command.paint_samples(
        options.prompt, model=options.model, out=options.out, count=options.count, seed=options.seed,
        negative=options.negative, steps=options.steps,
    )  # fmt: skip
    for folder in folders:
        print(folder)


def _replay(options: argparse.Namespace) -> int:
    """1 where a picture failed, or is not the same to the eye."""
    from studio.paint.diffusion import command, replay  # torch, as above

    rows = command.replay_folders(options.folders)
    print(replay.drift_table(rows))
    return DRIFTED if any(row.verdict in command.WORTH_A_LOOK for row in rows) else 0


def write_manifest(candidates: Sequence[Candidate], folder: Path) -> Path:
    """`manifest.json` beside the files: for each its size, bytes, layout, style, findings and recipe."""
    entries = [candidate.model_dump(mode="json") for candidate in candidates]
    path = folder / "manifest.json"
    text = json.dumps({"schema_version": 1, "candidates": entries}, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
    return path


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Ticker:
    """One line of progress, rewritten in place, on a terminal only."""

    def __init__(self, shown: bool) -> None:
        self._shown = shown

    def __call__(self, stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
        if self._shown:
            of = f" {step}/{steps}" if steps else ""
            print(f"\r{stage.value}{of} {fraction:4.0%}   ", end="", file=sys.stderr, flush=True)
