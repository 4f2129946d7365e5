"""More scenes: a turning planet, a city at night, and photographs with a slow camera move."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import skimage.data
from PIL import Image

from studio.sample.drawing import (
    Colour,
    Picture,
    Plane,
    Stops,
    clouds,
    glow,
    light,
    ramp,
    to_picture,
    vertical_gradient,
    vignette,
)
from studio.sample.scenes import Scene, star_field

# Photographs that travel in scikit-image's wheel, all free of rights: NASA (astronaut, hubble),
# SpaceX (rocket), Stéfan van der Walt (chelsea), Rachel Michetti (coffee).
PHOTOS = {
    "astronaut": "astronaut.png",
    "rocket": "rocket.jpg",
    "coffee": "coffee.png",
    "cat": "chelsea.png",
    "hubble": "hubble_deep_field.jpg",
}


def photo(name: str) -> Picture:
    """One of the bundled photographs, (H, W, 3) uint8 RGB; raises KeyError for an unknown name."""
    path = Path(skimage.data.__file__).parent / PHOTOS[name]
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def camera_move(
    width: int,
    height: int,
    name: str,
    start: tuple[float, float, float],
    end: tuple[float, float, float],
) -> Scene:
    """A slow move over a photograph.

    `start` and `end` are the view's centre x, y and its width, all in fractions of the photograph's width and
    height; the view has the frame's shape and is kept inside the photograph.
    """
    source = photo(name)
    enlarged = _enlarge(source, width * 1.1 / (source.shape[1] * min(start[2], end[2])))
    rows, columns = enlarged.shape[:2]
    corners = vignette(height, width, 0.28)

    def scene(t: float) -> Picture:
        eased = t * t * (3 - 2 * t) * 0.5 + t * 0.5
        x, y, span = (a + (b - a) * eased for a, b in zip(start, end, strict=True))
        scale = min(span * columns / width, columns / width, rows / height)
        left = np.clip(x * columns - scale * width / 2, 0, columns - scale * width)
        top = np.clip(y * rows - scale * height / 2, 0, rows - scale * height)
        matrix = np.array([[scale, 0, left], [0, scale, top]], np.float32)
        frame = cv2.warpAffine(
            enlarged,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return cv2.multiply(frame, corners, scale=1 / 255)

    return scene


def _enlarge(source: Picture, factor: float) -> Picture:
    """A photograph enlarged without looking soft: Lanczos, then its edges lifted a little."""
    if factor <= 1:
        return source
    big = cv2.resize(source, None, fx=factor, fy=factor, interpolation=cv2.INTER_LANCZOS4)
    soft = cv2.GaussianBlur(big, (0, 0), factor * 0.8)
    return cv2.addWeighted(big, 1.7, soft, -0.7, 0)


BLUE_WORLD: Stops = (
    (0, (8, 26, 70)), (0.45, (20, 72, 132)), (0.52, (46, 112, 96)),
    (0.64, (140, 130, 90)), (0.9, (226, 226, 214)),
)  # fmt: skip
RED_WORLD: Stops = (
    (0, (70, 20, 16)), (0.4, (150, 62, 34)), (0.6, (206, 118, 64)), (0.8, (244, 204, 150)),
)  # fmt: skip


def planet(width: int, height: int, surface: Stops, air: Colour, seed: int) -> Scene:
    """A turning planet lit from the left before the Hubble deep field, with air glowing on its rim."""
    rng = np.random.default_rng(seed)
    margin = round(width * 0.06)
    space = _space(rng, height, width + margin)
    radius = height * 0.44
    centre = (width * 0.66, height * 0.56)
    low_x, low_y = int(centre[0] - radius * 1.3), int(centre[1] - radius * 1.3)
    high_x, high_y = min(width, int(centre[0] + radius * 1.3)), min(height, int(centre[1] + radius * 1.3))
    low_y = max(0, low_y)
    y, x = np.mgrid[low_y:high_y, low_x:high_x].astype(np.float32)
    u, v = (x - centre[0]) / radius, (y - centre[1]) / radius
    inside = np.clip((1 - np.hypot(u, v)) * radius + 0.5, 0, 1)
    w = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    tilt = 0.35
    turned_u, turned_v = u * math.cos(tilt) + v * math.sin(tilt), v * math.cos(tilt) - u * math.sin(tilt)
    texture = _world_map(rng, round(radius * 2), surface)
    rows, columns = texture.shape[:2]
    longitude = (np.arctan2(turned_u, w) / (2 * np.pi) + 0.5) * columns / 2
    latitude = np.clip(np.arcsin(np.clip(turned_v, -1, 1)) / np.pi + 0.5, 0, 1) * (rows - 1)
    toward = np.clip(-0.74 * u - 0.42 * v + 0.55 * w, 0, 1) ** 0.8
    rim = (1 - w) ** 2.2 * toward
    shade = np.repeat((inside * (0.015 + 1.05 * np.clip(toward, 0, 0.95)))[..., None], 3, axis=2).astype(
        np.float32
    )
    beyond = np.clip(np.hypot(u, v) - 1, 0, None)
    halo = np.exp(-beyond * 16) * np.clip(-0.8 * u - 0.45 * v + 0.25, 0, 1) * (1 - inside)
    aura = (np.array(air, np.float32) * (0.95 * rim * inside + 0.75 * halo)[..., None]).astype(np.float32)
    through = (1 - inside)[..., None].astype(np.float32)
    corners = vignette(height, width, 0.25)

    def scene(t: float) -> Picture:
        shift = round(margin * t)
        frame = space[:, shift : shift + width].copy()
        turn = np.float32(columns * 0.16 * t + columns * 0.1)
        ground = cv2.remap(texture, longitude + turn, latitude, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        view = frame[low_y:high_y, low_x:high_x]
        lit = view * through + ground * shade + aura
        view[:] = np.clip(lit, 0, 255).astype(np.uint8)
        return cv2.multiply(frame, corners, scale=1 / 255)

    return scene


def _space(rng: np.random.Generator, height: int, width: int) -> Picture:
    deep = photo("hubble")
    rows = round(deep.shape[1] * height / width)
    deep = cv2.resize(deep[40 : 40 + rows], (width, height), interpolation=cv2.INTER_LANCZOS4).astype(
        np.float32
    )
    dust = clouds(rng, height, width, (height * 0.5, width * 0.4))
    base = ramp(dust, ((0, (3, 5, 14)), (0.6, (16, 18, 44)), (1, (58, 34, 74))))
    mixed = 255 - (255 - base) * (1 - np.clip(deep - 34, 0, 255) / 255 * 0.55)
    return to_picture(light(mixed, star_field(rng, height, width, 700), (235, 240, 255)), rng)


def _world_map(rng: np.random.Generator, rows: int, surface: Stops) -> Picture:
    """An equirectangular map with land, ice and clouds; repeats sideways."""
    half = rows
    land = clouds(rng, rows, half, (rows * 0.34, half * 0.30), 8)
    weather = np.clip((clouds(rng, rows, half, (rows * 0.14, half * 0.42), 7) - 0.5) * 3.0, 0, 1)
    poles: Plane = np.abs(np.linspace(-1, 1, rows, dtype=np.float32))[:, None] ** 6 * 0.4
    ground: Plane = ramp(np.clip(land + poles, 0, 1), surface)
    relief = cv2.Sobel(land, cv2.CV_32F, 1, 0, ksize=3)[..., None]
    ground = ground * (1 + np.clip(relief * 5, -0.35, 0.35))
    ground = ground * (1 - 0.8 * weather[..., None]) + 246 * 0.8 * weather[..., None]
    one = to_picture(ground.astype(np.float32), rng)
    return np.concatenate([one, one[:, ::-1], one], axis=1)


def city(width: int, height: int, sky: Stops, glow_colour: Colour, seed: int) -> Scene:
    """A skyline at night with lit windows, mirrored in still water; the camera tracks sideways."""
    rng = np.random.default_rng(seed)
    wide = width + round(width * 0.10)
    shore = round(height * 0.70)
    above = vertical_gradient(shore, wide, sky)
    haze = clouds(rng, shore, wide, (height * 0.12, width * 0.4))
    above = light(above, np.clip((haze - 0.45) * 1.2, 0, 0.35), glow_colour)
    above = light(above, 0.75 * glow(shore, wide, (wide * 0.42, shore), height * 0.42, 1.8), glow_colour)
    panorama = to_picture(above, rng)
    lights = np.zeros_like(panorama)
    for near in (0.0, 0.45, 1.0):
        _buildings(rng, panorama, lights, near, sky[-1][1])
    bloom = cv2.GaussianBlur(lights, (0, 0), height * 0.010)
    panorama = cv2.add(panorama, cv2.convertScaleAbs(bloom, alpha=0.9))
    rows = height - shore
    mirror = cv2.GaussianBlur(panorama[::-1][: rows * 2], (0, 0), 1.2, sigmaY=9)
    mirror = cv2.resize(mirror, (wide, rows)).astype(np.float32)
    dark = np.linspace(0.86, 0.34, rows, dtype=np.float32)[:, None, None]
    water = np.clip(mirror * dark, 0, 255).astype(np.uint8)
    y = np.arange(rows, dtype=np.float32)[:, None]
    x = np.arange(width, dtype=np.float32)[None, :]
    size = 1.0 + 5.0 * y / rows
    across, down = np.repeat(x, rows, axis=0), np.repeat(y, width, axis=1)
    corners = vignette(height, width)

    def scene(t: float) -> Picture:
        shift = round((wide - width) * t)
        frame = np.empty((height, width, 3), np.uint8)
        frame[:shore] = panorama[:, shift : shift + width]
        swell = np.sin(y / size * 2.1 - 14 * t) + 0.6 * np.sin(y / size * 0.9 + 8 * t)
        bent = across + (swell * size * 0.9 + shift).astype(np.float32)
        frame[shore:] = cv2.remap(water, bent, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return cv2.multiply(frame, corners, scale=1 / 255)

    return scene


def _buildings(
    rng: np.random.Generator, panorama: Picture, lights: Picture, near: float, haze: Colour
) -> None:
    """A row of towers drawn onto `panorama`, their lit windows onto `lights` too.

    `near` 0 is far and pale, 1 is close, dark and full of windows.
    """
    shore, wide = panorama.shape[:2]
    height = shore / 0.70
    dark = np.array((10, 12, 26), np.float32)
    body = dark * (0.35 + 0.65 * near) + np.array(haze, np.float32) * 0.65 * (1 - near)
    x = -20.0
    while x < wide:
        breadth = height * rng.uniform(0.045, 0.115) * (0.7 + 0.5 * near)
        middle = np.exp(-(((x / wide - 0.42) / 0.33) ** 2))
        tall = height * (0.10 + rng.random() ** 1.6 * 0.44 * (0.35 + 0.65 * middle)) * (1.14 - 0.34 * near)
        left, right = max(0, int(x)), min(wide, int(x + breadth))
        if right - left >= 4:
            _tower(rng, panorama, lights, (left, int(shore - tall), right, shore), body, near)
        x += breadth + height * rng.uniform(0.0, 0.02 + 0.05 * near)


LAMPS: Plane = np.array(
    [(255, 206, 128), (255, 228, 172), (255, 176, 96), (176, 220, 255), (255, 120, 190)], np.float32
)


def _tower(
    rng: np.random.Generator,
    panorama: Picture,
    lights: Picture,
    box: tuple[int, int, int, int],
    body: Plane,
    near: float,
) -> None:
    """One tower, a mast on some, and its windows; it hides the lights behind it."""
    left, top, right, foot = box
    rows, height = foot - top, foot / 0.70
    fade = np.linspace(0.75, 1.25, rows, dtype=np.float32)[:, None, None]
    panorama[top:foot, left:right] = np.clip(body * fade, 0, 255).astype(np.uint8)
    lights[top:foot, left:right] = 0
    if rng.random() < 0.3:
        middle, thick = (left + right) // 2, max(1, round(height / 500))
        panorama[max(0, top - rows // 7) : top, middle : middle + thick] = body.astype(np.uint8)
    pitch = max(3, round(height * (0.010 + 0.007 * near)))
    pane = max(1, round(pitch * 0.5))
    share = rng.uniform(0.12, 0.5)
    lamp = LAMPS[rng.choice(len(LAMPS), p=(0.40, 0.27, 0.17, 0.12, 0.04))]
    for row in range(top + pitch, foot - pitch, pitch):
        for column in range(left + pitch // 2, right - pane, pitch):
            if rng.random() < share:
                strength = rng.uniform(0.35, 1.0) * (0.45 + 0.55 * near)
                window = np.s_[row : row + pane, column : column + pane]
                panorama[window] = np.clip(body + lamp * strength, 0, 255).astype(np.uint8)
                lights[window] = (lamp * strength).astype(np.uint8)
