"""The scenes of the sample clip: three painted landscapes, a planet, a city, and photographs.

A scene is a function of time: `scene(t)` with t from 0 to 1 gives a new (H, W, 3) uint8 RGB picture.
Everything expensive is painted once; a frame only slides layers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from studio.sample.drawing import (
    Colour,
    Layer,
    Picture,
    Plane,
    Stops,
    clouds,
    disc,
    glow,
    light,
    make_layer,
    ramp,
    ridge_line,
    to_picture,
    vertical_gradient,
    vignette,
)

Scene = Callable[[float], Picture]


@dataclass(frozen=True)
class Weather:
    """The colours of a landscape: sky from the zenith to the horizon, the sun, land from far to near."""

    sky: Stops
    sun: Colour
    sun_at: tuple[float, float]
    cloud: Colour
    far: Colour
    near: Colour
    trees: bool = True
    rough: float = 0.75
    stars: int = 0
    aurora: Colour | None = None


DAWN = Weather(
    sky=((0, (38, 48, 96)), (0.35, (118, 92, 150)), (0.6, (238, 142, 122)), (0.8, (255, 203, 138))),
    sun=(255, 232, 176), sun_at=(0.64, 0.40), cloud=(255, 190, 160), far=(222, 150, 142), near=(22, 24, 46),
)  # fmt: skip
AUTUMN = Weather(
    sky=((0, (92, 142, 186)), (0.5, (178, 202, 208)), (0.8, (250, 228, 190))),
    sun=(255, 244, 214), sun_at=(0.25, 0.34), cloud=(255, 246, 232), far=(186, 176, 160), near=(120, 46, 20),
    rough=0.45,
)  # fmt: skip
AURORA = Weather(
    sky=((0, (6, 10, 30)), (0.5, (12, 32, 62)), (0.85, (30, 88, 104))),
    sun=(150, 240, 220), sun_at=(0.35, 0.9), cloud=(20, 60, 80), far=(44, 92, 116), near=(4, 10, 20),
    stars=900, aurora=(70, 255, 170), rough=0.85,
)  # fmt: skip
DUNES = Weather(
    sky=((0, (52, 96, 140)), (0.5, (208, 164, 140)), (0.85, (255, 208, 140))),
    sun=(255, 236, 190), sun_at=(0.72, 0.42), cloud=(255, 210, 170), far=(226, 160, 112), near=(112, 48, 30),
    trees=False, rough=0.0,
)  # fmt: skip


def paint_sky(rng: np.random.Generator, height: int, width: int, weather: Weather) -> Picture:
    """Gradient, stars, aurora, clouds lit by the sun, and the sun itself."""
    sky = vertical_gradient(height, width, weather.sky)
    x, y = weather.sun_at[0] * width, weather.sun_at[1] * height
    if weather.stars:
        sky = light(sky, star_field(rng, height, width, weather.stars), (230, 240, 255))
    if weather.aurora is not None:
        sky = light(sky, curtains(rng, height, width), weather.aurora)
        sky = light(sky, 0.5 * curtains(rng, height, width), (150, 90, 255))
    cover = clouds(rng, height, width, (height * 0.10, width * 0.42))
    wisps = np.clip((cover - 0.52) * 3.2, 0, 1)
    fade_up = np.linspace(0.55, 1.0, height, dtype=np.float32)[:, None]
    near_sun = glow(height, width, (x, y), height * 0.55)
    wisps = (wisps * fade_up * (0.35 + 0.55 * near_sun))[..., None]
    sky = sky * (1 - wisps) + np.array(weather.cloud, np.float32) * wisps
    if not weather.stars:
        sky = light(sky, 0.85 * glow(height, width, (x, y), height * 0.22, 1.7), weather.sun)
        sky = light(sky, disc(height, width, (x, y), height * 0.052), (255, 250, 232))
    return to_picture(sky, rng)


def star_field(rng: np.random.Generator, height: int, width: int, count: int) -> Plane:
    """Stars of every brightness, few bright ones, 0..1."""
    field = np.zeros((height, width), np.float32)
    rows, columns = rng.integers(0, height, count), rng.integers(0, width, count)
    field[rows, columns] = rng.random(count).astype(np.float32) ** 3
    soft = cv2.GaussianBlur(field, (0, 0), 0.8) * 2.6
    halo = cv2.GaussianBlur(np.where(field > 0.7, field, 0).astype(np.float32), (0, 0), 3.0) * 12
    return np.clip(soft + halo, 0, 1)


def curtains(rng: np.random.Generator, height: int, width: int) -> Plane:
    """Northern lights: folded bands with rays that fade upwards."""
    line = height * (0.30 + 0.28 * ridge_line(rng, width, rough=0.0, cell=width * 0.30))
    rays = 0.45 + 0.55 * ridge_line(rng, width, rough=0.3, cell=width * 0.03)
    below = np.arange(height, dtype=np.float32)[:, None] - line[None, :]
    up = np.exp(np.minimum(below, 0) / (height * 0.16)) * (below < 0)
    down = np.exp(-np.maximum(below, 0) / (height * 0.018)) * (below >= 0)
    return (0.85 * rays[None, :] * (up + down)).astype(np.float32)


def landscape(width: int, height: int, weather: Weather, seed: int) -> Scene:
    """Ridges behind ridges under a low sun, with haze between; the camera tracks sideways."""
    rng = np.random.default_rng(seed)
    rise = round(height * 0.05)
    sky = paint_sky(rng, height + rise, width, weather)
    depth = 5 if weather.rough > 0.2 else 4
    layers = [_ridge(rng, width, height, weather, place / (depth - 1)) for place in range(depth)]
    travels = [round(width * 0.012 * 2.05**place) for place in range(depth)]
    corners = vignette(height, width)

    def scene(t: float) -> Picture:
        top = round(rise * (1 - t))
        frame = sky[top : top + height].copy()
        for layer, travel in zip(layers, travels, strict=True):
            layer.over(frame, round(travel * t))
        return cv2.multiply(frame, corners, scale=1 / 255)

    return scene


def _ridge(rng: np.random.Generator, width: int, height: int, weather: Weather, near: float) -> Layer:
    """One row of hills; `near` 0 is on the horizon, 1 at the viewer's feet."""
    wide = width + round(width * 0.24)
    outline = ridge_line(rng, wide, rough=weather.rough, cell=width * (0.24 + 0.25 * near))
    steep = 0.20 + 0.20 * weather.rough
    line = height * (0.53 + 0.34 * near**1.25) - height * steep * (1 - 0.6 * near) * (outline - 0.35)
    crest = line.copy()
    if weather.trees and near > 0.6:
        crest = np.minimum(crest, line - _tree_line(rng, wide, height * (0.035 + 0.13 * (near - 0.6))))
    top = max(0, int(crest.min()) - 2)
    y = np.arange(top, height, dtype=np.float32)[:, None]
    below = y - line[None, :]
    alpha = np.clip(y - crest[None, :] + 0.5, 0, 1)
    body = np.array(weather.far, np.float32) * (1 - near) ** 1.1
    body = body + np.array(weather.near, np.float32) * (1 - (1 - near) ** 1.1)
    haze = np.array(weather.sky[-1][1], np.float32)
    lit = _facets(rng, below, outline, width, height) * (1 if weather.sun_at[0] < 0.5 else -1)
    lit = np.clip(lit, -0.6, 0.9) * np.exp(-np.maximum(below, 0) / (height * 0.16))
    grain = clouds(rng, y.shape[0], wide, (height * 0.05, width * 0.02), 4) - 0.5
    mist = np.clip(below / (height * 0.34), 0, 1) ** 1.5 * (0.62 - 0.55 * near)
    colour = body * (1 + (0.42 * lit + 0.22 * grain * (0.4 + near))[..., None])
    rim = (np.clip(lit, 0, 1) * (0.30 - 0.12 * near))[..., None]
    colour = colour * (1 - rim) + np.array(weather.sun, np.float32) * rim
    colour = colour * (1 - mist[..., None]) + haze * mist[..., None]
    return make_layer(colour.astype(np.float32), alpha.astype(np.float32), top, rng)


