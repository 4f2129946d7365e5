"""What the check found and how a picture scores, in the words of whoever reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from channels_app import check_sentences, problems
from channels_app.api.serializers import FindingSerializer
from generation.api.digests import BoxSerializer


class DrawnFindingSerializer(FindingSerializer):
    """A finding, and where in the picture it is."""

    box = BoxSerializer(allow_null=True)


class ScorePartSerializer(serializers.Serializer[Any]):
    """One part of a score: `share` (0..1) of its `weight` is reached; the weights add up to 100."""

    name = serializers.CharField()
    title = serializers.CharField()
    weight = serializers.FloatField()
    share = serializers.FloatField()
    text = serializers.CharField(help_text="what was measured, in the language of the request")


class BrandScoreSerializer(serializers.Serializer[Any]):
    """How well a picture keeps to the team's look; null where the team asks for nothing."""

    total = serializers.IntegerField(help_text="0..100")
    parts = ScorePartSerializer(many=True)


def finding_told(found: Mapping[str, Any]) -> dict[str, Any]:
    """A stored `studio.values.Finding`."""
    return problems.finding_told(found) | {"box": found.get("box")}


def score_told(score: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A stored `studio.check.score.BrandScore`."""
    if score is None:
        return None
    return {
        "total": score["total"],
        "parts": [
            {
                "name": part["name"],
                "title": check_sentences.part_text(part["name"]),
                "weight": part["weight"],
                "share": part["share"],
                "text": check_sentences.score_text(part["code"], part.get("value"), part.get("limit")),
            }
            for part in score["parts"]
        ],
    }
