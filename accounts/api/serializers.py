"""People and teams as the API shows them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, TypedDict

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import ApiToken, Invitation, Membership, OutboxMessage, Role, Team, User
from accounts.storage import used_bytes

LANGUAGES = ["ru", "en"]
ROLES = [role.value for role in Role]


class NameField(serializers.CharField):
    """A name on one line: control characters are refused, outer spaces cut."""

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        if any(unicodedata.category(char).startswith("C") and char != "\u200d" for char in text):
            raise serializers.ValidationError(_("A name has no control characters."), code="invalid")
        return text


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person as others see them."""

    display_name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = User
        fields = ["id", "display_name"]


class TeamBriefSerializer(serializers.Serializer[Membership]):
    id = serializers.UUIDField(source="team_id")
    name = serializers.CharField(source="team.name")
    role = serializers.ChoiceField(ROLES)


class MeSerializer(serializers.ModelSerializer[User]):
    """The signed-in person."""

    display_name = NameField(max_length=80, allow_blank=True, required=False)
    language = serializers.ChoiceField(LANGUAGES, required=False)
    is_operator = serializers.BooleanField(source="is_staff", read_only=True)
    teams = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "email", "display_name", "language", "is_moderator", "is_operator", "teams"]
        read_only_fields = ["email", "is_moderator"]

    @extend_schema_field(TeamBriefSerializer(many=True))
    def get_teams(self, user: User) -> Any:
        rows = user.memberships.select_related("team").order_by("team__name", "team_id")
        return [TeamBriefSerializer(row).data for row in rows]


class Storage(TypedDict):
    used_bytes: int
    quota_bytes: int


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A team with the role of who asks. Needs rows annotated by `with_facts`."""

    name = NameField(max_length=80)
    role = serializers.ChoiceField(ROLES, read_only=True)
    members_count = serializers.IntegerField(read_only=True)
    storage = serializers.SerializerMethodField()

    class Meta:
        model = Team
        fields = ["id", "name", "role", "members_count", "storage", "created_at"]

    def get_storage(self, team: Team) -> Storage:
        return {
            "used_bytes": used_bytes([team.pk]).get(team.pk, 0),
            "quota_bytes": settings.TEAM_QUOTA_BYTES,
        }


class MemberUserSerializer(PersonSerializer):
    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "email"]


class MemberSerializer(serializers.ModelSerializer[Membership]):
    user = MemberUserSerializer(read_only=True)
    role = serializers.ChoiceField(ROLES)
    joined_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Membership
        fields = ["id", "user", "role", "joined_at"]


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    role = serializers.ChoiceField(ROLES)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    created_by = PersonSerializer(read_only=True)
    state = serializers.ChoiceField(["open", "accepted", "expired", "revoked"], read_only=True)

    class Meta:
        model = Invitation
        fields = ["id", "role", "email", "expires_at", "created_by", "created_at", "state"]
        read_only_fields = ["expires_at"]


class NewInvitationSerializer(InvitationSerializer):
    """An invitation just made: the only time its link is shown."""

    url = serializers.CharField(read_only=True)

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "url"]


class InvitationPreviewSerializer(serializers.ModelSerializer[Invitation]):
    """What whoever holds the link may see before accepting."""

    team_name = serializers.CharField(source="team.name")
    invited_by = serializers.CharField(source="created_by.__str__")
    state = serializers.ChoiceField(["open", "accepted", "expired", "revoked"], read_only=True)

    class Meta:
        model = Invitation
        fields = ["team_name", "role", "invited_by", "expires_at", "state"]


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    name = NameField(max_length=80)
    created_at = serializers.DateTimeField(source="created", read_only=True)
    expires_at = serializers.DateTimeField(source="expiry", read_only=True, allow_null=True)
    last_used_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = ApiToken
        fields = ["id", "name", "created_at", "expires_at", "last_used_at"]


class NewTokenRequestSerializer(serializers.Serializer[ApiToken]):
    name = NameField(max_length=80)
    days = serializers.IntegerField(
        min_value=1,
        max_value=3650,
        required=False,
        allow_null=True,
        help_text="lives this long; null: for ever",
    )


class NewTokenSerializer(TokenSerializer):
    """A token just made: the only time the token itself is shown."""

    token = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


# A line of its own that is a code: six or more digits or capitals, maybe with a dash in the middle.
_CODE = re.compile(r"^[ \t]*([A-Z0-9]{3,8}-?[A-Z0-9]{3,8})[ \t]*$", re.MULTILINE)


class OutboxMessageSerializer(serializers.ModelSerializer[OutboxMessage]):
    sent_at = serializers.DateTimeField(source="created_at", read_only=True)
    code = serializers.SerializerMethodField(help_text="the code to type in, if the message brings one")

    class Meta:
        model = OutboxMessage
        fields = ["id", "to", "subject", "body", "sent_at", "code"]

    def get_code(self, message: OutboxMessage) -> str | None:
        found = _CODE.search(message.body)
        return found[1] if found else None


class OutboxSerializer(serializers.Serializer[object]):
    results = OutboxMessageSerializer(many=True)
