"""Truth in the form of the Brain Imaging Data Structure: a table of events beside a clip.

``sub-01_task-sleep_events.tsv`` belongs to ``sub-01_task-sleep_video.mp4`` or ``sub-01_task-sleep.mp4``. Its columns::

    onset  duration  trial_type   pattern  part      amplitude_body_lengths  series
    4.0    0.4       normal_jerk  n/a      hand+foot 0.05                    n/a

``onset`` and ``duration`` are in seconds; ``trial_type`` holds a label, or a pattern, which says the label too; a
column ``label`` goes before it. The other columns may be left out; ``n/a`` stands for what is not known. The child of a
clip is its ``sub-`` entity.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from twitchcam.benchmark.truth import Truth, TruthEvent, event_from_table
from twitchcam.errors import DatasetError
from twitchcam.records import PATTERN_LABEL, Pattern

__all__ = ["ENDING", "child_of", "clip_stems", "read_events_table"]

ENDING = "_events.tsv"

_NUMBERS = ("onset", "duration", "amplitude_body_lengths")


def clip_stems(clip_stem: str) -> tuple[str, ...]:
    """Return the names that the table of a clip may begin with: the clip's own, and that without its last suffix."""
    shorter, _, suffix = clip_stem.rpartition("_")
    return (clip_stem, shorter) if shorter and "-" not in suffix else (clip_stem,)


def child_of(name: str) -> str | None:
    """Return the ``sub-`` entity of a file name, or None."""
    found = re.match(r"sub-([0-9A-Za-z]+)_", Path(name).name)
    return found.group(1) if found else None


def read_events_table(path: Path) -> Truth:
    """Read an events.tsv; the header is row 1.

    Raises
    ------
    DatasetError
        If the file cannot be read or is not of this form; the sentence names file and row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is not text in UTF-8.") from error
    rows = list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    header = [name.strip() for name in rows[0]] if rows else []
    for needed in ("onset", "duration"):
        if needed not in header:
            raise DatasetError(f"{path}, row 1: there is no column {needed!r}; expected onset, duration, trial_type.")
    if "trial_type" not in header and "label" not in header:
        raise DatasetError(f"{path}, row 1: there is no column 'trial_type' and none 'label'.")
    events = tuple(_event(dict(zip(header, row, strict=False)), len(row), len(header), path, number)
                   for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row))  # fmt: skip
    return Truth("", events)


def _event(cells: dict[str, str], found: int, expected: int, path: Path, number: int) -> TruthEvent:
    where = f"{path}, row {number}"
    if found != expected:
        raise DatasetError(f"{where}: expected {expected} cells, found {found}.")
    known = {name: cell.strip() for name, cell in cells.items() if cell.strip() not in {"", "n/a"}}
    values: dict[str, Any] = dict(known)
    for name in _NUMBERS:
        if name in known:
            try:
                values[name] = float(known[name])
            except ValueError:
                raise DatasetError(f"{where}: {name} should be a number, found {known[name]!r}.") from None
    if "onset" not in values or "duration" not in values:
        raise DatasetError(f"{where}: onset and duration are both needed.")
    if values["duration"] < 0:
        raise DatasetError(f"{where}: the duration is {values['duration']:g} s; expected 0 or more.")
    kind = known.get("trial_type")
    if "label" not in values:
        if kind in list(Pattern):
            values.setdefault("pattern", kind)
            values["label"] = PATTERN_LABEL[Pattern(kind)].value
        else:
            values["label"] = kind
    return event_from_table(
        {**values, "onset_s": values["onset"], "offset_s": values["onset"] + values["duration"], "kind": kind},
        f"row {number}",
        str(path),
    )
