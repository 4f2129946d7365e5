"""The pictures that a request brings along, and the one that each of its paintings begins with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from studio.paint.arrays import Pixels
from studio.paint.brought import file_of, look_of
from studio.paint.collage.choose import choose_leads
from studio.paint.inputs import open_picture
from studio.paint.protocol import Origin, PaintRequest, Picture

# Of a picture that no still of a video went into.
NO_STILL = Origin(source=-1, video="", still=-1, at_s=0.0, file="", sha256="", painted=True)


@dataclass(frozen=True)
class Material:
    """A picture to begin with; `still` is what is known of it where it is one of a video's."""

    pixels: Pixels
    still: Picture | None = None

    @property
    def origin(self) -> Origin:
        """Of what is painted from it."""
        if self.still is None:
            return NO_STILL
        return self.still.origin.model_copy(update={"painted": True, "file": "", "sha256": ""})


class Materials:
    """Opened when first asked for."""

    def __init__(self, request: PaintRequest) -> None:
        self._request = request
        self._opened: dict[str, Pixels] = {}

    def of(self, index: int) -> Material:
        """What painting `index` begins with: the picture named as the base, else the still it leads with.

        Raises InvalidRequest: picture_missing, picture_unreadable, picture_too_large, no_stills,
        still_unreadable.
        """
        if self._request.options.base is not None:
            return Material(self.named(self._request.options.base))
        lead = self._leads[index]
        return Material(lead.pixels, lead)

    def named(self, name: str) -> Pixels:
        """Raises InvalidRequest: picture_missing, picture_unreadable, picture_too_large."""
        if name not in self._opened:
            self._opened[name] = open_picture(self.file(name))
        return self._opened[name]

    def file(self, name: str) -> Path:
        """Raises InvalidRequest (picture_missing)."""
        return file_of(self._request, name)

    def look(self) -> Pixels:
        """The picture whose look is to be taken. Raises InvalidRequest: look_missing and as `named`."""
        return self.named(look_of(self._request))

    @cached_property
    def _leads(self) -> list[Picture]:
        return choose_leads(self._request)
