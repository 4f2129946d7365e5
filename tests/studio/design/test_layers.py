"""Layers of every kind: alone, together, turned, faded, filtered, and what they need and have not."""

from __future__ import annotations

import numpy as np
import pytest

from studio.design.document import (
    BadgeLayer,
    CutoutLayer,
    GradientLayer,
    Layer,
    LogoLayer,
    Mask,
    PictureLayer,
    Plate,
    Setting,
    ShapeLayer,
    TextLayer,
    TextureLayer,
)
from studio.design.geometry import WHOLE
from studio.design.render import Darkroom, render
from studio.design.resized import at_size
from studio.design.setting import set_layer
from studio.design.single import render_layer
from studio.errors import Undrawable
from tests.studio.design.room import HEIGHT, LOGO, WIDTH, box, darkroom, design, laid_by_hand, pictures

PERSON = np.zeros((90, 160), np.float32)
PERSON[20:, 60:110] = 1.0
MASK = "b" * 64


def room() -> Darkroom:
    own = darkroom()
    own.masks[MASK] = PERSON
    return own


def words(**options: object) -> TextLayer:
    layer = TextLayer(
        id="headline", role="headline", text="Космос рядом", box=box(0.05, 0.3, 0.5, 0.4), face="oswald",
        caps=True, colour="#ffffff", emphasis="рядом", emphasis_colour="#ffd23f", setting=Setting(), lines=(),
        **options,
    )  # fmt: skip
    return set_layer(layer, WIDTH, HEIGHT)


def one_of_each() -> tuple[Layer, ...]:
    return (
        PictureLayer(id="picture", source="night", crop=WHOLE, box=WHOLE),
        PictureLayer(
            id="inset", source="bright", crop=WHOLE, box=box(0.55, -0.1, 0.4, 0.5), rotation=8, opacity=0.8,
            mask=Mask(shape="ellipse"), warmth=0.5, contrast=1.2, flip=True,
        ),
        GradientLayer(id="scrim", stops=((0, "#101216", 0.9), (0.7, "#1030a0", 0)), angle=20),
        TextureLayer(id="dots", pattern="dots", box=box(0, 0.5, 1, 0.5), opacity=0.2, rotation=5),
        CutoutLayer(
            id="person", source="bright", crop=WHOLE, box=box(0.3, 0.1, 0.7, 0.9), mend=MASK, outline=0.02,
            shadow=0.03, glow=0.02, opacity=0.9,
        ),
        ShapeLayer(id="plate", box=box(0.04, 0.75, 0.2, 0.1), colour="#ffd23f", radius=0.02, rotation=-6),
        ShapeLayer(
            id="slab", shape="polygon", points=((-0.1, 0.8), (0.3, 0.9), (0.1, 1.1)), colour="#dd2328",
        ),
        ShapeLayer(
            id="arrow", shape="arrow", points=((0.2, 0.2), (0.5, 0.35)), line=0.03, colour="#ff3b30",
            outline=0.01, shadow=0.02,
        ),
        words(stroke=0.01, shadow=0.02, plate=Plate(colour="#15181d", pad=0.02, opacity=0.6), rotation=-3),
        LogoLayer(
            id="logo", logo=LOGO, box=box(0.8, 0.1, 0.3, 0.2), shadow=0.01,
            plate=Plate(colour="#2c66f5", pad=0.02),
        ),
        BadgeLayer(
            id="badge", shape="burst", box=box(0.7, 0.6, 0.25, 0.4), text="Топ 10", face="rubik",
            colour="#dd2328", ink="#ffffff", shadow=0.02, rotation=12, opacity=0.7,
        ),
    )  # fmt: skip


def test_layers_laid_by_hand_are_the_render() -> None:
    own, arranged = room(), design(*one_of_each())

    cels = [render_layer(arranged, layer.id, own) for layer in arranged.layers]
    off = np.abs(laid_by_hand(arranged, cels) - render(arranged, own))

    assert off.max() <= 2


def test_two_renders_are_the_same_bytes_in_fresh_rooms() -> None:
    first, second = (render(design(*one_of_each()), room()) for _ in range(2))

    assert first.tobytes() == second.tobytes()


def test_drawing_leaves_nothing_behind_that_changes_the_next_drawing() -> None:
    own, arranged = room(), design(*one_of_each())
    first = render(arranged, own)
    moved = tuple(
        layer.model_copy(update={"box": box(0.1, 0.1, 0.5, 0.5)}) if layer.id == "picture" else layer
        for layer in arranged.layers
    )
    render(arranged.model_copy(update={"layers": moved}), own)

    assert np.array_equal(render(arranged, own), first)


