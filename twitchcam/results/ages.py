"""What is usual at an age, in a sentence with its source. Changes no label, and reassures nobody."""

from __future__ import annotations

__all__ = ["age_words"]

_SPASMS = (
    "Epileptic spasms begin most often between 3 and 12 months (ILAE, epilepsydiagnosis.org): movements alike in a "
    "row, often after waking, need a doctor the same day."
)
_AGES = (
    (
        4.0,
        "At this age jerks in sleep are common; benign neonatal sleep myoclonus usually begins in the first weeks of "
        "life (Maurer 2010). Two of three seizures of newborns show nothing on video (Murray 2008), so age explains "
        "no movement.",
    ),
    (
        12.0,
        "At this age jerks in sleep are still common; benign neonatal sleep myoclonus usually ends within the first "
        "six months (Maurer 2010). Startles (Moro reflex) are usual until about 3 to 6 months.",
    ),
    (26.0, f"Jerks in sleep become fewer towards six months. {_SPASMS}"),
    (52.0, f"After six months new or frequent jerks in sleep are less usual. {_SPASMS}"),
    (
        float("inf"),
        "What is known about jerks in infants' sleep was found in the first year; nothing here was made for this age.",
    ),
)
"""Age in weeks up to which a sentence holds, and the sentence."""


def age_words(age_weeks: float | None) -> str:
    """Return what is usual at an age; empty where the age was not given."""
    if age_weeks is None:
        return ""
    return next(text for until, text in _AGES if age_weeks < until)
