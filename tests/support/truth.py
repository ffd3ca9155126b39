"""Truth files beside recordings, and whether an analysis meets them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from twitchcam.records import Analysis, Event, Label, Pattern
from twitchcam.timespan import TimeSpan

_PATTERN_OF_KIND = {"clonic": Pattern.RHYTHMIC, "bnsm": Pattern.RHYTHMIC, "tonic": Pattern.STIFFENING}
_SERIES_REACH_S, _REACH_S = 5.0, 2.0
"""How far a review event may reach out of its truth."""


@dataclass(frozen=True)
class Episode:
    """What happens in a recording: one movement, or all of a series."""

    span: TimeSpan
    label: Label
    pattern: Pattern | None
    """None where the truth does not say."""
    series: str


@dataclass(frozen=True)
class Truth:
    """All that happens in a recording."""

    episodes: tuple[Episode, ...]
    fps: float

    def of(self, label: Label) -> list[Episode]:
        """The episodes of one label."""
        return [episode for episode in self.episodes if episode.label is label]


def read_truth(path: Path) -> Truth:
    """Read a truth file; movements of one series become one episode."""
    document = json.loads(path.read_text(encoding="utf-8"))
    episodes: dict[str, Episode] = {}
    for number, entry in enumerate(document["events"]):
        span = TimeSpan(entry["onset_s"], entry["offset_s"])
        key = entry["series"] or f"#{number}"
        if key in episodes:
            span = span.hull(episodes[key].span)
        episodes[key] = Episode(span, Label(entry["label"]), _pattern(entry), entry["series"])
    return Truth(tuple(episodes.values()), float(document["fps"]))


def unmet(analysis: Analysis, truth: Truth) -> list[str]:
    """Say what of the truth the analysis does not meet, and what it reports beyond it; empty where all is well."""
    jerks = [event for event in analysis.events if event.label is Label.NORMAL_JERK]
    reviews = [event for event in analysis.events if event.label is Label.NEEDS_REVIEW]
    tolerance_s = max(0.2, 2.0 / truth.fps)
    complaints = []
    for episode in truth.of(Label.NORMAL_JERK):
        nearest = min(jerks, key=lambda jerk: abs(jerk.span.start_s - episode.span.start_s), default=None)
        if nearest is None or abs(nearest.span.start_s - episode.span.start_s) > tolerance_s:
            complaints.append(f"no normal_jerk at {episode.span.start_s:.2f} s")
        else:
            jerks.remove(nearest)
    for episode in truth.of(Label.NEEDS_REVIEW):
        fitting = [event for event in reviews if _fits(event, episode)]
        if not fitting:
            name = episode.pattern or "needs_review"
            complaints.append(f"no {name} at {episode.span.start_s:.2f} to {episode.span.end_s:.2f} s")
        for event in fitting[:1]:
            reviews.remove(event)
    complaints += [f"{event.pattern} at {event.span.start_s:.2f} s is in no truth" for event in [*jerks, *reviews]]
    return complaints


def _pattern(entry: dict[str, str]) -> Pattern | None:
    if "pattern" in entry:
        return Pattern(entry["pattern"])
    if entry["kind"] == "spasm":
        return Pattern.SPASM_SERIES if entry["series"] else Pattern.SINGLE_SPASM_LIKE
    return _PATTERN_OF_KIND.get(entry["kind"])


def _fits(event: Event, episode: Episode) -> bool:
    """The right pattern over at least half of the episode, and not far beyond it."""
    reach_s = _SERIES_REACH_S if episode.series else _REACH_S
    covered = event.span.overlap_s(episode.span) >= 0.5 * episode.span.duration_s
    beyond = event.span.start_s < episode.span.start_s - reach_s or event.span.end_s > episode.span.end_s + reach_s
    return episode.pattern in (None, event.pattern) and covered and not beyond
