"""Avatar: the face or the subject, close, in a ring."""

from __future__ import annotations

from studio.design.document import Design, GradientLayer
from studio.design.geometry import WHOLE, main_faces
from studio.design.layouts.parts import picture_in
from studio.design.layouts.ring import ring
from studio.design.sheet import Commission, Sheet


def suits(job: Commission) -> float:
    return 0.9


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    fill = 0.66 if main_faces(job.lead) else 0.72
    sheet.add(
        picture_in(job, "picture", job.lead, WHOLE, (0.5, 0.5), fill=fill),
        GradientLayer(
            id="vignette", shape="radial", stops=((0.62, scheme.deep, 0.0), (1.05, scheme.deep, 0.75)),
        ),
        *ring(scheme.accent, 0.030),
    )  # fmt: skip
    return sheet.design("closeup", scheme.deep)
