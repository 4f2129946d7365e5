"""What a person changed in a brief, laid over what was written."""

from __future__ import annotations

from studio.brief.headline import HEADLINE_LIMIT, cut_at_word, drawable
from studio.brief.looks import STYLES_BY_MOOD
from studio.values import Brief, BriefEdits, BriefField, HeadlineOption, Swatch, WordSource

_FACES = {"yes": True, "no": False, "any": None}
_PLAIN: tuple[BriefField, ...] = ("keywords", "mood", "subject", "prompt", "negative", "still")


def with_edits(brief: Brief, edits: BriefEdits | None) -> Brief:
    """The brief with the edits in place of what was written, each marked as the person's own.

    The author's headline among the wishes stays before an edited one: it was typed later.
    """
    if edits is None:
        return brief
    changes: dict[str, object] = {}
    touched: list[BriefField] = []
    for name in _PLAIN:
        if (value := getattr(edits, name)) is not None:
            changes[name] = value
            touched.append(name)
    if edits.palette is not None:
        share = 1 / max(1, len(edits.palette))
        changes["palette"] = tuple(Swatch(hex=colour, share=share) for colour in edits.palette)
        touched.append("palette")
    if edits.wants_face is not None:
        changes["wants_face"] = _FACES[edits.wants_face]
        touched.append("wants_face")
    if edits.kicker is not None:
        changes["kicker"] = drawable(edits.kicker)[0]
        touched.append("kicker")
    if edits.mood is not None and len(brief.styles) > 1:
        changes["styles"] = STYLES_BY_MOOD[edits.mood]
    own = brief.sources.get("headline", ())
    if edits.headline is not None and not any(source.kind == "wishes" for source in own):
        text = cut_at_word(drawable(edits.headline)[0], HEADLINE_LIMIT)
        source = _source(edits, "headline")
        changes["headline"] = text
        rest = tuple(option for option in brief.headlines if option.text.lower() != text.lower())
        changes["headlines"] = (HeadlineOption(text=text, source=source[0]), *rest) if text else rest
        touched.append("headline")
    sources = brief.sources | {name: _source(edits, name) for name in touched}
    return brief.model_copy(update={**changes, "sources": sources})


def _source(edits: BriefEdits, name: BriefField) -> tuple[WordSource, ...]:
    return edits.sources.get(name) or (WordSource(kind="edit"),)


def laid_over(below: BriefEdits | None, above: BriefEdits | None) -> BriefEdits | None:
    """Both edits in one; where both change a field, `above` holds."""
    if below is None or above is None:
        return above or below
    fields = BriefEdits.model_fields.keys() - {"schema_version", "sources"}
    later = {name: value for name in fields if (value := getattr(above, name)) is not None}
    kept = {name: source for name, source in below.sources.items() if name not in later}
    return below.model_copy(update={**later, "sources": kept | above.sources})
