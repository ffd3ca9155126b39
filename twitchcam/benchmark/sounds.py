"""How well crying and sudden noises are heard, on clips whose truth states their sounds.

1. Crying by time: precision is the share of the reported time that lies in true crying, recall the share of the true
   time that is reported. Times are added over all clips before they are divided.
2. Crying by stretches: one is found when at least half of it is reported; a reported one is false when less than half
   of it is true.
3. Noises by onset, one to one, within `NOISE_TOLERANCE_S`, the nearest pairs first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twitchcam.benchmark.findings import ClipFindings
from twitchcam.benchmark.truth import TruthSound
from twitchcam.timespan import TimeSpan, merge, overlap_s, total_s

__all__ = ["NOISE_TOLERANCE_S", "SoundSums", "score_sounds", "sound_lines", "sounds_entry"]

NOISE_TOLERANCE_S = 0.25
"""How far an onset may lie from the true one (judgement: a quarter of what a movement may follow a noise by)."""


@dataclass(frozen=True, slots=True)
class SoundSums:
    """The sums of one clip, or of many."""

    clips: int = 0
    crying_s: float = 0.0
    """True crying, each second once."""
    crying_reported_s: float = 0.0
    crying_right_s: float = 0.0
    """What of the reported time is true."""
    crying: int = 0
    crying_found: int = 0
    crying_reported: int = 0
    crying_false: int = 0
    noises: int = 0
    noises_found: int = 0
    noises_reported: int = 0

    def __add__(self, other: SoundSums) -> SoundSums:
        return SoundSums(*(getattr(self, name) + getattr(other, name) for name in SoundSums.__slots__))


def score_sounds(truth: Sequence[TruthSound], found: ClipFindings) -> SoundSums:
    """Return the sums of one clip.

    Parameters
    ----------
    truth : sequence of TruthSound
    found : ClipFindings
    """
    true = merge(sound.span for sound in truth if sound.kind == "crying")
    reported = merge(found.crying)
    onsets = [sound.span.start_s for sound in truth if sound.kind == "noise"]
    return SoundSums(
        clips=1,
        crying_s=total_s(true),
        crying_reported_s=total_s(reported),
        crying_right_s=sum(overlap_s(span, true) for span in reported),
        crying=len(true),
        crying_found=sum(_half(span, reported) for span in true),
        crying_reported=len(reported),
        crying_false=sum(not _half(span, true) for span in reported),
        noises=len(onsets),
        noises_found=_paired(onsets, found.noises_s),
        noises_reported=len(found.noises_s),
    )


def sounds_entry(sums: SoundSums) -> dict[str, Any]:
    """Return the sums and their figures as results.json shows them; a figure without anything to divide by is None."""
    return {
        "counts": {name: getattr(sums, name) for name in SoundSums.__slots__},
        "figures": {
            "crying_precision": _share(sums.crying_right_s, sums.crying_reported_s),
            "crying_recall": _share(sums.crying_right_s, sums.crying_s),
            "noise_precision": _share(sums.noises_found, sums.noises_reported),
            "noise_recall": _share(sums.noises_found, sums.noises),
        },
    }


def sound_lines(entry: Mapping[str, Any]) -> list[str]:
    """Return the figures as lines for a person."""
    counts, figures = entry["counts"], entry["figures"]
    by_time = f"precision {_words(figures['crying_precision'])}, recall {_words(figures['crying_recall'])}"
    by_onset = f"precision {_words(figures['noise_precision'])}, recall {_words(figures['noise_recall'])}"
    found = f"{counts['crying_found']} of {counts['crying']} stretches found, {counts['crying_false']} false"
    return [
        f"Crying, in {counts['clips']} clips with stated sounds: {found}; by time {by_time}.",
        f"Sudden noises: {counts['noises_found']} of {counts['noises']} onsets found; {by_onset}.",
    ]


def _half(span: TimeSpan, others: Sequence[TimeSpan]) -> bool:
    return overlap_s(span, others) >= 0.5 * span.duration_s and any(span.intersect(other) for other in others)


def _paired(true_s: Sequence[float], found_s: Sequence[float]) -> int:
    near = sorted(
        (abs(found - true), i, j)
        for i, true in enumerate(true_s)
        for j, found in enumerate(found_s)
        if abs(found - true) <= NOISE_TOLERANCE_S
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in near:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
    return len(taken[0])


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _words(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"
