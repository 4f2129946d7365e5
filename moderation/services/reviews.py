"""Reviews: a version is submitted, held or let through, and decided on."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Role, User
from channels_app.models import Version, VersionState
from channels_app.services import versions, words
from core import audit
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.events import publish_on_commit
from moderation.events import ReviewChanged
from moderation.models import ComposedRule, Decision, PolicyRevision, Review, ReviewState
from moderation.services import policy

Verdict = Literal["approve", "request_changes", "reject"]
Reason = dict[str, object]

_OUTCOMES: dict[str, ReviewState] = {
    "approve": ReviewState.APPROVED,
    "request_changes": ReviewState.CHANGES_REQUESTED,
    "reject": ReviewState.REJECTED,
}
_SUBMITTED_ALREADY = {VersionState.IN_REVIEW, VersionState.APPROVED, VersionState.PUBLISHED}


class AlreadySubmitted(Conflict):
    code = "already_submitted"
    detail = _("This version is submitted already.")


class AlreadyDecided(Conflict):
    code = "already_decided"
    detail = _("Somebody has decided this case already.")


class StaleVersion(Conflict):
    code = "stale_version"
    detail = _("This isn't the picture that is in review. Reload the case and look again.")


@transaction.atomic
def submit(version: Version, *, by: User) -> Review:
    """Ask for approval of `version`: approved at once where the policy allows, else held for a moderator.

    Raises NotFound, Forbidden (not an author of the team), Invalid (words that are refused outright),
    AlreadySubmitted, InvalidTransition (rejected or retired).
    """
    version = (
        Version.objects.select_for_update(of=("self",))
        .select_related("artwork__channel", "blob")
        .get_or_denied(by, Role.AUTHOR, pk=version.pk)
    )
    if version.state in _SUBMITTED_ALREADY:
        raise AlreadySubmitted
    texts = texts_of(version)
    words.refuse_forbidden(texts)
    versions.submit_for_review(version, by=by)
    in_force = policy.current()
    reasons = _reasons(version, texts, in_force)
    review = Review.objects.create(
        version=version,
        sha256=version.blob_id,
        reasons=reasons,
        signals={"painter": version.painter, "ai_painted": version.ai_painted, **version.signals},
        policy=in_force if not in_force._state.adding else None,
        submitted_by=by,
    )
    audit.record("review.open", review, by=by, team_id=version.team_id, version=str(version.pk))
    if reasons and not _approved_by_a_human_before(version):
        _tell(review)
    else:
        versions.approve(version, by=None)
        _close(review, ReviewState.APPROVED, by=None, reason="", note="")
    return review


@transaction.atomic
def decide(
    review: Review, verdict: Verdict, *, by: User, sha256: str, reason: str = "", note: str = ""
) -> Review:
    """Close a case. `sha256` says which picture the moderator saw; `reason` is told to the team.

    Raises Forbidden (not a moderator, or the version is of one's own team), NotFound, AlreadyDecided,
    StaleVersion, Invalid (no reason for a refusal).
    """
    if not by.is_moderator:
        raise Forbidden(_("Only moderators decide on reviews."))
    found = (
        Review.objects.select_for_update(of=("self",))
        .select_related("version__artwork__channel")
        .filter(pk=review.pk)
        .first()
    )
    if found is None:
        raise NotFound
    version = found.version
    if Membership.objects.filter(user=by, team=version.team_id).exists():
        raise Forbidden(_("Nobody decides on their own team's picture. Leave it to another moderator."))
    if found.state != ReviewState.OPEN:
        raise AlreadyDecided
    if sha256 != found.sha256 or sha256 != version.blob_id:
        raise StaleVersion
    reason, note = " ".join(reason.split()), note.strip()
    if verdict != "approve" and not reason:
        raise Invalid(fields={"reason": ("required", _("Say why: the team will read it."))})
    _move(version, verdict, by=by, reason=reason, note=note)
    _close(found, _OUTCOMES[verdict], by=by, reason=reason, note=note)
    return found


def texts_of(version: Version) -> dict[str, str]:
    """Everything a person wrote that is in the picture or led to it, by field."""
    brief = version.recipe.get("brief") or {}
    wishes = version.recipe.get("wishes") or {}
    texts = {
        "headline": version.headline,
        "kicker": brief.get("kicker", ""),
        "prompt": brief.get("prompt", ""),
        "text": wishes.get("text", ""),
    }
    # Words that somebody put into the design by hand stand in no brief.
    for place, layer in enumerate(version.design.get("layers") or ()):
        if layer.get("text") != version.headline:
            texts[f"layer {place + 1}"] = layer.get("text")
    return {field: text for field, text in texts.items() if isinstance(text, str) and text}


def _reasons(version: Version, texts: dict[str, str], in_force: PolicyRevision) -> list[Reason]:
    """Why a human must look; empty when nobody need."""
    reasons: list[Reason] = []
    if version.ai_painted:
        reasons.append({"code": "ai_painted"})
    elif in_force.composed == ComposedRule.HOLD:
        reasons.append({"code": "policy_holds_all"})
    reasons.extend(
        {"code": "held_words", "field": found.field, "category": found.category, "word": found.word}
        for found in words.screen_words(texts)
    )
    return reasons


def _approved_by_a_human_before(version: Version) -> bool:
    """Whether the last human decision about these very bytes, for this team, was to approve them."""
    last = (
        Decision.objects.filter(
            review__sha256=version.blob_id,
            review__version__artwork__channel__team=version.team_id,
            decided_by__isnull=False,
        )
        .order_by("-created_at")
        .first()
    )
    return last is not None and last.outcome == ReviewState.APPROVED


def _move(version: Version, verdict: Verdict, *, by: User, reason: str, note: str) -> None:
    if verdict == "approve":
        versions.approve(version, by=by, reason=reason, note=note)
    elif verdict == "request_changes":
        versions.request_changes(version, by=by, reason=reason, note=note)
    else:
        versions.reject(version, by=by, reason=reason, note=note)


def _close(review: Review, outcome: ReviewState, *, by: User | None, reason: str, note: str) -> None:
    Decision.objects.create(review=review, outcome=outcome, reason=reason, note=note, decided_by=by)
    review.state = outcome
    review.save(update_fields=["state"])
    team_id = review.version.team_id
    audit.record(f"review.{outcome}", review, by=by, team_id=team_id, sha256=review.sha256, reason=reason)
    _tell(review)


def _tell(review: Review) -> None:
    publish_on_commit(ReviewChanged(review_id=review.pk, version_id=review.version_id, state=review.state))
