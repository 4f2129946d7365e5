"""People: users, teams, roles, invitations, API tokens."""
