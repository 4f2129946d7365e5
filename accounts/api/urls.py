"""People and teams under `/api/v1`."""

from django.urls import path

from accounts.api import people, teams

urlpatterns = [
    path("me", people.MeView.as_view(), name="me"),
    path("outbox", people.OutboxView.as_view(), name="outbox"),
    path("tokens", people.TokensView.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>", people.TokenView.as_view(), name="token"),
    path("teams", teams.TeamsView.as_view(), name="teams"),
    path("teams/<uuid:team_id>", teams.TeamView.as_view(), name="team"),
    path("teams/<uuid:team_id>/members", teams.MembersView.as_view(), name="members"),
    path("teams/<uuid:team_id>/members/<uuid:member_id>", teams.MemberView.as_view(), name="member"),
    path("teams/<uuid:team_id>/invitations", teams.InvitationsView.as_view(), name="invitations"),
    path(
        "teams/<uuid:team_id>/invitations/<uuid:invitation_id>",
        teams.InvitationView.as_view(),
        name="invitation",
    ),
    path("invitations/<str:token>", teams.InvitationPreviewView.as_view(), name="invitation-preview"),
    path("invitations/<str:token>/accept", teams.InvitationAcceptView.as_view(), name="invitation-accept"),
]