def _facets(rng: np.random.Generator, below: Plane, outline: Plane, width: int, height: int) -> Plane:
    """Which slopes face left (positive) or right, (H, W): the ridge's own, broken into leaning spurs."""
    rows, wide = below.shape
    lumps = clouds(rng, rows, wide * 2, (height * 0.20, width * 0.05), 4)
    across = np.arange(wide, dtype=np.float32)[None, :] + wide * 0.5
    leaning = (across + 0.9 * below).astype(np.float32)
    down = np.repeat(np.arange(rows, dtype=np.float32)[:, None], wide, axis=1)
    spurs = cv2.remap(lumps, leaning, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    slope = np.gradient(cv2.GaussianBlur(outline[None, :], (0, 0), width * 0.008)[0]) * width
    return np.clip((spurs - 0.5) * 2.6, -1, 1) * 0.55 - 0.16 * slope[None, :]


def _tree_line(rng: np.random.Generator, width: int, tall: float) -> Plane:
    """Heights of a fir wood's outline in pixels: narrow serrated cones of every size."""
    heights = np.zeros(width, np.float32)
    x = np.arange(width, dtype=np.float32)
    for centre in np.cumsum(rng.uniform(0.10, 0.42, int(width / (0.2 * tall)) + 1) * tall):
        size = tall * rng.uniform(0.45, 1.15)
        half = size * 0.23
        low, high = int(max(0, centre - half)), int(min(width, centre + half + 1))
        if low >= high:
            continue
        away = np.abs(x[low:high] - centre) / half
        cone = size * (1 - away) * (1 + 0.10 * np.sin(away * 26))
        heights[low:high] = np.maximum(heights[low:high], cone)
    return heights


def sea(width: int, height: int, weather: Weather, seed: int) -> Scene:
    """A sun over water, waves that break its path into glitter, a sailing boat that crosses."""
    rng = np.random.default_rng(seed)
    horizon = round(height * 0.56)
    sky = paint_sky(rng, horizon, width, weather)
    water_rows = height - horizon
    mirror = cv2.resize(sky[::-1], (width, water_rows), interpolation=cv2.INTER_LINEAR)
    mirror = cv2.GaussianBlur(mirror, (0, 0), 6, sigmaY=14).astype(np.float32)
    deep = np.array(weather.near, np.float32)
    tint = np.linspace(0.18, 0.68, water_rows, dtype=np.float32)[:, None, None]
    path = np.exp(-(((np.arange(width) / width - weather.sun_at[0]) / 0.075) ** 2)).astype(np.float32)
    water = mirror * (1 - tint) + deep * tint
    near = np.linspace(0, 1, water_rows, dtype=np.float32)[:, None]
    size = 1.2 + 9.0 * near
    ripples = np.stack([_ripples(rng, water_rows, width) for _ in range(2)])
    sun = np.array(weather.sun, np.float32)
    boat = _boat(height)
    corners = vignette(height, width)
    x = np.arange(width, dtype=np.float32)[None, :]
    rows = np.arange(water_rows, dtype=np.float32)[:, None]
    water_picture = to_picture(water, rng)

    def scene(t: float) -> Picture:
        frame = np.empty((height, width, 3), np.uint8)
        frame[:horizon] = sky
        swell = np.sin(rows / size * 1.7 - 16 * t) + np.sin(rows / size * 0.6 + 9 * t)
        shift = np.repeat(x, water_rows, axis=0) + swell * size * 1.3
        bent = cv2.remap(water_picture, shift, np.repeat(rows, width, axis=1), cv2.INTER_LINEAR,
                         borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        first = np.roll(ripples[0], round(t * width * 0.06), axis=1)
        second = np.roll(ripples[1], -round(t * width * 0.045), axis=1)
        crests = cv2.multiply(first, second)
        glitter = np.clip((crests - 0.34) * 5, 0, 1) * (path[None, :] * 0.95 + 0.10)
        shine = cv2.merge([glitter * sun[0], glitter * sun[1], glitter * sun[2]])
        frame[horizon:] = cv2.add(bent, shine.astype(np.uint8))
        _place(
            frame, boat, (0.26 + 0.10 * t) * width, horizon + height * 0.012 + height * 0.004 * np.sin(9 * t)
        )
        return cv2.multiply(frame, corners, scale=1 / 255)

    return scene


def _ripples(rng: np.random.Generator, rows: int, width: int) -> Plane:
    """Wave crests in perspective: fine at the horizon, long and broad near the viewer."""
    flat = clouds(rng, rows * 2, width, (5.0, width * 0.03), 3)
    y = (np.linspace(0, 1, rows, dtype=np.float32) ** 0.55 * (rows * 2 - 1))[:, None]
    x = np.arange(width, dtype=np.float32)[None, :]
    middle = width / 2
    spread = 1.6 - 1.15 * np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    across = (x - middle) * spread + middle
    return cv2.remap(
        flat,
        across.astype(np.float32),
        np.repeat(y, width, axis=1),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )


def _boat(height: int) -> tuple[Picture, Plane]:
    """A small sailing boat in silhouette: RGB and coverage, drawn four times too large and shrunk."""
    side = round(height * 0.20)
    big = side * 4
    mask = np.zeros((big, big), np.uint8)
    hull = np.array([(0.18, 0.84), (0.84, 0.84), (0.74, 0.96), (0.28, 0.96)]) * big
    main_sail = np.array([(0.50, 0.06), (0.50, 0.78), (0.84, 0.78), (0.66, 0.40)]) * big
    fore_sail = np.array([(0.46, 0.16), (0.46, 0.78), (0.20, 0.78), (0.34, 0.44)]) * big
    for shape in (hull, main_sail, fore_sail):
        cv2.fillPoly(mask, [shape.astype(np.int32)], 255)
    cv2.line(
        mask, (int(big * 0.48), int(big * 0.02)), (int(big * 0.48), int(big * 0.86)), 255, max(1, big // 90)
    )
    alpha = cv2.resize(mask, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    colour = ramp(
        np.linspace(0, 1, side, dtype=np.float32), ((0, (96, 52, 60)), (0.8, (40, 24, 38)), (1, (16, 12, 22)))
    )
    return np.repeat(colour[:, None, :], side, axis=1).astype(np.uint8), alpha


def _place(frame: Picture, sprite: tuple[Picture, Plane], x: float, foot: float) -> None:
    """Draw a sprite whose foot stands at row `foot`, centred on column `x`."""
    colour, alpha = sprite
    side = alpha.shape[0]
    top, left = max(0, round(foot) - side), round(x) - side // 2
    view = frame[top : top + side, left : left + side]
    cover = alpha[..., None]
    view[:] = (view * (1 - cover) + colour * cover).astype(np.uint8)