def test_an_invisible_layer_is_not_in_the_render_but_can_be_had_alone() -> None:
    hidden = ShapeLayer(id="s", box=box(0.2, 0.2, 0.5, 0.5), colour="#ff0000", visible=False)

    pixels, _ = render_layer(design(hidden), "s", room())

    assert np.ptp(render(design(hidden), room()).astype(int)) <= 1
    assert pixels.shape[2] == 4
    assert pixels[..., 3].min() == 255


def test_a_layer_alone_is_cut_to_what_it_covers() -> None:
    shape = ShapeLayer(id="s", box=box(0.25, 0.5, 0.5, 0.25), colour="#3366cc")

    pixels, where = render_layer(design(shape), "s", room())

    assert pixels.shape == (45, 160, 4)
    assert where == box(0.25, 0.5, 0.5, 0.25)
    assert tuple(pixels[0, 0]) == (0x33, 0x66, 0xCC, 255)


def test_what_reaches_outside_the_canvas_comes_along() -> None:
    picture = PictureLayer(id="p", source="night", crop=WHOLE, box=box(-0.5, 0, 1, 1))

    pixels, where = render_layer(design(picture), "p", room())

    assert where.x == -0.5
    assert pixels.shape[:2] == (HEIGHT, WIDTH)


def test_nothing_covered_is_an_empty_bitmap() -> None:
    pixels, where = render_layer(design(words().model_copy(update={"lines": ()})), "headline", room())

    assert pixels.shape == (0, 0, 4)
    assert where.area == 0


def test_a_quarter_turn_turns_clockwise_about_the_middle() -> None:
    bar = ShapeLayer(id="bar", box=box(0.5, 0.4, 0.4, 0.2), colour="#ffffff", rotation=90)

    pixels = render(design(bar, background="#000000"), room())

    rows, columns = (
        np.flatnonzero(pixels[..., 0].max(axis=1) > 128),
        np.flatnonzero(pixels[..., 0].max(axis=0) > 128),
    )
    # 128 px by 36 px about (224, 90).
    assert (rows[0], rows[-1] + 1) == (90 - 64, 90 + 64)
    assert (columns[0], columns[-1] + 1) == (224 - 18, 224 + 18)


def test_turned_words_fall_to_the_right_hand_side() -> None:
    layer = words(rotation=20)

    alpha = render_layer(design(layer), "headline", room())[0][..., 3]

    rows, columns = np.nonzero(alpha > 128)
    left, right = rows[columns < alpha.shape[1] / 2], rows[columns > alpha.shape[1] / 2]
    assert right.mean() > left.mean() + 10


def test_a_full_turn_is_none() -> None:
    straight, turned = words(), words(rotation=360)

    assert np.array_equal(render(design(straight), room()), render(design(turned), room()))


@pytest.mark.parametrize("layer", one_of_each(), ids=lambda layer: layer.id)
def test_half_opacity_is_half_of_it(layer: Layer) -> None:
    own = room()
    whole = layer.model_copy(update={"opacity": 1.0})
    half = layer.model_copy(update={"opacity": 0.5})
    if isinstance(layer, ShapeLayer):
        # Its shadow stays as it is.
        whole, half = (one.model_copy(update={"shadow": 0.0}) for one in (whole, half))

    bare, full, faded = (render(design(*layers), own).astype(float) for layers in ((), (whole,), (half,)))

    assert np.abs(faded - (bare + full) / 2).max() <= 1.5


def test_filters_do_what_they_are_called() -> None:
    def mean(**options: object) -> np.ndarray:
        layer = PictureLayer(id="p", source="bright", crop=WHOLE, box=WHOLE, **options)
        return render(design(layer), room()).reshape(-1, 3).astype(float)

    plain = mean()

    assert mean(exposure=0.5).mean() > plain.mean() + 10
    assert mean(contrast=1.4).std() > plain.std() * 1.1
    assert np.ptp(mean(saturation=0.0), axis=1).max() <= 1
    warm, cold = mean(warmth=0.6).mean(axis=0), mean(warmth=-0.6).mean(axis=0)
    assert warm[0] - warm[2] > plain.mean(axis=0)[0] - plain.mean(axis=0)[2] + 10
    assert cold[2] > plain.mean(axis=0)[2] + 5


def test_a_flipped_crop_is_the_mirror_of_it() -> None:
    layer = PictureLayer(id="p", source="bright", crop=box(0.1, 0.1, 0.6, 0.6), box=WHOLE)

    straight = render(design(layer), room()).astype(int)
    flipped = render(design(layer.model_copy(update={"flip": True})), room()).astype(int)

    assert np.abs(straight[:, ::-1] - flipped).max() <= 1


