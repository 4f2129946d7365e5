"""What mends a finding at one click. A fix is believed only when the check itself says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from studio.brand import NO_BRAND, BrandPreset
from studio.check import check_all
from studio.check.mend.case import Case
from studio.check.mend.logos import add_logo, clarify_logo, enlarge_logo, move_logo
from studio.check.mend.looks import snap_colour, zoom_out
from studio.check.mend.words import brand_font, clarify_words, enlarge_words, move_words
from studio.design.document import Design
from studio.design.legibility import Proof, proof
from studio.design.render import Darkroom
from studio.errors import InvalidRequest
from studio.values import Finding, PlatformImage

Fix = Callable[[Case], Iterator[Design]]

FIXES: Mapping[str, Fix] = {
    "move_words": move_words,
    "enlarge_words": enlarge_words,
    "clarify_words": clarify_words,
    "brand_font": brand_font,
    "snap_colour": snap_colour,
    "zoom_out": zoom_out,
    "move_logo": move_logo,
    "enlarge_logo": enlarge_logo,
    "clarify_logo": clarify_logo,
    "add_logo": add_logo,
}
MOST_TRIES = 24


def apply_fix(
    design: Design,
    finding: Finding,
    darkroom: Darkroom,
    image: PlatformImage,
    brand: BrandPreset = NO_BRAND,
) -> Design:
    """The design with what `finding` says mended, by the gentlest way after which the check no longer finds
    it and finds nothing else that was not there before. The same input gives the same design.

    Raises InvalidRequest: fix_unknown (nothing mends that by itself: words are the author's), fix_impossible
    (no way was found), no_such_layer; and what drawing raises.
    """
    fix = FIXES.get(finding.fix or "")
    if fix is None:
        raise InvalidRequest(f"nothing mends {finding.code} by itself", code="fix_unknown")
    drawn = proof(design, darkroom)
    before = _faults(drawn, darkroom, image, brand)
    mended = (finding.code, finding.layer)
    for proposal in islice(fix(Case(drawn, finding, darkroom, image, brand)), MOST_TRIES):
        after = _faults(proof(proposal, darkroom), darkroom, image, brand)
        if mended not in after and after <= before:
            return proposal
    raise InvalidRequest(f"no way was found to mend {finding.code}", code="fix_impossible")


def _faults(
    drawn: Proof, darkroom: Darkroom, image: PlatformImage, brand: BrandPreset
) -> set[tuple[str, str | None]]:
    """What the check has against a design, by code and layer."""
    found = check_all(drawn, darkroom, image, brand)
    return {(one.code, one.layer) for one in found if one.fix or one.severity != "info"}
