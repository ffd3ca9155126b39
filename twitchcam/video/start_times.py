"""When a recording begins, by its name: the forms that cameras use. docs/joining.md lists them with their cameras.

Looked for in this order; the first that is a real date and time counts:

1. date and time in the name                    RecM01_20260301_223000_223100.mp4, 2026-03-01T22.30.00.mp4
2. time in the name, date in a folder           2026-03-01/001/dav/22/22.30.00-22.31.00[M][0@0][0].mp4
3. minute and second in the name, hour in folders   2026030122/30M00S_1772404200.mp4, 2026-03-01/22/crib/30.00.mp4
4. seconds since 1970, or thousandths           1772404200.mp4
5. date and time without seconds                2026-03-01_22-30.mp4
6. minute in the name, hour in folders          20260301/22/30.mp4
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

__all__ = ["NameStart", "name_start"]

_DATE = r"(?<!\d)(?P<y>(?:19|20)\d\d)[-_.]?(?P<mo>\d\d)[-_.]?(?P<d>\d\d)"
_GAP = r"[T _.\-]{0,3}"
_FULL = re.compile(_DATE + _GAP + r"(?P<h>\d\d)[-_.:h]?(?P<mi>\d\d)[-_.:m]?(?P<s>\d\d)(?P<ms>\d{3})?(?!\d)")
_NO_SECONDS = re.compile(_DATE + _GAP + r"(?P<h>\d\d)[-_.:h]?(?P<mi>\d\d)(?!\d|[-_.:]\d\d(?!\d))")
_DAY = re.compile(_DATE + r"(?!\d)")
_DAY_AND_HOUR = re.compile(r"(?<!\d)(?P<y>20\d\d)Y?(?P<mo>\d\d)M?(?P<d>\d\d)D?(?P<h>\d\d)H?(?!\d)")
_TIME = re.compile(r"(?<!\d)(?P<h>\d\d)(?P<sep>[-_.:]?)(?P<mi>\d\d)(?P=sep)(?P<s>\d\d)(?!\d)")
_IN_HOUR = re.compile(r"(?:E\d+)?(?P<mi>\d\d)(?:M(?P<s>\d\d)S|\.(?P<s2>\d\d)(?!\d))")
_MINUTE = re.compile(r"(?P<mi>\d\d)")
_EPOCH = re.compile(r"(?<!\d)(?P<epoch>1\d{9})(?P<ms>\d{3})?(?!\d)")
_HOUR = re.compile(r"(?P<h>\d\d)")
_FOLDERS_UP = 5
"""Dates stand at most this many folders above a file."""


@dataclass(frozen=True, slots=True)
class NameStart:
    """When a file begins by its name."""

    time: datetime
    """As it stands; with a time zone (UTC) only where it counts from 1970."""
    resolution_s: float
    """What the name leaves out: the file begins up to this much later."""
    before: str
    """What stands in the name before the time: it tells cameras and streams apart."""


def name_start(path: Path) -> NameStart | None:
    """Return when a recording begins by its name and its folders; None where they do not say."""
    return next(_readings(path), None)


def _readings(path: Path) -> Iterator[NameStart]:
    name, folders = path.stem, path.absolute().parent.parts[::-1][:_FOLDERS_UP]
    yield from _whole(_FULL.finditer(name), 1.0)
    day = next((found for folder in folders if (found := _DAY.search(folder))), None)
    if day is not None:
        for found in _TIME.finditer(name):
            yield from _moment({**day.groupdict(), **found.groupdict()}, 1.0, name[: found.start()])
    hour, in_hour = _hour_of(folders), _IN_HOUR.match(name)
    if hour is not None and in_hour is not None:
        yield from _moment({**hour, "mi": in_hour["mi"], "s": in_hour["s"] or in_hour["s2"]}, 1.0, "")
    for found in _EPOCH.finditer(name):
        time = datetime.fromtimestamp(int(found["epoch"]), UTC) + timedelta(milliseconds=int(found["ms"] or 0))
        yield NameStart(time, 0.001 if found["ms"] else 1.0, name[: found.start()])
    yield from _whole(_NO_SECONDS.finditer(name), 60.0)
    minute = _MINUTE.fullmatch(name)
    if hour is not None and minute is not None:
        yield from _moment({**hour, "mi": minute["mi"]}, 60.0, "")


def _hour_of(folders: Sequence[str]) -> dict[str, str] | None:
    """Return date and hour from the folders above a file, the nearest first."""
    hour: str | None = None
    for folder in folders:
        both = _DAY_AND_HOUR.fullmatch(folder)
        if both is not None:
            return both.groupdict()
        day = _DAY.fullmatch(folder)
        if day is not None:
            return None if hour is None else {**day.groupdict(), "h": hour}
        alone = _HOUR.fullmatch(folder)
        hour = alone["h"] if alone is not None else hour
    return None


def _whole(matches: Iterator[re.Match[str]], resolution_s: float) -> Iterator[NameStart]:
    for found in matches:
        yield from _moment(found.groupdict(), resolution_s, found.string[: found.start()])


def _moment(parts: dict[str, str | None], resolution_s: float, before: str) -> Iterator[NameStart]:
    """Yield the moment that digits name, unless there is none such."""
    year, month, day, hour, minute, second = (int(parts.get(key) or 0) for key in ("y", "mo", "d", "h", "mi", "s"))
    try:
        time = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return
    thousandths = parts.get("ms")
    if thousandths:
        yield NameStart(time + timedelta(milliseconds=int(thousandths)), 0.001, before)
    else:
        yield NameStart(time, resolution_s, before)
