"""How the flat picture of the crib becomes the camera's: askew, mirrored, knocked."""

from __future__ import annotations

import cv2
import numpy as np

from rendering.figure import Values
from rendering.scene import Camera


def view_matrix(camera: Camera) -> Values:
    """Return the 3 x 3 matrix from pixels of the flat picture to pixels of the camera's.

    With c the middle of the picture, p a place and t = (tilt_x, tilt_y) over the picture's size, a tilted camera shows
    p at c + z (p - c) / (1 + t . (p - c)). The zoom z is the least at which the flat picture fills the frame.
    """
    width, height = camera.width_px, camera.height_px
    centre = np.array([(width - 1) / 2, (height - 1) / 2])
    to_middle, back = np.eye(3), np.eye(3)
    to_middle[:2, 2], back[:2, 2] = -centre, centre
    matrix = to_middle
    if camera.tilt_x or camera.tilt_y:
        tilted = np.eye(3)
        tilted[2, :2] = camera.tilt_x / width, camera.tilt_y / height
        corners = np.array([[x * centre[0], y * centre[1], 1.0] for x in (-1, 1) for y in (-1, 1)]) @ tilted.T
        seen = np.abs(corners[:, :2] / corners[:, 2:])
        zoom = float(np.max(centre / seen.min(axis=0)))
        matrix = np.diag([zoom, zoom, 1.0]) @ tilted @ matrix
    if camera.mirrored:
        matrix = np.diag([-1.0, 1.0, 1.0]) @ matrix
    return np.asarray(back @ matrix)


def through(matrix: Values, places: Values) -> Values:
    """Return where a view matrix puts places, pixels; the last axis holds x and y."""
    flat = np.asarray(places, np.float64).reshape(1, -1, 2)
    return np.asarray(cv2.perspectiveTransform(flat, matrix), np.float64).reshape(places.shape)


def shifted(matrix: Values, shift_px: tuple[float, float]) -> Values:
    """Return the view matrix of a camera that has been knocked by so many pixels."""
    moved = np.eye(3)
    moved[:2, 2] = shift_px
    return np.asarray(moved @ matrix)
