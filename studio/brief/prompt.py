"""What painters are told: subject, prompt and negative prompt, in English, part by part with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.brief.english import in_english, things_seen
from studio.brief.looks import colour_names
from studio.values import (
    ArtworkKind,
    Digest,
    Mood,
    Still,
    StillPick,
    StyleName,
    Swatch,
    VideoWords,
    WordSource,
)
from studio.words.keywords import Keyword
from studio.words.language import is_cyrillic, words_of

KEYWORDS_TOLD = 5
# A caption tells of a still that is no further away than this.
SAME_MOMENT_S = 0.75
CLOSE_UP, HALF_BODY = 0.10, 0.02
SURE_FACE, SMILING = 0.5, 0.6
PROMPT_LIMIT = 600

MOOD_WORDS: dict[Mood, str] = {
    "calm": "calm and quiet mood", "bold": "bold and striking", "warm": "warm cosy light",
    "cold": "cold crisp light", "dark": "dark dramatic low-key light", "bright": "bright cheerful light",
}  # fmt: skip
STYLE_WORDS: dict[StyleName, str] = {
    "natural": "natural photograph", "cinematic": "cinematic film still", "noir": "black and white film noir",
    "duotone": "two-colour duotone print", "comic": "comic book illustration with ink outlines",
    "watercolour": "watercolour painting on paper",
}  # fmt: skip
KIND_WORDS: dict[ArtworkKind, str] = {
    "cover": "wide composition with one clear subject", "avatar": "centred, plain background",
    "banner": "wide panoramic composition with the subject in the middle",
}  # fmt: skip
_ROOM = {
    "room_left": "empty space on the left", "room_right": "empty space on the right",
    "room_top": "empty space at the top", "room_bottom": "empty space at the bottom",
}  # fmt: skip
# The headline is set over the picture, so that letters in it only disturb.
NEGATIVE = "text, letters, watermark, logo, signature, blurry, low quality, deformed hands, extra fingers"
WITHOUT_PEOPLE = "people, faces"


@dataclass
class Told:
    """Text for a painter in parts, and where each comes from."""

    parts: list[str] = field(default_factory=list)
    sources: list[WordSource] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, text: str, *sources: WordSource) -> None:
        """Take a part in, unless it says nothing or was said."""
        if text and text.lower() not in (part.lower() for part in self.parts):
            self.parts.append(text)
            self.sources.extend(source for source in sources if source not in self.sources)

    @property
    def text(self) -> str:
        joined = ", ".join(self.parts)
        return joined if len(joined) <= PROMPT_LIMIT else joined[:PROMPT_LIMIT].rpartition(",")[0]


def still_at(digests: Sequence[Digest], pick: StillPick | None) -> Still | None:
    """The still that a pick means."""
    if pick is None or not 0 <= pick.video < len(digests):
        return None
    return next((still for still in digests[pick.video].stills if still.rank == pick.rank), None)


def subject_of(
    still: Still | None, pick: StillPick | None, words: Sequence[VideoWords]
) -> tuple[str, WordSource | None]:
    """Who or what the chosen still shows: as a captioner saw it, else as faces were measured; "" unknown."""
    if still is None or pick is None:
        return "", None
    if pick.video < len(words):
        near = [one for one in words[pick.video].captions if abs(one.at_s - still.at_s) <= SAME_MOMENT_S]
        if near:
            best = min(near, key=lambda one: abs(one.at_s - still.at_s))
            return best.text, WordSource(kind="caption", video=pick.video, at_s=best.at_s)
    source = WordSource(kind="frame", video=pick.video, at_s=still.at_s)
    faces = [face for face in still.faces if face.score >= SURE_FACE]
    if not faces:
        return "", None
    largest = max(faces, key=lambda face: face.box.area)
    who = "person" if len(faces) == 1 else ("two people" if len(faces) == 2 else "a group of people")
    if len(faces) == 1:
        smiling = "smiling " if (largest.smile or 0) >= SMILING else ""
        who = f"a {smiling}{who}"
    if largest.box.area > CLOSE_UP:
        return f"close-up portrait of {who}", source
    if largest.box.area > HALF_BODY:
        return f"{who}, seen from the waist up", source
    return f"{who} in the distance", source


def prompt_of(
    kind: ArtworkKind,
    *,
    subject: tuple[str, WordSource | None],
    keywords: Sequence[Keyword],
    mood: tuple[Mood, WordSource],
    style: StyleName | None,
    palette: Sequence[Swatch],
    wish: str,
    still: Still | None,
) -> Told:
    """The prompt, the most important first: models that read little read the beginning."""
    told = Told()
    if subject[1] is not None:
        told.add(subject[0], subject[1])
    _add_wish(told, wish)
    for keyword in keywords[:KEYWORDS_TOLD]:
        english = in_english(keyword.text)
        if english is None:
            told.left_out.append(keyword.text)
        else:
            told.add(english, keyword.source)
    always = WordSource(kind="rule")
    if style is not None:
        told.add(STYLE_WORDS[style], WordSource(kind="wishes"))
    told.add(MOOD_WORDS[mood[0]], mood[1])
    if names := colour_names(palette):
        told.add(f"{' and '.join(names)} tones", WordSource(kind="colours"))
    told.add(KIND_WORDS[kind], always)
    room = next((_ROOM[reason.code] for reason in still.reasons if reason.code in _ROOM), "") if still else ""
    if kind == "cover":
        told.add(room, always)
    return told


def _add_wish(told: Told, wish: str) -> None:
    """A wish in English as it is written; of a Russian one what we know the English of."""
    wish = " ".join(wish.split())
    if not wish:
        return
    source = WordSource(kind="wishes")
    if any(is_cyrillic(word) for word in words_of(wish)):
        told.add(" ".join(things_seen(wish)), source)
    else:
        told.add(wish.rstrip(".,;"), source)


def negative_of(wants_face: bool | None) -> Told:
    told = Told()
    told.add(NEGATIVE, WordSource(kind="rule"))
    if wants_face is False:
        told.add(WITHOUT_PEOPLE, WordSource(kind="wishes"))
    return told
