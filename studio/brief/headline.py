"""Headlines out of titles: nothing is invented, only left out."""

from __future__ import annotations

import re
import unicodedata

from studio import fonts
from studio.errors import InvalidRequest
from studio.words.stopwords import STOP_WORDS

# More letters than this find no layout that can set them large enough to be read in a feed.
HEADLINE_LIMIT = 70
PUNCHY_LIMIT = 46
TEXT_FACES = ("montserrat", "rubik")

_EPISODE = re.compile(
    r"""(?ix) (?: ^|[\s|·•\-–—(\[#.,:] )
    ( (?:сезон|серия|выпуск|эпизод|часть|урок|лекция|глава|день|season|episode|ep|part|lesson|chapter|day|vol)
      \.? \s* (?:№|\#)? \s* \d{1,4}
    | \d{1,4} \s* (?:-?(?:й|я|ая|ый))? \s+ (?:сезон|серия|выпуск|эпизод|часть|урок)
      | s\d{1,2}\s*e\d{1,3} | \#\d{1,4} | №\s*\d{1,4} )
    (?= $|[\s|·•\-–—)\].,:!] )"""
)
_SUFFIX = re.compile(
    r"""(?ix) \s* [\(\[] (?: official | официальн | видео | video | hd | 4k | full | премьера | клип | live
    | subtitles | субтитры ) [^\)\]]* [\)\]]"""
)
_PHRASE_END = re.compile(r"\s*(?:\s[—–|]\s|[|:;•·]\s|[.!?…]+\s|\s-\s)\s*|\s*[|•·]\s*")
_THEME = re.compile(r"^[^\s:|]{3,12}:\s[^:|]{3,30}$")
_SOFT_END = re.compile(r",\s|\s\(")
# What a camera or an encoder writes into a file's name.
_TECHNICAL = re.compile(
    r"(?i)(?<![^\W_])(?:\d{3,4}[pi]|\d{1,4}(?:s|sec|fps)|[xh]\.?26[45]|hevc|avc|4k|uhd|fullhd|hd|mp4|mov)(?![^\W_])"
)
_EDGE = " \t-–—|·•,:;"
_JOINT = _EDGE + "()[]."


def drawable(text: str) -> tuple[str, list[str]]:
    """The text without what no typeface of ours can draw, and notices (emoji_dropped, letters_dropped).

    Control and directional marks go silently; combining marks are joined to their letters first.
    """
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"\s+", " ", "".join(" " if c.isspace() else c for c in text))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    text = text.strip()
    face = min(TEXT_FACES, key=lambda name: len(fonts.undrawable(text, name)))
    missing = fonts.undrawable(text, face)
    if not missing:
        return text, []
    notices = []
    if any(_is_emoji(letter) for letter in missing):
        notices.append("emoji_dropped")
    if any(not _is_emoji(letter) for letter in missing):
        notices.append("letters_dropped")
    kept = "".join(" " if letter in missing and _is_emoji(letter) else letter for letter in text)
    kept = "".join(letter for letter in kept if letter not in missing)
    return re.sub(r"\s+", " ", kept).strip(), notices


def _is_emoji(letter: str) -> bool:
    return unicodedata.category(letter) in ("So", "Sk", "Mn", "Me") or 0x1F000 <= ord(letter) <= 0x1FAFF


def has_letters(text: str) -> bool:
    """Whether anything that can be read is left of the text once it is drawn."""
    return _lettered(drawable(text)[0])


