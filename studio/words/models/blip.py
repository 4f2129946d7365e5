"""Captions of stills by BLIP (Li et al., 2022), loaded from the store of models."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from transformers import BertTokenizer, BlipForConditionalGeneration, BlipImageProcessorPil

from studio.models.store import Installed
from studio.values import Caption, Still
from studio.words.models.loading import BROKEN, device_for, dtype_on, loaded, unusable

BATCH = 4
BEAMS, TOKENS = 3, 32
CAPTION_LIMIT = 160
_BEGINNING = re.compile(
    r"^(?:there (?:is|are)|this is|an? (?:image|picture|photo(?:graph)?|close[- ]up) of) "
)


def describe(
    model: Installed,
    stills: Sequence[Still],
    folder: Path,
    *,
    check: Callable[[float], None] = lambda fraction: None,
) -> tuple[Caption, ...]:
    """What the stills in `folder` show, in English; a still that can't be read, or says nothing, has none.

    `check` hears the share that is done and may raise to stop. Raises UnusableWords.
    """
    device = device_for(model)
    dtype = dtype_on(device)
    try:
        processor = BlipImageProcessorPil.from_pretrained(model.folder, local_files_only=True)
        tokenizer = BertTokenizer.from_pretrained(model.folder, local_files_only=True)
    except BROKEN as error:
        raise unusable(model, error) from error
    found: list[Caption] = []
    with loaded(model, BlipForConditionalGeneration, device, dtype) as network:
        for start in range(0, len(stills), BATCH):
            check(start / len(stills))
            some = [
                (still, picture)
                for still in stills[start : start + BATCH]
                if (picture := _open(still, folder))
            ]
            if not some:
                continue
            pixels = processor([picture for _, picture in some], return_tensors="pt").pixel_values
            tokens = network.generate(
                pixel_values=pixels.to(device, dtype), num_beams=BEAMS, max_new_tokens=TOKENS
            )
            told = tokenizer.batch_decode(tokens, skip_special_tokens=True)
            found += [
                Caption(at_s=still.at_s, text=text, by=model.name)
                for (still, _), said in zip(some, told, strict=True)
                if (text := tidy(said))
            ]
    return tuple(found)


def tidy(said: str) -> str:
    """A caption without what every caption begins with, and without a word that a model got stuck on."""
    text = re.sub(r"\s+", " ", said).strip(" .,")
    text = re.sub(
        r"^(?:there (?:is|are)|this is|an? (?:image|picture|photo(?:graph)?|close[- ]up) of) ", "", text
    )
    text = re.sub(r"\b(\w+)(?: \1\b)+", r"\1", text)
    return text[:CAPTION_LIMIT].strip() if any(letter.isalpha() for letter in text) else ""


def _open(still: Still, folder: Path) -> Image.Image | None:
    try:
        with Image.open(folder / still.thumb) as image:
            return image.convert("RGB")
    except (OSError, UnidentifiedImageError):
        return None