def test_a_mask_drawn_by_hand_stands_for_the_one_found() -> None:
    layer = CutoutLayer(id="c", source="night", crop=WHOLE, box=WHOLE, mend=MASK)

    alpha = render_layer(design(layer), "c", room())[0][..., 3]

    # The mask's 50 × 70 of 160 × 90, on a canvas twice as wide.
    assert alpha.shape == (pytest.approx(140, abs=3), pytest.approx(100, abs=3))
    assert alpha[70, 50] == 255


def test_a_picture_that_takes_over_a_name_is_drawn_afresh() -> None:
    own, arranged = room(), design(PictureLayer(id="p", source="bright", crop=WHOLE, box=WHOLE))
    before = render(arranged, own)

    own.pictures["bright"] = pictures()["night"]

    assert not np.array_equal(render(arranged, own), before)


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (PictureLayer(id="lost", source="gone", crop=WHOLE, box=WHOLE), "picture_gone"),
        (CutoutLayer(id="lost", source="gone", crop=WHOLE, box=WHOLE), "picture_gone"),
        (CutoutLayer(id="lost", source="night", crop=WHOLE, box=WHOLE, mend="c" * 64), "mask_gone"),
        (LogoLayer(id="lost", logo="c" * 64, box=WHOLE), "logo_gone"),
        (words().model_copy(update={"id": "lost", "face": "comic-sans"}), "font_missing"),
        (
            BadgeLayer(id="lost", box=WHOLE, text="a", face="arial", colour="#ffffff", ink="#000000"),
            "font_missing",
        ),
        (ShapeLayer(id="lost", box=box(0, 0, 90, 90), colour="#ffffff"), "layer_too_large"),
        (ShapeLayer(id="lost", box=WHOLE, colour="#ffffff", shadow=1e9), "layer_too_large"),
        (words(stroke=50).model_copy(update={"id": "lost"}), "layer_too_large"),
    ],
)
def test_what_cannot_be_drawn_names_its_layer(layer: Layer, code: str) -> None:
    for work in (lambda: render(design(layer), room()), lambda: render_layer(design(layer), "lost", room())):
        with pytest.raises(Undrawable) as caught:
            work()
        assert caught.value.code == code
        assert caught.value.params["layer"] == "lost"


def test_a_layer_that_there_is_not() -> None:
    with pytest.raises(Undrawable) as caught:
        render_layer(design(), "nobody", room())

    assert caught.value.code == "no_such_layer"


@pytest.mark.parametrize("shape", ["rectangle", "ellipse", "arrow", "polygon"])
def test_shapes_of_no_size_draw_nothing_and_harm_nobody(shape: str) -> None:
    layer = ShapeLayer.model_validate(
        {"id": "s", "shape": shape, "box": box(0.5, 0.5, 0, 0), "colour": "#ffffff", "line": 0.01}
    )
    picture = PictureLayer(id="p", source="night", crop=WHOLE, box=box(0.2, 0.2, 0, -0.1))

    pixels = render(design(layer, picture, background="#000000"), room())

    assert pixels.mean() < 1.5


def test_a_preview_looks_like_the_picture_made_smaller() -> None:
    large = design(
        *(one for one in one_of_each() if one.type not in ("text", "badge")), width=640, height=360
    )

    small = render(at_size(large, WIDTH, HEIGHT), room()).astype(float)

    shrunk = render(large, room()).reshape(HEIGHT, 2, WIDTH, 2, 3).mean(axis=(1, 3))
    assert np.abs(small - shrunk).mean() < 2


def test_words_of_a_preview_stand_where_they_will() -> None:
    """Letters fall on whole pixels of their canvas, so that they are not the same ones made smaller."""
    large = design(words(), width=640, height=360)

    (_, there), (_, here) = (
        render_layer(one, "headline", room()) for one in (large, at_size(large, WIDTH, HEIGHT))
    )

    assert (here.x, here.y) == pytest.approx((there.x, there.y), abs=0.012)
    assert (here.width, here.height) == pytest.approx((there.width, there.height), abs=0.015)


def test_strokes_of_the_brush_do_not_pile_up() -> None:
    own = room()
    for stroke in range(6):
        name = f"{stroke:064d}"
        own.masks[name] = np.roll(PERSON, 3 * stroke, axis=1)
        render(design(CutoutLayer(id="c", source="night", crop=WHOLE, box=WHOLE, mend=name)), own)

    assert len(own._mattes) <= 2
