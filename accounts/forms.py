"""What sign-up asks for beyond address and password."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from accounts.models import User


class SignupForm(forms.Form):
    """Mixed into allauth's form (ACCOUNT_SIGNUP_FORM_CLASS); the adapter keeps the name."""

    display_name = forms.CharField(max_length=80, required=False)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth when the account is made: nothing is left to do."""
