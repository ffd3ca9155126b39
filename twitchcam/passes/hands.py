"""Whoever does the pieces: this process, or several others with a decoder and a pose finder of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Self, TypeVar

import cv2

from twitchcam.pose import PoseFinder, open_pose_finder
from twitchcam.records import Footage, Joined, VideoInfo
from twitchcam.settings import Settings
from twitchcam.video import Recording, open_recording
from twitchcam.workers import Crew

__all__ = ["Hands", "Tools"]

Task = TypeVar("Task")
Value = TypeVar("Value")


@dataclass(slots=True)
class Tools:
    """What a piece is done with; opened when it is first needed."""

    footage: Footage
    info: VideoInfo
    settings: Settings
    threads: int | None = 1
    _recording: Recording | None = None
    _finder: PoseFinder | None = None

    @property
    def called(self) -> str:
        """What the recording is called in a sentence."""
        return self.footage.name if isinstance(self.footage, Joined) else str(self.footage)

    def recording(self) -> Recording:
        """Return the recording, open."""
        if self._recording is None:
            self._recording = open_recording(self.footage, info=self.info, threads=self.threads)
        return self._recording

    def finder(self) -> PoseFinder:
        """Return the pose finder, open."""
        if self._finder is None:
            self._finder = open_pose_finder(self.settings.pose)
        return self._finder

    def close(self) -> None:
        """Close what was opened."""
        for opened in (self._recording, self._finder):
            if opened is not None:
                opened.close()
        self._recording = self._finder = None


class Hands:
    """Does pieces of one recording, several at a time where there are several hands. Use it as a context manager.

    While it is open OpenCV keeps to one thread here too: dense flow gives other numbers with another number of threads.

    Parameters
    ----------
    footage : Path or Joined
    info : VideoInfo
    settings : Settings
        With the pose model that is to be used.
    number : int
        How many processes may work at the same time; with one it is this one.
    """

    def __init__(self, footage: Footage, info: VideoInfo, settings: Settings, number: int) -> None:
        self._asked = (footage, info, settings)
        self.number = max(1, number)
        self.tools = Tools(*self._asked, threads=None)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        threads = cv2.getNumThreads()
        cv2.setNumThreads(1)
        self._stack.callback(cv2.setNumThreads, threads)
        self._stack.callback(self.tools.close)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    @cached_property
    def _crew(self) -> Crew:
        return self._stack.enter_context(Crew(self.number, _open_here, *self._asked))

    def elsewhere(self, function: Callable[[Task], Value], tasks: Iterable[Task]) -> Iterator[tuple[Task, Value]]:
        """Call a function of a module, which uses `tools_here`, with each task, in other processes.

        Raises
        ------
        WorkerError
            If one of them was killed; whatever the function raises.
        """
        for outcome in self._crew.outcomes(function, tasks):
            yield outcome.task, outcome.result()


_tools: list[Tools] = []
"""Those of this process."""


def _open_here(footage: Footage, info: VideoInfo, settings: Settings) -> None:
    _tools[:] = [Tools(footage, info, settings)]


def tools_here() -> Tools:
    """Return the tools of a process of `Hands`."""
    return _tools[0]
