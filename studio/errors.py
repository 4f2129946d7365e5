"""What can go wrong in the studio, each with a stable code a program can act on."""

from __future__ import annotations


class StudioError(Exception):
    """Base of all expected studio failures.

    `code` is stable and machine-readable; `params` hold the values the sentence names;
    `str(error)` is one English line saying what was wrong and what to do.
    """

    code = "studio_error"

    def __init__(self, message: str, *, code: str | None = None, **params: object) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        self.params = params


class UnusableVideo(StudioError):
    """The file can't be used as a video.

    Codes: empty_file, not_a_video, truncated, no_video_stream, zero_size, frame_too_large,
    too_long, decode_failed.
    """

    code = "not_a_video"


class InvalidRequest(StudioError):
    """A wish that cannot be fulfilled: unknown platform, empty headline, no stills, count out of range."""

    code = "invalid_request"


class Undrawable(StudioError):
    """A design that cannot be drawn as it is; `params["layer"]` is the id of the layer at fault.

    Codes: picture_gone, mask_gone, logo_gone, font_missing, text_undrawable, layer_too_large,
    no_such_layer.
    """

    code = "undrawable"


class Cancelled(BaseException):
    """Raised from a progress callback to stop the work at the next step.

    A BaseException, so that no handler for ordinary errors swallows it.
    """
