"""How django-allauth makes accounts and writes e-mails here."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.mail import send_mail
from accounts.models import User

# allauth's names of messages → ours.
_TEMPLATES = {
    "account/email/email_confirmation_signup": ("code", "confirm"),
    "account/email/email_confirmation": ("code", "confirm"),
    "account/email/password_reset_code": ("code", "reset"),
    "account/email/account_already_exists": ("known", "known"),
    "account/email/unknown_account": ("unknown", "unknown"),
}
_NOTICES = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was replaced by a new one."),
    "account/email/password_set": _("A password was set for your account."),
    "account/email/email_changed": _("The e-mail address of your account was changed."),
    "account/email/email_confirm": _("An e-mail address of your account was confirmed."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "mfa/email/totp_activated": _("Sign-in by authenticator app was turned on."),
    "mfa/email/totp_deactivated": _("Sign-in by authenticator app was turned off."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
}


def spoken_language() -> str:
    """The language of the present request, as one that the site speaks."""
    return "ru" if (get_language() or "").startswith("ru") else "en"


class MfaAdapter(DefaultMFAAdapter):
    """Keeps secrets of authenticator apps encrypted, so that a copy of the database doesn't hold them."""

    def _cipher(self) -> Fernet:
        key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"mfa secrets").digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()


class AccountAdapter(DefaultAccountAdapter):
    """Takes name and language at sign-up; writes short mails in the language of whom they are for."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.language = spoken_language()
        user.display_name = form.cleaned_data.get("display_name", "")
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = User.objects.filter(email=email.lower()).first()
        language = user.language if user else spoken_language()
        context = {"email": email, **context}
        if template_prefix in _NOTICES:
            context["notice"] = _NOTICES[template_prefix]
            subject = body = "notice"
        else:
            subject, body = _TEMPLATES[template_prefix]
        send_mail(f"accounts/email/{subject}", f"accounts/email/{body}", email, context, language=language)
