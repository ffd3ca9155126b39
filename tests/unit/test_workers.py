"""Real processes, killed for real."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from twitchcam.errors import RecordingError, WorkerError
from twitchcam.workers import Crew

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

_offset: list[int] = []


def prepare(offset: int) -> None:
    _offset[:] = [offset]


def add(number: int) -> int:
    return number + _offset[0]


def act(task: str) -> str:
    match task:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "refuse":
            raise RecordingError("night.mp4 is empty.")
        case "odd":
            raise Unsendable(task)
    return f"{task} by {os.getpid()}"


def wait_in(folder: Path) -> None:
    (folder / "began").write_text("")
    try:
        time.sleep(60.0)
    finally:
        (folder / "put away").write_text("")


class Unsendable(Exception):  # noqa: N818 - an error of somebody else's
    """Cannot be made again from what is sent."""

    def __init__(self, word: str) -> None:
        super().__init__(f"an {word} error")
        self.keep = lambda: word


def test_tasks_are_done_by_prepared_processes() -> None:
    with Crew(2, prepare, 100) as crew:
        outcomes = list(crew.outcomes(add, range(7)))
        assert sorted((outcome.task, outcome.result()) for outcome in outcomes) == [(n, n + 100) for n in range(7)]
        assert not list(crew.outcomes(add, range(0)))


def test_what_one_raises_or_dies_of_costs_that_task_only() -> None:
    tasks = ["first", "refuse", "die", "odd", "last"]
    with Crew(1) as crew:
        found = {outcome.task: outcome for outcome in crew.outcomes(act, tasks)}
    assert list(found) == tasks
    assert isinstance(found["refuse"].error, RecordingError)
    assert str(found["refuse"].error) == "night.mp4 is empty."
    assert isinstance(found["die"].error, WorkerError)
    assert "an odd error" in str(found["odd"].error)
    before, after = (found[task].result().rpartition(" ")[2] for task in ("first", "last"))
    assert before != after  # another process has taken its place
    with pytest.raises(WorkerError, match="was killed"):
        found["die"].result()


def test_tasks_are_taken_as_processes_become_free() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    with Crew(2, prepare, 0) as crew:
        for _ in crew.outcomes(add, tasks()):
            break
        assert len(taken) <= 4


def test_on_leaving_processes_put_away_what_they_have_open(tmp_path: Path) -> None:
    def tasks() -> Iterator[Path]:
        yield tmp_path
        until_s = time.monotonic() + 30.0
        while not (tmp_path / "began").exists() and time.monotonic() < until_s:
            time.sleep(0.05)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Crew(2) as crew:
        list(crew.outcomes(wait_in, tasks()))
    assert (tmp_path / "put away").exists()
