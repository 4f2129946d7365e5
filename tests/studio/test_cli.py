"""The studio from a shell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from studio.brand.file import write_preset
from studio.brand.preset import BrandColour, BrandPreset
from studio.cli import main
from studio.platforms import PLATFORM_IMAGES
from studio.sample import render_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    render_clip(path, seconds=6, width=480, height=270)
    return path


def test_a_digest_is_a_file_and_its_stills(clip: Path, tmp_path: Path) -> None:
    assert main(["digest", str(clip), "--out", str(tmp_path), "--stills", "3"]) == 0

    digest = json.loads((tmp_path / "digest.json").read_text())
    assert all((tmp_path / still["file"]).exists() for still in digest["stills"])


def test_covers_and_their_manifest(clip: Path, tmp_path: Path) -> None:
    code = main([
        "cover", str(clip), "--headline", "Космос рядом", "--platform", "rutube", "--count", "2",
        "--out", str(tmp_path),
    ])  # fmt: skip

    assert code == 0
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert [entry["file"] for entry in manifest["candidates"]] == ["01.jpg", "02.jpg"]
    for entry in manifest["candidates"]:
        assert (entry["width_px"], entry["height_px"]) == (1280, 720)
        assert (tmp_path / entry["file"]).stat().st_size == entry["bytes"]
        assert {"layout", "style", "findings"} <= entry.keys()


def test_a_kit_for_two_platforms_in_a_teams_look(clip: Path, tmp_path: Path) -> None:
    preset, logo = tmp_path / "look.json", tmp_path / "logo.png"
    look = BrandPreset(palette=(BrandColour(role="accent", hex="#e8364f"),))
    preset.write_bytes(write_preset(look, {}, "Ours"))
    white = Image.new("RGBA", (60, 30))
    white.paste("white", (10, 10, 50, 20))
    white.save(logo)
    out = tmp_path / "kit"

    code = main([
        "kit", str(clip), "--headline", "Космос рядом", "--platforms", "rutube, youtube",
        "--preset", str(preset), "--logo", str(logo), "--out", str(out),
    ])  # fmt: skip

    assert code == 0
    items = json.loads((out / "manifest.json").read_text())["items"]
    wanted = [row for row in PLATFORM_IMAGES if row.platform in ("rutube", "youtube")]
    assert [(item["platform"], item["image"]) for item in items] == [
        (row.platform, row.image) for row in wanted
    ]
    assert all((out / item["file"]).stat().st_size == item["bytes"] for item in items)
    assert {part["name"] for part in items[0]["score"]["parts"]} == {"colours", "logo"}
    assert (out / "kit.zip").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["cover", "{missing}"],
        ["cover", "{text}"],
        ["cover", "{clip}", "--platform", "myspace"],
        ["cover", "{clip}", "--count", "0"],
        ["cover", "{clip}", "--count", "many"],
        ["cover", "{clip}", "--style", "baroque"],
        ["cover", "{clip}", "--layout", "nonsense"],
        ["cover", "{clip}", "--headline", "🔥"],
        ["cover"],
        ["kit", "{clip}"],
        ["kit", "{missing}", "--headline", "Космос"],
        ["kit", "{clip}", "--headline", "Космос", "--platforms", "myspace"],
        ["kit", "{clip}", "--headline", "Космос", "--platforms", ","],
        ["kit", "{clip}", "--headline", "Космос", "--preset", "{text}"],
        ["kit", "{clip}", "--headline", "Космос", "--logo", "{text}"],
        ["paint", "{clip}"],
        ["digest", "{missing}"],
        [],
    ],
    ids=lambda arguments: " ".join(arguments) or "nothing",
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], clip: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("not a video")
    names = {"missing": tmp_path / "missing.mp4", "text": text, "clip": clip}
    given = [argument.format(**names) for argument in arguments]
    if given[1:]:
        given += ["--out", str(tmp_path / "out")]

    assert main(given) == 2

    said = [line for line in capfd.readouterr().err.splitlines() if line.startswith("studio: ")]
    assert len(said) == 1


@pytest.mark.parametrize(
    ("more", "code", "lines"), [([], 0, []), (["--headline", "🔥"], 2, ["studio: "])], ids=["made", "refused"]
)
def test_a_shell_hears_nothing_but_the_studio(
    more: list[str], code: int, lines: list[str], tmp_path: Path
) -> None:
    """In a process of its own: the C++ libraries write past Python's streams, once per process."""
    clip = render_clip(tmp_path / "clip.mp4", seconds=6, width=480, height=270)
    command = [sys.executable, "-m", "studio", "cover", str(clip), "--out", str(tmp_path / "out")]

    done = subprocess.run(
        [*command, "--count", "2", "--layout", "hero", *more], capture_output=True, text=True, check=False
    )

    assert done.returncode == code
    said = done.stderr.splitlines()
    assert len(said) == len(lines)
    assert all(line.startswith(start) for line, start in zip(said, lines, strict=True))
    assert len(done.stdout.splitlines()) == (0 if code else 2)
