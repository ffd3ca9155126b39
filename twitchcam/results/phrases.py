"""Durations, moments, shares and single events as people say them; the summary, the video and the page share them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from twitchcam.records import Part, Pattern
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.words import MASKED_WORDS, PART_WORDS, PATTERN_WORDS

__all__ = [
    "count_words",
    "duration_words",
    "event_words",
    "files_words",
    "masked_words",
    "moment_words",
    "percent_words",
    "place_words",
    "position_words",
]


_MOST_FILES = 6
"""More files, gaps or overlaps than this are not named one by one."""
_JOINED_BY = {
    "name": "by the times in their names",
    "metadata": "by the times stated in them",
    "metadata_end": "by the times stated in them, taken for those at which they ended",
    "order": "in the order given",
}


def duration_words(seconds: float) -> str:
    """Return a duration as people say it: ``0.4 s``, ``14 s``, ``3 min 5 s``, ``8 h 12 min``."""
    if seconds < 9.95:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min" + (f" {rest} s" if rest else "")
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h" + (f" {minutes} min" if minutes else "")


def moment_words(document: Document, time_s: float) -> str:
    """Return a moment as clock time where it is known, and as position (MM:SS or HH:MM:SS) else."""
    start_time = document["video"]["start_time"]
    if start_time is not None:
        return (datetime.fromisoformat(start_time) + timedelta(seconds=time_s)).strftime("%H:%M:%S")
    return position_words(time_s, document["video"]["duration_s"])


def position_words(time_s: float, duration_s: float) -> str:
    """Return a position in a recording: ``MM:SS``, or ``HH:MM:SS`` where it lasts an hour."""
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}" if duration_s >= 3600 else f"{minutes:02}:{seconds:02}"


def event_words(event: EventEntry) -> str:
    """Return one event: ``rhythmic movement (right arm), 14 s, about 2.1 times a second``."""
    line = PATTERN_WORDS[Pattern(event["pattern"])].name
    parts = [PART_WORDS[Part(part)] for part in event["parts"] if part != Part.UNKNOWN]
    if parts:
        line += f" ({', '.join(parts)})"
    line += f", {duration_words(event['duration_s'])}"
    if event["pattern"] == Pattern.SPASM_SERIES:
        line += f", {count_words(len(event['members']), 'movement')}"
    elif event["rate_hz"] is not None:
        line += f", about {event['rate_hz']:.1f} times a second"
    return line


def files_words(document: Document) -> list[str]:
    """Return sentences about the files that a joined recording was made of; none where it is one file."""
    video = document["video"]
    segments = video.get("segments", [])
    if not segments:
        return []
    names = [segment["file_name"] for segment in segments]
    listed = ", ".join(names) if len(names) <= _MOST_FILES else f"{names[0]} to {names[-1]}"
    sentences = [f"Joined from {count_words(len(names), 'file')}, {_JOINED_BY[segments[0]['start_from']]}: {listed}."]
    for stretches, one, rest in (
        (video.get("gaps", []), "gap", "between files, in which nothing was recorded"),
        (video.get("overlaps", []), "overlap", "of files; the earlier file's pictures were used"),
    ):
        if stretches:
            total_s = sum(stretch["end_s"] - stretch["start_s"] for stretch in stretches)
            moments = [moment_words(document, stretch["start_s"]) for stretch in stretches]
            where = f"at {', '.join(moments)}" if len(moments) <= _MOST_FILES else "see events.json"
            sentences.append(f"{count_words(len(moments), one)} {rest}: {duration_words(total_s)} ({where}).")
    return sentences


def masked_words(document: Document) -> list[str]:
    """Return sentences about what changes by itself in the picture, and where; none where nothing does.

    What never rests is left out of what is looked at, and running writing only at the moments when it changes.
    """
    sentences = []
    for reason, where in (("never_rests", "Left out of the picture"), ("on_screen_text", "Not taken for movement")):
        boxes = [entry["box_px"] for entry in document.get("masked", []) if entry["reason"] == reason]
        if boxes:
            places = ", ".join(dict.fromkeys(place_words(document, box_px) for box_px in boxes))
            sentences.append(f"{where}: {MASKED_WORDS[reason]} ({places}).")
    return sentences


def place_words(document: Document, box_px: Sequence[float]) -> str:
    """Return where in the picture the middle of a box lies: ``top left``, ``right``, ``middle``."""
    left_px, top_px, right_px, bottom_px = box_px
    across = _third(left_px + right_px, document["video"]["width_px"], ("left", "", "right"))
    down = _third(top_px + bottom_px, document["video"]["height_px"], ("top", "", "bottom"))
    return f"{down} {across}".strip() or "middle"


def _third(both_ends_px: float, length_px: int, names: tuple[str, str, str]) -> str:
    return names[min(2, int(1.5 * both_ends_px / length_px))]


def percent_words(share: float) -> str:
    """Return a share in percent, with a decimal where it is close to nothing or to all."""
    percent = 100.0 * share
    return f"{percent:.1f}%" if 0.0 < percent < 9.95 or 99.0 < percent < 100.0 else f"{percent:.0f}%"


def count_words(number: int, thing: str) -> str:
    """Return a number of things: ``1 movement``, ``2 movements``."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
