"""The seam behind which poses and faces are found, and ``close``.

::

    PoseFinder
    |-- MediapipePoseFinder    the real one, in a file of its own
    |-- NoPoseFinder           never finds anything: ``--pose-model none``
    `-- ScriptedPoseFinder     returns what it was told to, for tests
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from twitchcam.errors import ModelFileError, SettingsError
from twitchcam.pose.faces import Face
from twitchcam.pose.landmarks import TURNS_DEG, Pose
from twitchcam.settings import PoseSettings

__all__ = ["NoPoseFinder", "PoseFinder", "ScriptedPoseFinder", "check_picture", "open_pose_finder"]

MODELS = ("full", "heavy", "none")
"""What ``PoseSettings.model`` may say."""


class PoseFinder(Protocol):
    """Finds poses in one picture."""

    def find(self, luma: NDArray[np.uint8], rotations: bool) -> tuple[Pose, ...]:
        """Return every pose found.

        Parameters
        ----------
        luma : ndarray, shape (height, width), uint8
            Brightness of the upright picture.
        rotations : bool
            Whether to look at all four turns of the picture, and not at the upright one alone.

        Returns
        -------
        tuple of Pose
            In pixels of ``luma``, in order of their turn; empty where nothing was found. The same picture gives the
            same poses.

        Raises
        ------
        ValueError
            If ``luma`` has another shape or type, or the finder is closed.
        """
        ...

    def faces(self, luma: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return every face found, the surest first, in pixels of ``luma``; parameters and errors as for `find`."""
        ...

    def close(self) -> None:
        """Let go of the models; closing twice does no harm."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ClosingFinder:
    """What all finders share: they close, also as context managers, and refuse to work afterwards."""

    _closed = False

    def close(self) -> None:
        """Let go of the model; closing twice does no harm."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check(self, luma: NDArray[np.uint8]) -> None:
        if self._closed:
            raise ValueError("this pose finder is closed")
        check_picture(luma)


class NoPoseFinder(ClosingFinder):
    """Never finds a pose."""

    def find(self, luma: NDArray[np.uint8], rotations: bool) -> tuple[Pose, ...]:  # noqa: ARG002  # the seam's
        """Return nothing, after checking the picture."""
        self._check(luma)
        return ()

    def faces(self, luma: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return nothing, after checking the picture."""
        self._check(luma)
        return ()


class ScriptedPoseFinder(ClosingFinder):
    """Returns poses that were given to it, for tests.

    Parameters
    ----------
    script : sequence of sequence of Pose, or callable
        What successive calls return (the last entry for all further calls), or a function of the picture.
        Without ``rotations`` only the poses at a turn of 0 are returned, as a real finder would.
    faces : sequence of Face
        What every picture shows.
    """

    def __init__(
        self,
        script: Sequence[Sequence[Pose]] | Callable[[NDArray[np.uint8]], Sequence[Pose]],
        faces: Sequence[Face] = (),
    ) -> None:
        self._script = script
        self._faces = tuple(faces)
        self.calls = 0

    def find(self, luma: NDArray[np.uint8], rotations: bool) -> tuple[Pose, ...]:
        """Return the next entry of the script."""
        self._check(luma)
        script = self._script
        if callable(script):
            poses = tuple(script(luma))
        else:
            poses = tuple(script[min(self.calls, len(script) - 1)]) if script else ()
        self.calls += 1
        return tuple(
            sorted(
                (pose for pose in poses if rotations or pose.rotation_deg == TURNS_DEG[0]),
                key=lambda pose: pose.rotation_deg,
            )
        )

    def faces(self, luma: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return the faces of the script."""
        self._check(luma)
        return self._faces


def check_picture(luma: NDArray[np.uint8]) -> None:
    """Raise ValueError unless ``luma`` is a brightness picture of shape (height, width), uint8, not empty."""
    if luma.ndim != 2 or luma.dtype != np.uint8 or luma.size == 0:
        raise ValueError(f"expected brightness of shape (height, width), uint8; found {luma.shape}, {luma.dtype}")


def open_pose_finder(settings: PoseSettings) -> PoseFinder:
    """Open the finder that the settings ask for; it is to be closed by whoever opened it.

    Raises
    ------
    SettingsError
        If there is no such model.
    ModelFileError
        If the model's file is missing or changed, or if mediapipe, which runs it, is not installed.
    """
    if settings.model not in MODELS:
        raise SettingsError(f"The pose model should be one of {', '.join(MODELS)}; found {settings.model!r}.")
    if settings.model == "none":
        return NoPoseFinder()
    if importlib.util.find_spec("mediapipe") is None:
        raise ModelFileError(
            f"The pose model {settings.model!r} needs the package mediapipe, which is not installed here; "
            "install mediapipe==0.10.31, or use the pose model 'none'."
        )
    from twitchcam.pose.mediapipe_finder import MediapipePoseFinder

    return MediapipePoseFinder(settings.model, people=settings.people, picture_px=settings.picture_px)
