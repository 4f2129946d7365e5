"""What a face mesh tells of a face: how the head is turned, where its parts are, its shape, eyes and mouth.

The mesh is MediaPipe's (468 points); the numbers below are its canonical indices. Points are in pixels,
(478 or 468, 3) float64: x to the right, y down, z away from the camera at the scale of x.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.values import FaceMarks, HeadPose, Point

Mesh = NDArray[Any]  # float64

# Corners and lids of both eyes, lips, nose, chin, cheeks.
RIGHT_EYE = (33, 160, 158, 133, 153, 144)
LEFT_EYE = (362, 385, 387, 263, 373, 380)
MOUTH_CORNERS, LIPS_MIDDLE = (61, 291), (13, 14)
NOSE_TIP, CHIN, CHEEKS = 1, 152, (234, 454)

# Eye aspect ratio (Soukupová & Čech 2016) of a closed and of a wide open eye.
EYE_CLOSED, EYE_OPEN = 0.12, 0.27
# Mouth width over the distance of the outer eye corners, at rest and in a broad smile.
MOUTH_AT_REST, MOUTH_SMILING = 0.54, 0.72

# Points that neither speech nor a smile moves much, and where MediaPipe's canonical face has them (cm, x to
# its left, y up, z out of the face): corners of the eyes, bridge, tip and wings of the nose, brow, cheeks.
RIGID = (33, 133, 362, 263, 168, 6, 1, 129, 358, 10, 234, 454)
CANONICAL = np.array(
    [
        (-4.445859, 2.663991, 3.173422), (-1.856432, 2.585245, 3.757904), (1.856432, 2.585245, 3.757904),
        (4.445859, 2.663991, 3.173422), (0.0, 3.271027, 5.236015), (0.0, 2.473255, 5.788627),
        (0.0, -1.126865, 7.475604), (-1.785794, -0.978284, 4.850470), (1.785794, -0.978284, 4.850470),
        (0.0, 8.261778, 4.481535), (-7.664182, 0.673132, -2.435867), (7.664182, 0.673132, -2.435867),
    ]
)  # fmt: skip
# What makes one face unlike another and does not move with what it says: brows, eyes, nose, jaw, forehead.
SHAPE = (70, 105, 107, 336, 334, 300, 33, 133, 362, 263, 168, 6, 1, 2, 98, 327, 129, 358, 10, 54, 284, 127,
         356, 234, 454, 132, 361, 50, 280, 152)  # fmt: skip
# No lens is known; a picture about as wide as it is far away is what most cameras give (a view of 53°).
VIEW_WIDTHS = 1.0


def pose_of(mesh: Mesh, width: int, height: int) -> HeadPose:
    """The head's pose by PnP (SQPnP, then Levenberg-Marquardt) of the rigid points on the canonical face.

    It is told from straight into the camera at the head's own place, so that somebody at the picture's edge
    who looks past the camera is turned, and somebody there who looks into it is not.
    """
    points = np.ascontiguousarray(mesh[list(RIGID), :2])
    lens = VIEW_WIDTHS * max(width, height)
    camera = np.array([[lens, 0, width / 2], [0, lens, height / 2], [0, 0, 1]], np.float64)
    # The canonical face as the picture sees it: y down, z into the picture.
    face = CANONICAL * (1, -1, -1)
    found, turn, place = cv2.solvePnP(face, points, camera, np.zeros(4), flags=cv2.SOLVEPNP_SQPNP)
    if not found:
        return HeadPose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)
    turn, place = cv2.solvePnPRefineLM(face, points, camera, np.zeros(4), turn, place)
    matrix = _towards(place.ravel()) @ cv2.Rodrigues(turn)[0]
    # Rz(roll) Ry(yaw) Rx(pitch) in a frame of x right, y down, z into the picture.
    yaw = float(np.degrees(np.arcsin(np.clip(-matrix[2, 0], -1, 1))))
    pitch = float(np.degrees(np.arctan2(matrix[2, 1], matrix[2, 2])))
    roll = float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
    # Adding nothing makes a plain 0 of -0.
    return HeadPose(yaw_deg=0 - round(yaw, 1), pitch_deg=0 - round(pitch, 1), roll_deg=0 + round(roll, 1))


def _towards(place: NDArray[Any]) -> NDArray[Any]:
    """(3, 3): the rotation that brings the ray to `place` onto the camera's axis."""
    ray = place / max(float(np.linalg.norm(place)), 1e-9)
    if ray[2] < 0:
        ray = -ray
    axis = np.cross(ray, (0.0, 0.0, 1.0))
    sine = float(np.linalg.norm(axis))
    if sine < 1e-9:
        return np.eye(3)
    return np.asarray(cv2.Rodrigues(axis / sine * np.arctan2(sine, ray[2]))[0])


