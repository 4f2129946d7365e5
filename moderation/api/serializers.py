"""What reviews and the policy look like in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from channels_app.api.serializers import ProblemTextSerializer, VersionSerializer
from channels_app.models import Channel, Video
from moderation.models import ComposedRule, Decision, PolicyRevision, Review, ReviewState
from moderation.reasons import reason_text


class ReviewChannelSerializer(serializers.ModelSerializer[Channel]):
    class Meta:
        model = Channel
        fields = ["id", "title", "platform"]


class ReviewTeamSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class ReviewVideoSerializer(serializers.ModelSerializer[Video]):
    class Meta:
        model = Video
        fields = ["id", "title"]


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A moderation case about one version."""

    state = serializers.ChoiceField(ReviewState.choices)
    version = VersionSerializer()
    channel = ReviewChannelSerializer(source="version.artwork.channel")
    team = ReviewTeamSerializer(source="version.artwork.channel.team")
    video = ReviewVideoSerializer(source="version.artwork.video", allow_null=True)
    submitted_by = PersonSerializer(allow_null=True)
    submitted_at = serializers.DateTimeField(source="created_at")
    reasons = serializers.SerializerMethodField()
    signals = serializers.DictField(help_text="what the painter and scorers say, by name")
    decided_by = serializers.SerializerMethodField()
    decided_at = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = [
            "id", "state", "version", "channel", "team", "video", "submitted_by", "submitted_at", "reasons",
            "signals", "decided_by", "decided_at", "reason", "note",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ProblemTextSerializer(many=True))
    def get_reasons(self, review: Review) -> list[dict[str, str]]:
        return [{"code": reason["code"], "text": reason_text(reason)} for reason in review.reasons]

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_decided_by(self, review: Review) -> Any:
        decision = _decision(review)
        person = decision.decided_by if decision else None
        return PersonSerializer(person).data if person else None

    def get_decided_at(self, review: Review) -> datetime | None:
        decision = _decision(review)
        return decision.created_at if decision else None

    def get_reason(self, review: Review) -> str:
        decision = _decision(review)
        return decision.reason if decision else ""

    def get_note(self, review: Review) -> str:
        decision = _decision(review)
        return decision.note if decision else ""


def _decision(review: Review) -> Decision | None:
    """The last decision, out of those loaded with the review."""
    return max(review.decisions.all(), key=lambda decision: decision.created_at, default=None)


class DecideSerializer(serializers.Serializer[Any]):
    """A decision, bound to the picture that was seen."""

    sha256 = serializers.CharField(max_length=64, help_text="of the version as shown")
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class PolicySerializer(serializers.ModelSerializer[PolicyRevision]):
    """What is held, and which words the operator adds to the site's lists (`word`, `beginning*`)."""

    composed = serializers.ChoiceField(
        ComposedRule.choices, help_text="composed pictures with harmless words: approve at once, or hold"
    )
    held_words = serializers.ListField(child=serializers.CharField(max_length=100), max_length=2000)
    refused_words = serializers.ListField(child=serializers.CharField(max_length=100), max_length=2000)
    changed_at = serializers.SerializerMethodField()
    changed_by = PersonSerializer(source="created_by", allow_null=True, read_only=True)

    class Meta:
        model = PolicyRevision
        fields = ["composed", "held_words", "refused_words", "changed_at", "changed_by"]

    def get_changed_at(self, policy: PolicyRevision) -> datetime | None:
        return None if policy._state.adding else policy.created_at
