"""The whole way from stills to files."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.design.document import PictureLayer
from studio.design.geometry import grow, overlap, placed
from studio.design.placing import LARGEST_SUBJECT, text_boxes
from studio.errors import Cancelled, InvalidRequest
from studio.make import Candidate, PaintWith, make_candidates
from studio.paint.grades import STYLES
from studio.paint.protocol import Source
from studio.platforms import find_image
from studio.progress import Stage
from studio.values import StyleName, VideoWords, Wishes
from tests.studio.desk import small_cover, source


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(tmp_path_factory.mktemp("video"))


@pytest.fixture(scope="module")
def faceless(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(tmp_path_factory.mktemp("faceless"), faces=False)


@pytest.fixture(scope="module")
def covers(video: Source, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Candidate]]:
    folder = tmp_path_factory.mktemp("covers")
    return folder, make_candidates(
        "cover", find_image("rutube", "cover"), [video], Wishes(), count=4, out_dir=folder
    )


def small(video: Source, folder: Path, count: int = 1, seed: int = 0, **wishes: object) -> list[Candidate]:
    return make_candidates(
        "cover", small_cover(), [video], Wishes(**wishes), count=count, seed=seed, out_dir=folder
    )


def thumbnail(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB").resize((64, 36)), np.float32)


def test_covers_are_files_of_exactly_what_the_platform_takes(
    covers: tuple[Path, list[Candidate]],
) -> None:
    folder, candidates = covers

    assert [candidate.file for candidate in candidates] == ["01.jpg", "02.jpg", "03.jpg", "04.jpg"]
    for candidate in candidates:
        data = (folder / candidate.file).read_bytes()
        picture = Image.open(io.BytesIO(data))
        assert picture.size == (1280, 720)
        assert picture.format == "JPEG"
        assert len(data) == candidate.bytes <= 10_000_000
        assert not picture.getexif()


def test_candidates_differ_in_layout_style_and_still(covers: tuple[Path, list[Candidate]]) -> None:
    folder, candidates = covers

    assert len({candidate.layout for candidate in candidates}) == 4
    assert len({candidate.style for candidate in candidates}) == 4
    leads = [candidate.recipe.sources[0].still for candidate in candidates]
    assert len(set(leads)) >= 3
    pictures = [thumbnail(folder / candidate.file) for candidate in candidates]
    for index, one in enumerate(pictures):
        for other in pictures[index + 1 :]:
            assert np.abs(one - other).mean() > 20


def test_words_are_readable_and_clear_of_faces_and_badge(covers: tuple[Path, list[Candidate]]) -> None:
    for candidate in covers[1]:
        findings = {finding.code: finding for finding in candidate.findings}
        assert all(finding.severity == "info" for finding in candidate.findings), findings
        assert float(findings["text_contrast"].value or 0) >= 3


def test_alt_text_says_the_headline_and_what_is_seen(covers: tuple[Path, list[Candidate]]) -> None:
    alt = covers[1][0].alt

    assert alt["ru"].startswith("Обложка: «Почему космонавты не плачут?». ")
    assert alt["en"].startswith("Cover: “Почему космонавты не плачут?”. ")


def test_the_same_seed_gives_the_same_bytes(video: Source, tmp_path: Path) -> None:
    first = small(video, tmp_path / "a", count=2, seed=5)
    second = small(video, tmp_path / "b", count=2, seed=5)

    assert [one.sha256 for one in first] == [other.sha256 for other in second]
    assert (tmp_path / "a" / "01.jpg").read_bytes() == (tmp_path / "b" / "01.jpg").read_bytes()


def test_another_seed_gives_other_candidates(video: Source, tmp_path: Path) -> None:
    first = small(video, tmp_path / "a", count=2, seed=1)
    second = small(video, tmp_path / "b", count=2, seed=2)

    looks = [
        {(one.layout, one.style, one.recipe.sources[0].still) for one in batch} for batch in (first, second)
    ]
    assert looks[0] != looks[1]
    assert {one.sha256 for one in first}.isdisjoint(other.sha256 for other in second)


@pytest.mark.parametrize("style", STYLES)
def test_a_wished_style_is_kept_by_all(video: Source, tmp_path: Path, style: StyleName) -> None:
    candidates = small(video, tmp_path, count=2, style=style)

    assert {candidate.style for candidate in candidates} == {style}
    assert candidates[0].layout != candidates[1].layout


@pytest.mark.parametrize("layout", ["spotlight", "poster", "hero", "panel", "editorial", "tape", "triptych"])
def test_a_wished_layout_is_kept(video: Source, tmp_path: Path, layout: str) -> None:
    candidate = small(video, tmp_path, layout=layout, headline="Космос рядом")[0]

    assert candidate.layout == layout
    assert not [finding for finding in candidate.findings if finding.severity == "error"]


def test_a_face_is_shown_where_it_is_wished(video: Source, tmp_path: Path) -> None:
    with_face = small(video, tmp_path / "yes", count=3, face=True)
    without = small(video, tmp_path / "no", count=3, face=False)

    assert {candidate.recipe.sources[0].still for candidate in with_face} == {0}
    assert all(0 not in {origin.still for origin in candidate.recipe.sources} for candidate in without)


def test_a_face_that_is_not_there_is_said_so(faceless: Source, tmp_path: Path) -> None:
    assert "no_face_found" in small(faceless, tmp_path, face=True)[0].notices


@pytest.mark.parametrize(
    "headline",
    [
        "слово " * 83,
        "Ы" * 60,
        "Превысокомногорассмотрительствующий взгляд",
        "🔥 Огонь 🔥",
        "שלום עולם",
        "مرحبا بالعالم",
        "   ",
        "a",
        "!!! ЧТО?!",
        "Йёё\u0301 щц",
    ],
)
def test_any_headline_gives_a_cover_inside_its_frame(video: Source, tmp_path: Path, headline: str) -> None:
    for candidate in small(video, tmp_path, count=2, headline=headline):
        for text in candidate.design.texts():
            for line in text.lines:
                assert line.x >= 0
                assert line.x + line.width <= 1.001
                assert 0 < line.y <= 1
        assert not [finding for finding in candidate.findings if finding.severity != "info"]


def test_without_any_words_the_picture_speaks_alone(faceless: Source, tmp_path: Path) -> None:
    silent = Source(faceless.digest, faceless.stills_dir, VideoWords())

    candidates = small(silent, tmp_path, count=3)

    assert {candidate.layout for candidate in candidates} == {"plain"}
    assert len({candidate.style for candidate in candidates}) == 3
    assert not any(candidate.design.texts() for candidate in candidates)


def test_a_wished_layout_that_cannot_be_done_is_said_so(faceless: Source, tmp_path: Path) -> None:
    candidate = small(faceless, tmp_path, layout="hero", headline="Дом")[0]

    assert candidate.layout != "hero"
    assert "layout_unsuitable" in candidate.notices


def test_a_banner_without_a_name_has_no_words(video: Source, tmp_path: Path) -> None:
    image = find_image("twitch", "banner")

    candidates = make_candidates("banner", image, [video], Wishes(), count=2, out_dir=tmp_path)

    assert not any(candidate.design.texts() for candidate in candidates)


def test_a_headline_of_emoji_only_is_refused(video: Source, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        small(video, tmp_path, headline="🔥🔥")

    assert refusal.value.code == "headline_undrawable"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"count": 0}, "count_out_of_range"),
        ({"count": 99}, "count_out_of_range"),
        ({"sources": []}, "no_sources"),
        ({"wishes": Wishes(layout="nonsense")}, "unknown_layout"),
        ({"paint": PaintWith(painter="rembrandt")}, "unknown_painter"),
    ],
)
def test_wrong_wishes_are_refused(video: Source, tmp_path: Path, change: dict, code: str) -> None:
    given = {"sources": [video], "wishes": Wishes(), "count": 1, **change}

    with pytest.raises(InvalidRequest) as refusal:
        make_candidates("cover", small_cover(), out_dir=tmp_path, **given)

    assert refusal.value.code == code


def test_a_digest_without_stills_is_refused(video: Source, tmp_path: Path) -> None:
    empty = Source(video.digest.model_copy(update={"stills": ()}), video.stills_dir)

    with pytest.raises(InvalidRequest) as refusal:
        small(empty, tmp_path)

    assert refusal.value.code == "no_stills"


def test_a_lost_still_is_refused(video: Source, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        small(Source(video.digest, tmp_path / "nowhere", VideoWords()), tmp_path)

    assert refusal.value.code == "still_unreadable"


def test_candidates_are_told_of_as_they_are_finished(video: Source, tmp_path: Path) -> None:
    seen: list[tuple[int, bool]] = []
    stages: list[Stage] = []

    make_candidates(
        "cover", small_cover(), [video], Wishes(), count=2, out_dir=tmp_path,
        on_step=lambda stage, fraction, *, step=0, steps=0: stages.append(stage),
        on_candidate=lambda candidate: seen.append((candidate.index, (tmp_path / candidate.file).exists())),
    )  # fmt: skip

    assert seen == [(0, True), (1, True)]
    assert list(dict.fromkeys(stages)) == [
        Stage.BRIEF, Stage.PAINT, Stage.DESIGN, Stage.CHECK, Stage.DELIVER,
    ]  # fmt: skip


def test_it_stops_at_the_step_that_says_so(video: Source, tmp_path: Path) -> None:
    calls = 0

    def stop_soon(stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
        nonlocal calls
        calls += 1
        if stage is Stage.DESIGN and step == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_candidates(
            "cover", small_cover(), [video], Wishes(), count=4, out_dir=tmp_path, on_step=stop_soon
        )

    assert sorted(path.name for path in tmp_path.iterdir()) == ["01.jpg"]


def test_a_banner_uses_several_videos_and_keeps_the_name_in_the_safe_zone(
    video: Source, faceless: Source, tmp_path: Path
) -> None:
    image = find_image("rutube", "banner")

    candidates = make_candidates(
        "banner", image, [video, faceless], Wishes(headline="Космос рядом"), count=3, out_dir=tmp_path
    )

    assert len({candidate.layout for candidate in candidates}) == 3
    for candidate in candidates:
        assert (candidate.width_px, candidate.height_px) == (2204, 864)
        assert {origin.source for origin in candidate.recipe.sources} == {0, 1}
        assert not [finding for finding in candidate.findings if finding.severity != "info"]


def test_a_banner_for_youtube_keeps_its_name_in_a_quarter_of_the_height(
    video: Source, tmp_path: Path
) -> None:
    image = find_image("youtube", "banner").model_copy(update={"width_px": 1280, "height_px": 720})

    for candidate in make_candidates(
        "banner", image, [video], Wishes(headline="Big Science Channel"), count=3, out_dir=tmp_path
    ):
        assert "text_outside_safe_zone" not in {finding.code for finding in candidate.findings}


def test_avatars_keep_face_and_letters_in_the_circle(video: Source, tmp_path: Path) -> None:
    candidates = make_candidates(
        "avatar", find_image("rutube", "avatar"), [video], Wishes(headline="Космос рядом"), count=4,
        out_dir=tmp_path,
    )  # fmt: skip

    assert len({candidate.layout for candidate in candidates}) >= 2
    for candidate in candidates:
        assert (candidate.width_px, candidate.height_px) == (800, 800)
        assert not [finding for finding in candidate.findings if finding.severity != "info"]


def test_with_a_face_to_show_one_avatar_in_four_is_letters_at_most(video: Source, tmp_path: Path) -> None:
    image = find_image("rutube", "avatar")

    candidates = make_candidates(
        "avatar", image, [video], Wishes(headline="Космос рядом"), count=8, out_dir=tmp_path
    )

    assert sum(candidate.layout == "monogram" for candidate in candidates) <= 2
    assert len({candidate.sha256 for candidate in candidates}) == 8


def test_words_keep_off_what_a_faceless_still_is_about(faceless: Source, tmp_path: Path) -> None:
    candidates = small(faceless, tmp_path, count=6, headline="Дом")
    rooms = {picture.rank: picture.subject for picture in faceless.digest.stills}

    for candidate in candidates:
        design = candidate.design
        for layer in design.layers:
            if not isinstance(layer, PictureLayer) or layer.blur:
                continue
            subject = rooms[design.sources[layer.source].still]
            assert subject is not None
            if subject.area > LARGEST_SUBJECT:
                continue
            core = grow(placed(subject, layer.crop, layer.box), -0.25, -0.25, -0.25)
            hidden = sum(overlap(box, core) for text in design.texts() for box in text_boxes(text))
            assert hidden <= 0.3 * core.area


@pytest.mark.parametrize("layout", ["medallion", "closeup", "monogram"])
def test_each_avatar_layout_can_be_wished_for(video: Source, tmp_path: Path, layout: str) -> None:
    image = find_image("rutube", "avatar")
    wishes = Wishes(headline="Космос рядом", layout=layout)

    candidate = make_candidates("avatar", image, [video], wishes, count=1, out_dir=tmp_path)[0]

    assert candidate.layout == layout
    assert candidate.notices == ()


def test_an_avatar_needs_no_name(faceless: Source, tmp_path: Path) -> None:
    image = find_image("telegram", "avatar")

    candidate = make_candidates("avatar", image, [faceless], Wishes(), count=1, out_dir=tmp_path)[0]

    assert candidate.headline == ""
    assert candidate.media_type == "image/jpeg"


def test_a_tiny_thumbnail_fits_its_bytes(video: Source, tmp_path: Path) -> None:
    image = find_image("telegram", "cover")

    candidate = make_candidates("cover", image, [video], Wishes(), count=1, out_dir=tmp_path)[0]

    assert candidate.bytes <= 200_000


def test_a_recipe_and_a_design_survive_being_stored(covers: tuple[Path, list[Candidate]]) -> None:
    candidate = covers[1][0]

    stored = json.loads(candidate.model_dump_json())

    assert Candidate.model_validate(stored) == candidate
    assert (stored["design"]["schema_version"], stored["recipe"]["schema_version"]) == (2, 1)


@pytest.mark.parametrize(
    "headline",
    [
        "How we drove an old bus to the end of the world and came back with a ginger cat and a dog",
        "ШИРОКОФОРМАТНЫЕ ДОСТОПРИМЕЧАТЕЛЬНОСТИ САНКТ-ПЕТЕРБУРГА ЗА ДВАДЦАТЬ ЧЕТЫРЕ ЧАСА",
        "Ж" * 200,
    ],
)
def test_wished_words_are_never_left_out(video: Source, tmp_path: Path, headline: str) -> None:
    for candidate in small(video, tmp_path, count=4, headline=headline):
        assert [text for text in candidate.design.texts() if text.role == "headline"], candidate.layout
        assert "headline_cut" in candidate.notices
