"""What was found, in sentences, for the top of the page. What needs review comes first; nothing reassures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from twitchcam.records import Label, Pattern
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.phrases import (
    count_words,
    duration_words,
    event_words,
    files_words,
    masked_words,
    moment_words,
    percent_words,
)
from twitchcam.results.surrounding import side_words
from twitchcam.results.words import BRIEF_JERK, DOCTOR_TODAY, PATTERN_WORDS, SHOW_DOCTOR, excluded_words

__all__ = ["Advice", "Gap", "Lead", "gaps_of", "lead_of"]

_FULL_SHARE = 0.9995
_LEAST_LOST_S = 0.05
"""Less is 0 s in words."""
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A link to a card."""

    event_id: str
    moment: str
    text: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, and about which events."""

    text: str
    lines: tuple[Line, ...]
    more: int
    """Further events that are not named."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The top of the page."""

    recorded: str
    files: tuple[str, ...]
    """Sentences about the files that it was joined of."""
    heading: str
    """One short sentence: what was flagged."""
    flagged: bool
    advices: tuple[Advice, ...]
    jerks: tuple[str, ...]
    """Sentences about the brief jerks."""
    analysed: tuple[str, ...]
    """Sentences about how much could be judged, and what changes by itself in the picture."""
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that was not judged."""

    start: str
    end: str
    length: str
    reason: str


def lead_of(document: Document) -> Lead:
    """Return what stands at the top of the page."""
    review = [event for event in document["events"] if event["label"] == Label.NEEDS_REVIEW]
    heading = (
        f"{count_words(len(review), 'movement')} to show a doctor" if review else "No movement was flagged for a doctor"
    )
    return Lead(
        recorded=_recorded(document),
        files=tuple(files_words(document)),
        heading=heading,
        flagged=bool(review),
        advices=tuple(
            _advice(text, group, document)
            for text in (DOCTOR_TODAY, SHOW_DOCTOR)
            if (group := [event for event in review if PATTERN_WORDS[Pattern(event["pattern"])].advice == text])
        ),
        jerks=tuple(_jerks(document)),
        analysed=tuple(_analysed(document)),
        warnings=tuple(str(warning) for warning in document["findings"].get("warnings", [])),
    )


def gaps_of(document: Document) -> list[Gap]:
    """Return the stretches that were not judged, in time order."""
    return [
        Gap(
            moment_words(document, item["start_s"]),
            moment_words(document, item["end_s"]),
            duration_words(item["end_s"] - item["start_s"]),
            excluded_words(item["reason"]),
        )
        for item in document["excluded"]
    ]


def _recorded(document: Document) -> str:
    video = document["video"]
    text = f"{duration_words(video['duration_s'])} long"
    if video["start_time"] is not None:
        start = datetime.fromisoformat(video["start_time"])
        text += f", begins on {start.day} {start:%B %Y} at {start:%H:%M:%S}"
    return text


def _advice(text: str, group: Sequence[EventEntry], document: Document) -> Advice:
    lines = tuple(
        Line(event["id"], moment_words(document, event["start_s"]), event_words(event)) for event in group[:_MOST_NAMED]
    )
    return Advice(text, lines, max(0, len(group) - _MOST_NAMED))


def _jerks(document: Document) -> list[str]:
    findings = document["findings"]
    jerks, clusters = int(findings["jerks"]), int(findings["clusters"])
    if jerks == 0:
        return ["No brief jerk was found."]
    line = f"{count_words(jerks, 'brief jerk')}"
    if findings["jerks_per_hour"] is not None:
        line += f", {findings['jerks_per_hour']:.1f} an hour"
    if clusters:
        line += f"; {clusters} of them {'is a cluster' if clusters == 1 else 'are clusters'} of jerks close together"
    sentences = [line + ".", BRIEF_JERK]
    if sides := side_words(findings):
        sentences.append(sides)
    return sentences


def _analysed(document: Document) -> list[str]:
    findings = document["findings"]
    share, analysable_s = float(findings["analysable_share"]), 3600.0 * float(findings["analysable_hours"])
    sentences = []
    if share >= _FULL_SHARE:
        sentences.append("All of the recording could be analysed.")
    else:
        unasked = [item for item in document["excluded"] if item["reason"] == "outside_requested_stretch"]
        unasked_s = sum(item["end_s"] - item["start_s"] for item in unasked)
        lost_s = max(0.0, document["video"]["duration_s"] - analysable_s - unasked_s)
        rest = [f"{duration_words(lost_s)} could not"] if lost_s >= _LEAST_LOST_S or not unasked else []
        rest += [f"{duration_words(unasked_s)} lie outside the stretch that was asked for"] if unasked else []
        sentences.append(
            f"{duration_words(analysable_s)} of the recording ({percent_words(share)}) could be analysed; "
            f"{', and '.join(rest)}. Nothing is known about what happened there."
        )
    if masked := masked_words(document):
        sentences.append(" ".join(masked))
    smallest = findings.get("smallest_movement_body_lengths")
    if smallest is not None:
        sentences.append(
            f"Movements smaller than about {percent_words(smallest)} of the baby's length cannot be seen "
            "in this recording."
        )
    return sentences
