from __future__ import annotations

from typing import Any

import pytest

from tests.support import examples
from twitchcam.records import Analysis, Part, Pattern
from twitchcam.results.ages import age_words
from twitchcam.results.events_json import document_of
from twitchcam.results.surrounding import context_facts, rows_of
from twitchcam.results.words import NOT_KNOWN


def rows(analysis: Analysis) -> dict[str, str]:
    return dict(rows_of(document_of(analysis)))


def facts(**context: Any) -> dict[str, str]:
    document = document_of(examples.analysis(events=(examples.event(context=context),)))
    return dict(context_facts(document["events"][0]))


def test_every_row_has_an_answer_or_says_that_it_is_not_known() -> None:
    found = rows(examples.night())
    assert all(found.values())
    assert found["Where"].startswith("Brief jerks, by the part that moves most: left arm (1), right leg (1).")
    assert found["How often"].startswith("2 brief jerks, 13.1 an hour. Whether that goes on")
    assert "Crying was heard for 30 s" in found["Crying and noises"]
    assert found["Face"] == "Face not assessed: it could not be found in the picture."
    assert found["Set off by touch"] == NOT_KNOWN
    assert found["Fewer or more over the weeks"].startswith(NOT_KNOWN)
    assert "--age-weeks" in found["Age"]


def test_a_recording_in_which_nothing_is_known() -> None:
    silent = examples.measurement(sound=None, video=examples.video(has_sound=False))
    findings = examples.findings(jerks=0, jerks_per_hour=None)
    found = rows(examples.analysis(events=(), findings=findings, measurement=silent))
    assert found["How often"].startswith("No brief jerk was found. Half an hour")
    assert found["Where"] == "No brief jerk to say it of."
    assert found["Crying and noises"] == "The recording has no sound: nothing is known about crying and noises."


@pytest.mark.parametrize(
    ("persistent", "words"), [(True, "several in every hour. Tell the doctor."), (False, "not several")]
)
def test_how_often(persistent: bool, words: str) -> None:
    assert words in rows(examples.night(findings=examples.findings(persistent=persistent)))["How often"]


def test_what_followed() -> None:
    events = tuple(
        examples.event(start_s=10.0 * n, context={"arousal": arousal})
        for n, arousal in enumerate(["calm", "crying", "moving", "unknown"])
    )
    text = rows(examples.analysis(events=events))["Before and after"]
    assert text == (
        "3 movements could be judged: 1 followed by crying within 30 s, 1 followed by a minute or more of moving about."
    )


def test_what_surrounds_one_event() -> None:
    found = facts(arousal="calm", state="settled", sound=True, noise_before_s=0.4, crying_distance_s=7.5)
    assert found["Before and after"] == "calm before and after"
    assert found["Sudden noise"] == "a sudden noise 0.4 s before it"
    assert found["Crying"] == "7.5 s away"
    assert facts(sound=False) == {"Sound": "none recorded"}
    assert facts(rhythm_stops_on_waking=False)["Stops when the baby wakes"] == "no, it went on"


def test_a_face_that_was_seen_and_the_sides() -> None:
    findings = examples.findings(face_seen_share=0.4, one_sidedness=0.9, side_known_jerks=10, side_chance=0.02)
    found = rows(examples.analysis(findings={**findings, "busier_side": "right"}))
    assert "Seen in 40% of the recording" in found["Face"]
    assert "9 were on the same side of the body, the right: more than" in found["Where"]


@pytest.mark.parametrize("weeks", [0.0, 3.9, 4.0, 11.0, 25.0, 51.0, 300.0])
def test_no_age_reassures(weeks: float) -> None:
    text = age_words(weeks).lower()
    assert text
    for word in ("normal", "harmless", "fine", "healthy", "worr"):
        assert word not in text
    assert age_words(None) == ""


def test_the_parts_are_those_that_move_most() -> None:
    jerk = examples.event(parts=(Part.FACE, Part.HEAD))
    flagged = examples.event(Pattern.RHYTHMIC, 50.0, 9.0)
    found = rows(examples.analysis(events=(jerk, flagged)))
    assert "face (1)" in found["Where"]
    assert found["How long, and how often in a row"].endswith("1 movement to show a doctor.")