def marks_of(mesh: Mesh, width: int, height: int) -> FaceMarks:
    """Its named parts in fractions of a picture of that size."""
    one, other = (_point(mesh[list(eye)].mean(axis=0), width, height) for eye in (RIGHT_EYE, LEFT_EYE))
    left, right = sorted((one, other))
    corners = sorted(_point(mesh[index], width, height) for index in MOUTH_CORNERS)
    return FaceMarks(
        left_eye=left,
        right_eye=right,
        nose_tip=_point(mesh[NOSE_TIP], width, height),
        mouth_left=corners[0],
        mouth_right=corners[1],
        chin=_point(mesh[CHIN], width, height),
    )


def _point(mark: NDArray[Any], width: int, height: int) -> Point:
    return round(float(mark[0]) / width, 4), round(float(mark[1]) / height, 4)


def shape_of(mesh: Mesh) -> NDArray[np.float32]:
    """(90,) float32: the face's own shape, whatever its place, size and turn.

    Its points around their middle, along the line of its eyes and that from forehead to chin; 1 is their mean
    distance from the middle.
    """
    points = np.asarray(mesh[list(SHAPE), :3], np.float64)
    points = points - points.mean(axis=0)
    points /= max(float(np.linalg.norm(points, axis=1).mean()), 1e-6)
    eyes = points[SHAPE.index(263)] - points[SHAPE.index(33)]
    across = eyes / max(float(np.linalg.norm(eyes)), 1e-6)
    down = points[SHAPE.index(152)] - points[SHAPE.index(10)]
    down = down - across * float(down @ across)
    down /= max(float(np.linalg.norm(down)), 1e-6)
    return np.asarray(points @ np.stack([across, down, np.cross(across, down)]).T, np.float32).ravel()


def frontal_of(mesh: Mesh) -> float:
    """1 looking into the camera, 0 in profile: how far the nose is from the middle of the cheeks."""
    right, left = mesh[CHEEKS[0]], mesh[CHEEKS[1]]
    half = max(abs(left[0] - right[0]) / 2, 1e-6)
    return _unit(1.15 - 1.3 * abs(mesh[NOSE_TIP][0] - (left[0] + right[0]) / 2) / half)


def eyes_open_of(mesh: Mesh) -> float:
    """0 shut, 1 wide open, of the eye that is more open: the farther one is foreshortened."""
    ratios = []
    for eye in (RIGHT_EYE, LEFT_EYE):
        corner, up1, up2, other, low2, low1 = (mesh[index][:2] for index in eye)
        tall = np.linalg.norm(up1 - low1) + np.linalg.norm(up2 - low2)
        ratios.append(float(tall) / max(2 * float(np.linalg.norm(corner - other)), 1e-6))
    return _unit((max(ratios) - EYE_CLOSED) / (EYE_OPEN - EYE_CLOSED))


def smile_of(mesh: Mesh) -> float:
    """0 at rest, 1 a broad smile: wide mouth with corners above the middle of the lips."""
    corners = mesh[list(MOUTH_CORNERS)][:, :2]
    middle = mesh[list(LIPS_MIDDLE)][:, :2].mean(axis=0)
    across = max(float(np.linalg.norm(mesh[RIGHT_EYE[0]][:2] - mesh[LEFT_EYE[3]][:2])), 1e-6)
    reach = float(np.linalg.norm(corners[0] - corners[1])) / across
    wide = (reach - MOUTH_AT_REST) / (MOUTH_SMILING - MOUTH_AT_REST)
    lifted = (middle[1] - corners[:, 1].mean()) / across
    return _unit(0.75 * wide + 3.0 * lifted)


def _unit(value: float) -> float:
    return round(float(min(1.0, max(0.0, value))), 3)
