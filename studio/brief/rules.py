"""The rule-based writer: always there, quick, and it makes nothing up."""

from __future__ import annotations

from collections.abc import Sequence

from studio.brief.channel import ChannelDigest, channel_digest
from studio.brief.edits import with_edits
from studio.brief.headline import drawable, split_title, wished_headline
from studio.brief.looks import (
    STYLES_BY_MOOD,
    is_understood,
    merged_palette,
    mood_of,
    wished_colour,
    wished_style,
)
from studio.brief.options import headline_options
from studio.brief.prompt import SURE_FACE, Told, negative_of, prompt_of, still_at, subject_of
from studio.values import (
    ArtworkKind,
    Brand,
    Brief,
    BriefField,
    Digest,
    HeadlineOption,
    Mood,
    Still,
    StillPick,
    Swatch,
    VideoWords,
    Wishes,
    WordSource,
)
from studio.words.keywords import Keyword, find_keywords
from studio.words.orders import about_the_video

KICKER_LIMIT = 28
KEYWORDS = 8


class RuleWriter:
    """Headlines from title and talk, kicker from its number or a tag, mood from words and colours."""

    name = "rules"

    def write(
        self,
        kind: ArtworkKind,
        wishes: Wishes,
        words: Sequence[VideoWords],
        digests: Sequence[Digest],
        language: str,
        brand: Brand | None = None,
    ) -> Brief:
        words = [about_the_video(entry) for entry in words]
        own, notices = wished_headline(wishes.headline)
        channel = channel_digest(digests, words) if kind != "cover" and len(words) > 1 else None
        keywords = _keywords(words, channel)
        options = _with_own(own, headline_options(kind, words, keywords, language))
        headline = options[0].text if options else ""
        if not own and words and kind == "cover":
            notices += drawable(words[0].title)[1]
        kicker, kicker_source = kicker_for(words[0], headline) if words and kind == "cover" else ("", None)
        palette, colours = _palette(channel.palette if channel else merged_palette(digests), brand)
        mood = _mood(wishes, words, palette, brand)
        style = wishes.style or wished_style(wishes.text)
        if wishes.text.strip():
            notices.append("wish_text_partly_used" if is_understood(wishes.text) else "wish_text_unused")
        pick = pick_still(kind, wishes.face, digests)
        still = still_at(digests, pick)
        subject = subject_of(still, pick, words)
        prompt = prompt_of(
            kind, subject=subject, keywords=keywords, mood=mood, style=style, palette=palette,
            wish=wishes.text, still=still,
        )  # fmt: skip
        negative = negative_of(wishes.face)
        if prompt.left_out:
            notices.append("prompt_words_left_out")
        brief = Brief(
            kind=kind,
            headline=headline,
            headlines=options,
            kicker=kicker,
            keywords=tuple(keyword.text for keyword in keywords),
            mood=mood[0],
            styles=(style,) if style else STYLES_BY_MOOD[mood[0]],
            palette=palette,
            wants_face=wishes.face,
            still=pick,
            subject=subject[0],
            prompt=prompt.text,
            negative=negative.text,
            writer=self.name,
            sources=_sources(
                options,
                kicker_source,
                keywords,
                mood[1],
                palette,
                colours,
                pick,
                subject[1],
                prompt,
                negative,
                wishes,
            ),
            notices=tuple(dict.fromkeys(notices)),
        )
        return with_edits(brief, wishes.brief)


def pick_still(kind: ArtworkKind, face: bool | None, digests: Sequence[Digest]) -> StillPick | None:
    """The best still of the most important video that has what is wished for; None where there is none."""
    wants = True if kind == "avatar" and face is None else face
    best: StillPick | None = None
    for video, digest in enumerate(digests):
        ranked = sorted(digest.stills, key=lambda still: (-still.score, still.rank))
        for still in ranked:
            pick = StillPick(video=video, rank=still.rank, at_s=still.at_s)
            if wants is None or _has_face(still) is wants:
                return pick
            best = best or pick
    return best


def kicker_for(words: VideoWords, headline: str) -> tuple[str, WordSource | None]:
    """The episode as the title writes it, else a tag that the headline does not say already."""
    _, episode = split_title(words.title)
    if episode and episode.lower() not in headline.lower():
        return drawable(episode)[0], WordSource(kind="title")
    for tag in words.tags:
        text = drawable(tag.lstrip("#").replace("_", " "))[0]
        if 2 < len(text) <= KICKER_LIMIT and text.lower() not in headline.lower():
            return text, WordSource(kind="tags")
    return "", None


def _has_face(still: Still) -> bool:
    return any(face.score >= SURE_FACE for face in still.faces)


def _with_own(own: str, options: tuple[HeadlineOption, ...]) -> tuple[HeadlineOption, ...]:
    """The author's own headline before those that were found."""
    if not own:
        return options
    rest = tuple(option for option in options if option.text.lower() != own.lower())
    return (HeadlineOption(text=own, source=WordSource(kind="wishes")), *rest)


def _keywords(words: Sequence[VideoWords], channel: ChannelDigest | None) -> tuple[Keyword, ...]:
    """What the videos are about; of several what they share first."""
    found = find_keywords(words, KEYWORDS)
    if channel is None:
        return found
    shared = [Keyword(topic.text, 1.0, topic.source) for topic in channel.topics]
    known = {keyword.text.lower() for keyword in shared}
    return (*shared, *(keyword for keyword in found if keyword.text.lower() not in known))[:KEYWORDS]


def _palette(shown: tuple[Swatch, ...], brand: Brand | None) -> tuple[tuple[Swatch, ...], WordSource]:
    """The brand's colours where it has some, else those of the videos."""
    if brand is not None and brand.palette:
        share = 1 / len(brand.palette)
        return tuple(Swatch(hex=colour, share=share) for colour in brand.palette), WordSource(kind="brand")
    return shown, WordSource(kind="colours")


def _mood(
    wishes: Wishes, words: Sequence[VideoWords], palette: tuple[Swatch, ...], brand: Brand | None
) -> tuple[Mood, WordSource]:
    found = mood_of(wishes, words, palette)
    if brand is not None and brand.mood is not None and found[1].kind != "wishes":
        return brand.mood, WordSource(kind="brand")
    return found


def _sources(
    options: tuple[HeadlineOption, ...],
    kicker: WordSource | None,
    keywords: Sequence[Keyword],
    mood: WordSource,
    palette: tuple[Swatch, ...],
    colours: WordSource,
    pick: StillPick | None,
    subject: WordSource | None,
    prompt: Told,
    negative: Told,
    wishes: Wishes,
) -> dict[BriefField, tuple[WordSource, ...]]:
    found: dict[BriefField, tuple[WordSource | None, ...]] = {
        "headline": (options[0].source if options else None,),
        "kicker": (kicker,),
        "keywords": tuple(keyword.source for keyword in keywords),
        "mood": (mood,),
        "palette": (colours if palette else None,),
        "wants_face": (None if wishes.face is None else WordSource(kind="wishes"),),
        "subject": (subject,),
        "prompt": tuple(prompt.sources),
        "negative": tuple(negative.sources),
        "still": (WordSource(kind="frame", video=pick.video, at_s=pick.at_s) if pick else None,),
    }
    return {
        name: known
        for name, sources in found.items()
        if (known := tuple(dict.fromkeys(source for source in sources if source is not None)))
    }


__all__ = ["RuleWriter", "kicker_for", "pick_still", "wished_colour", "wished_style"]
