"""Teams, their members, and invitations into them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.api.serializers import (
    InvitationPreviewSerializer,
    InvitationSerializer,
    MemberSerializer,
    NewInvitationSerializer,
    TeamSerializer,
)
from accounts.models import Invitation, Membership, Role, Team
from accounts.services import invitations, teams
from core.api import actor


def _shown(team_id: uuid.UUID, request: Request) -> dict[str, Any]:
    user = actor(request)
    team = Team.objects.with_facts(user).get_or_denied(user, Role.VIEWER, pk=team_id)
    return dict(TeamSerializer(team).data)


@extend_schema_view(get=extend_schema(operation_id="teams", tags=["teams"]))
class TeamsView(generics.ListAPIView[Team]):
    """The teams one is a member of."""

    queryset = Team.objects.none()
    serializer_class = TeamSerializer

    def get_queryset(self) -> QuerySet[Team]:
        user = actor(self.request)
        return Team.objects.visible_to(user).with_facts(user)

    @extend_schema(
        operation_id="teamCreate", request=TeamSerializer, responses={201: TeamSerializer}, tags=["teams"]
    )
    def post(self, request: Request) -> Response:
        """Make a team and own it."""
        form = TeamSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        team = teams.create_team(form.validated_data["name"], by=actor(request))
        return Response(_shown(team.pk, request), status=status.HTTP_201_CREATED)


class TeamView(APIView):
    @extend_schema(operation_id="team", responses=TeamSerializer, tags=["teams"])
    def get(self, request: Request, team_id: uuid.UUID) -> Response:
        """One team."""
        return Response(_shown(team_id, request))

    @extend_schema(
        operation_id="teamUpdate", request=TeamSerializer, responses=TeamSerializer, tags=["teams"]
    )
    def patch(self, request: Request, team_id: uuid.UUID) -> Response:
        """Rename a team (owners)."""
        Team.objects.get_or_denied(actor(request), Role.OWNER, pk=team_id)
        form = TeamSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        if "name" in form.validated_data:
            teams.rename_team(team_id, form.validated_data["name"], by=actor(request))
        return Response(_shown(team_id, request))

    @extend_schema(operation_id="teamDelete", responses={204: None}, tags=["teams"])
    def delete(self, request: Request, team_id: uuid.UUID) -> Response:
        """Delete a team that owns nothing any more (owners)."""
        teams.delete_team(team_id, by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(get=extend_schema(operation_id="members", tags=["teams"]))
class MembersView(generics.ListAPIView[Membership]):
    """A team's members, longest first."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Membership]:
        team = Team.objects.get_or_denied(actor(self.request), Role.VIEWER, pk=self.kwargs["team_id"])
        return Membership.objects.filter(team=team).select_related("user")


class MemberView(APIView):
    @extend_schema(
        operation_id="memberUpdate", request=MemberSerializer, responses=MemberSerializer, tags=["teams"]
    )
    def patch(self, request: Request, team_id: uuid.UUID, member_id: uuid.UUID) -> Response:
        """Change a member's role (owners). 409 `last_owner` when nobody would be left to own the team."""
        Team.objects.get_or_denied(actor(request), Role.OWNER, pk=team_id)
        form = MemberSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        role = Role(form.validated_data["role"])
        membership = teams.change_role(team_id, member_id, role, by=actor(request))
        return Response(MemberSerializer(membership).data)

    @extend_schema(operation_id="memberRemove", responses={204: None}, tags=["teams"])
    def delete(self, request: Request, team_id: uuid.UUID, member_id: uuid.UUID) -> Response:
        """Remove a member (owners), or leave the team oneself. 409 `last_owner`."""
        teams.remove_member(team_id, member_id, by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(get=extend_schema(operation_id="invitations", tags=["teams"]))
class InvitationsView(generics.ListAPIView[Invitation]):
    """Invitations into a team (owners)."""

    queryset = Invitation.objects.none()
    serializer_class = InvitationSerializer

    def get_queryset(self) -> QuerySet[Invitation]:
        team = Team.objects.get_or_denied(actor(self.request), Role.OWNER, pk=self.kwargs["team_id"])
        return Invitation.objects.filter(team=team).select_related("created_by")

    def get_throttles(self) -> list[BaseThrottle]:
        # Each may send a mail to anybody: nobody shall do that by the thousand.
        self.throttle_scope = "invite" if self.request.method == "POST" else None
        return super().get_throttles()

    @extend_schema(
        operation_id="invitationCreate",
        request=InvitationSerializer,
        responses={201: NewInvitationSerializer},
        tags=["teams"],
    )
    def post(self, request: Request, team_id: uuid.UUID) -> Response:
        """Invite by link (owners). The link is shown once, and mailed when an address is given."""
        Team.objects.get_or_denied(actor(request), Role.OWNER, pk=team_id)
        form = InvitationSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        invitation, token = invitations.invite(
            team_id, Role(form.validated_data["role"]), form.validated_data["email"], by=actor(request)
        )
        invitation.url = invitations.link_of(token)  # type: ignore[attr-defined]  # only for this answer
        return Response(NewInvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)


class InvitationView(APIView):
    @extend_schema(operation_id="invitationRevoke", responses={204: None}, tags=["teams"])
    def delete(self, request: Request, team_id: uuid.UUID, invitation_id: uuid.UUID) -> Response:
        """Take an invitation back (owners)."""
        invitations.revoke(team_id, invitation_id, by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class InvitationPreviewView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="invitationPreview", responses=InvitationPreviewSerializer, tags=["teams"])
    def get(self, request: Request, token: str) -> Response:
        """What an invitation's link leads to; no account needed."""
        return Response(InvitationPreviewSerializer(invitations.find(token)).data)


class InvitationAcceptView(APIView):
    @extend_schema(operation_id="invitationAccept", request=None, responses=TeamSerializer, tags=["teams"])
    def post(self, request: Request, token: str) -> Response:
        """Join the team. Again, or as a member already, it changes nothing. 409 `invitation_expired`."""
        team = invitations.accept(token, by=actor(request))
        return Response(_shown(team.pk, request))
