"""Processes that work for this one: a task at a time each, on a core of its own.

They are started afresh (spawn), since what decoders and pose models hold must not be forked. They end with the process
that started them, however that ends. One that is killed costs the task it was at and nothing else: another takes its
place. Ctrl-C is the business of the starting process; it ends the others, which put away what they had open.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from types import FrameType, TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar

from twitchcam.errors import WorkerError

__all__ = ["Crew", "Outcome", "default_jobs"]

Task = TypeVar("Task")
Value = TypeVar("Value")

_CONTEXT = get_context("spawn")
_PATIENCE_S = 10.0
"""Time that a process gets to put away what it has open."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Task, Value]):
    """What became of a task."""

    task: Task
    value: Value | None
    """What the function returned."""
    error: Exception | None
    """What it raised instead; a `WorkerError` where the process was killed."""

    def result(self) -> Value:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]


def default_jobs() -> int:
    """Return the number of cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


class Crew:
    """Some processes that work for this one. Use it as a context manager; on leaving it they end.

    Parameters
    ----------
    size : int
        How many processes; they are started when there is work for them.
    prepare : callable, optional
        Called once in every process before its first task, with ``args``.
    """

    def __init__(self, size: int, prepare: Callable[..., None] | None = None, *args: Any) -> None:
        self._size = size
        self._prepare = prepare
        self._args = args
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes: those that are idle at once, the others as soon as they have put things away."""
        for worker in self._workers:
            worker.ask_to_end()
        for worker in self._workers:
            worker.end()
        self._workers = []

    def outcomes(self, function: Callable[[Task], Value], tasks: Iterable[Task]) -> Iterator[Outcome[Task, Value]]:
        """Call a function with each task, and yield what became of it, in the order in which they are done.

        Parameters
        ----------
        function : callable
            Of a module, so that it can be sent to a process; so must be tasks and values.
        tasks : iterable
            Taken one by one as processes become free.
        """
        waiting = iter(tasks)
        at: dict[Connection, tuple[_Worker, Task]] = {}
        idle = deque(self._workers)
        exhausted = False
        while True:
            while not exhausted and len(at) < self._size:
                try:
                    task = next(waiting)
                except StopIteration:
                    exhausted = True
                    break
                worker = idle.popleft() if idle else self._start()
                worker.give(function, task)
                at[worker.answers] = worker, task
            if not at:
                return
            for ready in wait(list(at)):
                assert isinstance(ready, Connection)
                worker, task = at.pop(ready)
                value, error, lives = worker.take()
                if lives:
                    idle.append(worker)
                else:
                    self._workers.remove(worker)
                    worker.end()
                yield Outcome(task, value, error)

    def _start(self) -> _Worker:
        worker = _Worker(self._prepare, self._args)
        self._workers.append(worker)
        return worker


class _Worker:
    """One process, seen from the one that started it."""

    def __init__(self, prepare: Callable[..., None] | None, args: tuple[Any, ...]) -> None:
        # Two one-way pipes: one that goes both ways would be a socket, and an analysis opens none.
        their_tasks, self._tasks = _CONTEXT.Pipe(duplex=False)
        self.answers, their_answers = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_work, args=(their_tasks, their_answers, prepare, args))
        with _ignored_ctrl_c():  # which is handed down, so that none prints a traceback while it loads
            self._process.start()
        their_tasks.close()
        their_answers.close()
        self._busy = False

    def give(self, function: Callable[[Any], Any], task: Any) -> None:
        with suppress(OSError):  # it has been killed, which `take` finds out
            self._tasks.send((function, task))
        self._busy = True

    def take(self) -> tuple[Any, Exception | None, bool]:
        """Return the value, the error, and whether the process still lives."""
        try:
            value, error = self.answers.recv()
        except (EOFError, OSError):
            return (
                None,
                WorkerError("The process that worked on it was killed; with fewer --jobs less memory is used."),
                False,
            )
        self._busy = False
        return value, error, True

    def ask_to_end(self) -> None:
        if self._busy:
            self._process.terminate()
        self._tasks.close()  # an idle one ends by itself

    def end(self) -> None:
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        self._tasks.close()
        self.answers.close()


class _ignored_ctrl_c:  # noqa: N801 - reads as what it does
    """Ctrl-C is ignored while this is open; in another thread than the first nothing is changed."""

    def __enter__(self) -> None:
        self._main = threading.current_thread() is threading.main_thread()
        self._before = signal.signal(signal.SIGINT, signal.SIG_IGN) if self._main else None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._main:
            signal.signal(signal.SIGINT, self._before)


def _work(tasks: Connection, answers: Connection, prepare: Callable[..., None] | None, args: tuple[Any, ...]) -> None:
    """Be a worker: do what comes until nothing comes any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    _end_with_parent()
    import cv2

    cv2.setNumThreads(1)  # each process has a core of its own; more threads would only wait for one another
    if prepare is not None:
        prepare(*args)
    while True:
        try:
            function, task = tasks.recv()
        except (EOFError, OSError):
            return
        answer: tuple[Any, Exception | None]
        try:
            answer = function(task), None
        except Exception as error:  # whatever it is, it is told where it was asked for
            answer = None, error
        try:
            answers.send(answer)
        except (AttributeError, TypeError, ValueError) as unsent:  # it cannot be sent as it is
            answers.send((None, RuntimeError(f"{answer[1] or unsent}")))


def _leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - what handlers are given
    """Go through all ``finally`` on the way out."""
    raise SystemExit(1)


def _end_with_parent() -> None:
    """End this process when the one that started it has ended, however it did: nobody waits for the outcome."""
    parent = parent_process()
    if parent is None:
        return

    def wait_for_it() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait_for_it, daemon=True).start()
