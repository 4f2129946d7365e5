"""What can go wrong with an upload, with the status that the tus protocol prescribes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class WrongOffset(DomainError):
    status = 409
    code = "wrong_offset"
    detail = _("The upload goes on at another place. Ask where (HEAD) and send from there.")


class UploadComplete(DomainError):
    status = 409
    code = "upload_complete"
    detail = _("This upload is complete. Delete the video instead.")


class UploadGone(DomainError):
    status = 410
    code = "upload_expired"
    detail = _("The upload was not finished in time. Start it again.")


class WrongProtocolVersion(DomainError):
    status = 412
    code = "tus_version"
    detail = _("This server speaks tus 1.0.0: send the header Tus-Resumable: 1.0.0.")


class TooLarge(DomainError):
    status = 413
    code = "too_large"
    detail = _("That is more than may be uploaded here at once.")


class QuotaExceeded(DomainError):
    status = 413
    code = "quota_exceeded"
    detail = _("The team has no room left for this file. Delete videos or ask the operator for more.")


class WrongContentType(DomainError):
    status = 415
    code = "unsupported_media_type"
    detail = _("Send the bytes as application/offset+octet-stream.")


class UploadBusy(DomainError):
    status = 423
    code = "upload_locked"
    detail = _("Another page or program is sending this file right now.")


class ChecksumMismatch(DomainError):
    status = 460
    code = "checksum_mismatch"
    detail = _("The bytes changed on their way; nothing was kept. Send them again.")


class StorageFull(DomainError):
    status = 507
    code = "storage_full"
    detail = _("The server has no room left. What has arrived is kept; tell the operator and resume later.")
