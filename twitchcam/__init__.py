"""Finds infant jerks in baby-monitor recordings and points out the movements that a doctor should see.

The package, in the order the data walks through it::

    errors       one exception tree
    timespan     spans of time and their algebra
    records      the values that pass between the stages
    settings     the only home of a default, one table a stage; settings_checks says what each may be
    assets       finds and checks model files
    video     1  frames and sound in, clips out
    pose      2  where the infant is and how it lies
    motion    3  the scan of everything, then how each body part moves
    bursts    4  single strokes, bursts, series
    context   5  what surrounds them
    labels    6  what each burst is, and why
    passes       both passes in pieces: on all cores, and from where a run was stopped
    pipeline     analyze(): the only caller of all stages
    results      what a run leaves behind: tables, signals, summary, video, page
    workers      processes that work for this one, on all cores
    batch        many recordings, and what came of them together
    benchmark    how well detection works on clips with truth
    cli          the ``twitchcam`` command, one file a command

A stage takes the values of earlier stages as arguments and imports none of them.

Examples
--------
>>> import twitchcam
>>> from pathlib import Path
>>> analysis = twitchcam.analyze(Path("night.mp4"))  # doctest: +SKIP
>>> [event.pattern for event in analysis.events]  # doctest: +SKIP

Nothing heavy is loaded before one of these names is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twitchcam.pipeline import analyze
    from twitchcam.records import Analysis, Event
    from twitchcam.settings import Settings, load_settings
    from twitchcam.timespan import TimeSpan
    from twitchcam.video import join_files

__all__ = ["Analysis", "Event", "Settings", "TimeSpan", "__version__", "analyze", "join_files", "load_settings"]

__version__ = "0.1.0"

_HOMES = {
    "analyze": "twitchcam.pipeline",
    "Analysis": "twitchcam.records",
    "Event": "twitchcam.records",
    "Settings": "twitchcam.settings",
    "load_settings": "twitchcam.settings",
    "TimeSpan": "twitchcam.timespan",
    "join_files": "twitchcam.video",
}
"""Where each public name lives; it is loaded when it is first asked for."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