def _lettered(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def wished_headline(text: str) -> tuple[str, list[str]]:
    """The author's own words, cut at a word where they are too long; notices say what was done.

    Raises InvalidRequest (headline_undrawable) where nothing drawable is left.
    """
    kept, notices = drawable(text)
    if text.strip() and not _lettered(kept):
        raise InvalidRequest(
            "the headline has no letters that can be drawn: use words", code="headline_undrawable"
        )
    short = cut_at_word(kept, HEADLINE_LIMIT)
    if short != kept:
        notices.append("headline_cut")
    return short, notices


def spoken(title: str) -> str:
    """A title that is still a file's name ("bunny-480p-30s") as one would say it; others as they are."""
    if " " in title.strip() or not ("_" in title or _TECHNICAL.search(title)):
        return title
    words = re.sub(r"[-_.]+", " ", _TECHNICAL.sub(" ", title))
    return re.sub(r"\s+", " ", words).strip() or title


def split_title(title: str) -> tuple[str, str]:
    """(title without episode number and suffixes, the episode as it was written)."""
    title = _SUFFIX.sub("", title)
    found = _EPISODE.search(title)
    if not found:
        return title.strip(_EDGE + "."), ""
    before, after = title[: found.start(1)].rstrip(_JOINT), title[found.end(1) :]
    rest = after.lstrip(_JOINT)
    # A mark after the number parted phrases: it parts them still.
    parted = before and rest and after.strip()[0] in _JOINT
    return f"{before}{' | ' if parted else ' '}{rest}".strip(_EDGE), found.group(1).strip()


def punchy(title: str, known_names: frozenset[str] = frozenset()) -> str:
    """A headline out of a title: its strongest phrase, not longer than a glance.

    `known_names`: lower-case phrases such as the channel's name that say nothing new.
    """
    body, episode = split_title(spoken(title))
    if not body:
        return episode or title.strip()
    phrases = [p.strip(_EDGE) for p in _split_keeping_marks(body)]
    phrases = [p for p in phrases if p and p.lower() not in known_names] or [body]
    headline = phrases[0]
    theme = _THEME.match(body)
    if theme and len(phrases) > 1:
        # "Кофе: тёмная сторона": neither half says it alone.
        headline = f"{phrases[0]}: {phrases[1]}"
    # A first phrase of one short word ("Влог | …") names a rubric, not the video.
    if len(headline) < 6 and len(phrases) > 1:
        headline = max(phrases[1:3], key=len)
    if len(headline) > PUNCHY_LIMIT:
        soft = _SOFT_END.split(headline)[0].strip(_EDGE)
        headline = soft if 10 <= len(soft) <= PUNCHY_LIMIT else headline
    quoted = re.search(r"[«“\"]([^»”\"]{6,40})[»”\"]", headline)
    if len(headline) > PUNCHY_LIMIT and quoted:
        headline = quoted.group(1)
    headline = _close_quotes(cut_at_word(headline, HEADLINE_LIMIT))
    return headline[:1].upper() + headline[1:] if headline[:2].islower() else headline


def phrases_of(title: str) -> list[str]:
    """The phrases of a title, without its episode number, in order."""
    body, _ = split_title(spoken(title))
    return [phrase for one in _split_keeping_marks(body) if (phrase := _close_quotes(one.strip(_EDGE)))]


def _split_keeping_marks(body: str) -> list[str]:
    """Phrases; question and exclamation marks stay with theirs."""
    phrases, start = [], 0
    for match in _PHRASE_END.finditer(body):
        marks = re.match(r"\s*[!?…]+", match.group())
        phrases.append(body[start : match.start()] + (marks.group().strip() if marks else ""))
        start = match.end()
    return [*phrases, body[start:]]


def _close_quotes(text: str) -> str:
    """Give quotes and brackets that lost their partner back, or drop them."""
    for opening, closing in ("«»", "“”", "()", "[]"):
        if text.count(opening) == text.count(closing) + 1:
            text += closing
        elif text.count(opening) != text.count(closing):
            text = text.replace(opening, "").replace(closing, "")
    return text.replace('"', "") if text.count('"') % 2 else text


def cut_at_word(text: str, limit: int) -> str:
    """At most `limit` letters, cut at a word with an ellipsis; one giant word is cut inside.

    Words that only lead to the next one ("with a", "и в") are not left dangling.
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = head.rfind(" ")
    if at > limit * 0.4:
        words = head[:at].split()
        while len(words) > 1 and words[-1].lower() in STOP_WORDS:
            words.pop()
        head = " ".join(words)
    return head.rstrip(_EDGE + ".!?") + "…"
