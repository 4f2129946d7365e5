"""What there is to say about words before they are set: too many of them, and those a team avoids."""

from __future__ import annotations

import re

from studio.brand.speech import avoided_in
from studio.design.document import BadgeLayer, Design, TextLayer
from studio.values import ArtworkKind, Finding

# A cover is read in a glance: about so many words, and so many at the most.
EASY_WORDS: dict[ArtworkKind, int] = {"cover": 9, "banner": 14, "avatar": 2}
MOST_WORDS: dict[ArtworkKind, int] = {"cover": 14, "banner": 22, "avatar": 4}
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def check_words(design: Design, avoided: tuple[str, ...]) -> list[Finding]:
    """Findings about the words themselves. They are the author's: no fix changes them."""
    findings = []
    headlines = [text for text in design.texts() if text.visible and text.role != "kicker"]
    count = sum(len(words_of(text.text)) for text in headlines)
    easy, most = EASY_WORDS[design.kind], MOST_WORDS[design.kind]
    if headlines and count > easy:
        severity = "warning" if count > most else "info"
        longest = max(headlines, key=lambda text: len(text.text))
        findings.append(
            Finding(
                code="too_many_words", severity=severity, value=count, limit=easy, box=longest.box,
                layer=longest.id,
            )
        )  # fmt: skip
    for layer in design.layers:
        if isinstance(layer, TextLayer | BadgeLayer) and layer.visible:
            for word in avoided_in(layer.text, avoided):
                findings.append(
                    Finding(
                        code="avoided_word", severity="warning", value=word, box=layer.box, layer=layer.id
                    )
                )
    return findings


def words_of(text: str) -> list[str]:
    return WORD.findall(text)
