"""The outcome in words for a parent, as plain lines of text. What needs review comes first; nothing reassures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from twitchcam.records import Label, Pattern
from twitchcam.results.ages import age_words
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.phrases import (
    count_words,
    duration_words,
    event_words,
    files_words,
    masked_words,
    moment_words,
    percent_words,
    position_words,
)
from twitchcam.results.surrounding import moved_by_crying, side_words, sound_words
from twitchcam.results.words import (
    BRIEF_JERK,
    DOCTOR_TODAY,
    EMERGENCY,
    NO_MEDICAL_DEVICE,
    NOTHING_EXCLUDED,
    PATTERN_WORDS,
    SHOW_DOCTOR,
    excluded_words,
)

__all__ = ["duration_words", "moment_words", "summary_lines"]

_WIDTH = 96
_MOST_EVENTS = 20
_FULL_SHARE = 0.9995


def summary_lines(document: Document, folder: Path, shown: str = "") -> list[str]:
    """Return the summary of a run.

    Parameters
    ----------
    document : Document
        The outcome of the run.
    folder : Path
        Where its files lie.
    shown : str
        A sentence about the page and the video.
    """
    paragraphs = [
        list(_length(document)),
        list(_review(document)),
        list(_jerks(document)),
        list(_wrapped(sound_words(document))),
        list(_wrapped(words for words in [age_words(document["findings"]["age_weeks"])] if words)),
        list(_wrapped(f"Note: {warning}" for warning in document["findings"].get("warnings", []))),
        [
            f"Files: {folder}",
            *textwrap.wrap(shown, _WIDTH, initial_indent="  ", subsequent_indent="  "),
            "  events.json and events.csv list every movement, signals.npz the measured traces.",
        ],
        list(_wrapped([NO_MEDICAL_DEVICE + " " + NOTHING_EXCLUDED, EMERGENCY])),
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines).split("\n")


def _length(document: Document) -> Iterator[str]:
    video, findings = document["video"], document["findings"]
    yield video["file_name"]
    recorded = f"Recorded: {duration_words(video['duration_s'])}"
    start_time = video["start_time"]
    if start_time is not None:
        recorded += f", from {datetime.fromisoformat(start_time):%d %B %Y, %H:%M:%S}".replace(" 0", " ")
    yield recorded + "."
    yield from _wrapped(files_words(document))
    share = float(findings["analysable_share"])
    analysable_s = 3600.0 * float(findings["analysable_hours"])
    if share >= _FULL_SHARE:
        yield "Analysed: all of it."
    else:
        yield f"Analysed: {duration_words(analysable_s)} of it ({percent_words(share)})."
    lost: dict[str, float] = {}
    for excluded in document["excluded"]:
        reason = excluded["reason"]
        lost[reason] = lost.get(reason, 0.0) + excluded["end_s"] - excluded["start_s"]
    if lost:
        reasons = ", ".join(
            f"{duration_words(lost_s)} ({excluded_words(reason)})"
            for reason, lost_s in sorted(lost.items(), key=lambda item: -item[1])
        )
        yield from _wrapped([f"Not analysed: {reasons}."])
    if masked := masked_words(document):
        yield from _wrapped([" ".join(masked)])
    smallest = findings.get("smallest_movement_body_lengths")
    if smallest is not None:
        limit = f"{percent_words(smallest)} of the baby's length"
        yield from _wrapped([f"Movements smaller than about {limit} cannot be seen in this recording."])


def _review(document: Document) -> Iterator[str]:
    events = [event for event in document["events"] if event["label"] == Label.NEEDS_REVIEW]
    if not events:
        yield "Needs review: nothing was flagged."
        return
    yield f"Needs review: {count_words(len(events), 'movement')}."
    left = _MOST_EVENTS
    for advice in (DOCTOR_TODAY, SHOW_DOCTOR):
        group = [event for event in events if PATTERN_WORDS[Pattern(event["pattern"])].advice == advice]
        if group:
            yield f"  {advice}" if len(group) == 1 else f"  For each of these {len(group)}: {advice}"
        for event in group[:left]:
            yield from textwrap.wrap(
                _event_line(event, document), _WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 14
            )
        left = max(0, left - len(group))
    if len(events) > _MOST_EVENTS:
        yield f"    ... and {len(events) - _MOST_EVENTS} more, see events.csv."


def _event_line(event: EventEntry, document: Document) -> str:
    start_s, video = event["start_s"], document["video"]
    line = f"{moment_words(document, start_s)}  {event_words(event)}"
    if video["start_time"] is not None:
        line += f"; {position_words(start_s, video['duration_s'])} into the recording"
    if moved_by_crying(event):
        line += "; flagged because crying was heard near it"
    return line


def _jerks(document: Document) -> Iterator[str]:
    findings = document["findings"]
    jerks, clusters = int(findings["jerks"]), int(findings["clusters"])
    if jerks == 0:
        yield "Brief jerks: none found."
        return
    line = f"Brief jerks: {jerks}"
    if findings["jerks_per_hour"] is not None:
        line += f", {findings['jerks_per_hour']:.1f} an hour"
    if clusters:
        line += f"; {clusters} of them {'is a cluster' if clusters == 1 else 'are clusters'} of jerks close together"
    yield line + "."
    moments = [moment_words(document, event["start_s"]) for event in document["events"] if _is_jerk(event)]
    if len(moments) <= _MOST_EVENTS:
        yield from textwrap.wrap("At " + ", ".join(moments) + ".", _WIDTH, initial_indent="  ", subsequent_indent="  ")
    else:
        yield "  events.csv lists them all."
    yield from textwrap.wrap(BRIEF_JERK, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    if sides := side_words(findings):
        yield from textwrap.wrap(sides, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    if findings["persistent"]:
        yield "  There were several in every hour. Tell the doctor."


def _is_jerk(event: EventEntry) -> bool:
    return event["label"] == Label.NORMAL_JERK


def _wrapped(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from textwrap.wrap(paragraph, _WIDTH)
