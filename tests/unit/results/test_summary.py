from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from tests.support import examples
from twitchcam.records import PATTERN_LABEL, Analysis, Box, Event, Label, Pattern
from twitchcam.results import words
from twitchcam.results.events_json import Document, document_of
from twitchcam.results.phrases import place_words
from twitchcam.results.summary import duration_words, moment_words, summary_lines

FOLDER = Path("night.mp4.twitchcam")


def summary(analysis: Analysis) -> str:
    return "\n".join(summary_lines(document_of(analysis), FOLDER))


def unwrapped(analysis: Analysis) -> str:
    return " ".join(summary(analysis).split())


def many(number: int, pattern: Pattern) -> tuple[Event, ...]:
    return tuple(examples.event(pattern, 10.0 * index, 2.0) for index in range(number))


def test_a_night_in_words() -> None:
    text = summary(examples.night())
    assert "Recorded: 8 h 20 min, from 5 March 2024, 23:58:30." in text
    assert "    00:00:35  rhythmic movement (right arm), 14 s, about 2.1 times a second" in text
    assert "about 2.1 times a second; 00:02:05 into the recording" in unwrapped(examples.night())
    assert "series of like movements (trunk, arm), 17 s, 3 movements" in text
    assert "Brief jerks: 2, 13.1 an hour; 1 of them is a cluster" in text
    assert "Not analysed: 50 s (the picture was too dark)." in text


def test_what_changes_by_itself_is_named_with_its_place() -> None:
    assert (
        "Left out of the picture: something that never stops moving (top right). "
        "Not taken for movement: running writing such as a clock (bottom left)."
    ) in unwrapped(examples.analysis())
    without = summary(examples.analysis(masked=()))
    assert "Left out of the picture" not in without


def test_an_outcome_from_before_places_were_named_has_its_summary() -> None:
    document = document_of(examples.analysis())
    before = {key: value for key, value in document.items() if key != "masked"}
    assert summary_lines(cast(Document, before), FOLDER) == summary_lines(
        document_of(examples.analysis(masked=())), FOLDER
    )


@pytest.mark.parametrize(
    ("box_px", "place"),
    [
        ([0.0, 0.0, 200.0, 100.0], "top left"),
        ([500.0, 0.0, 800.0, 100.0], "top"),
        ([1080.0, 300.0, 1280.0, 400.0], "right"),
        ([500.0, 300.0, 800.0, 400.0], "middle"),
        ([1200.0, 700.0, 1280.0, 720.0], "bottom right"),
        ([0.0, 0.0, 1280.0, 720.0], "middle"),
        ([2560.0, 1440.0, 2560.0, 1440.0], "bottom right"),
    ],
)
def test_places(box_px: list[float], place: str) -> None:
    assert place_words(document_of(examples.analysis()), box_px) == place


def test_several_sources_in_one_place_are_named_once() -> None:
    one = examples.measurement().masked[0]
    other = replace(one, box=Box(0.0, 0.0, 40.0, 40.0))
    text = unwrapped(examples.analysis(masked=(one, other, one)))
    assert "something that never stops moving (top right, top left)." in text


def test_positions_take_the_place_of_unknown_clock_times() -> None:
    text = summary(examples.analysis())
    assert "02:05  rhythmic movement" in text
    assert "into the recording" not in text


def test_the_words_for_care_are_always_there() -> None:
    for analysis in (examples.analysis(), examples.analysis(events=(), findings=examples.findings(jerks=0, review=0))):
        text = unwrapped(analysis)
        for sentence in (words.NO_MEDICAL_DEVICE, words.NOTHING_EXCLUDED, words.EMERGENCY):
            assert sentence in text


def test_nothing_reassures_and_nothing_names_a_disease() -> None:
    quiet = examples.analysis(events=(), findings=examples.findings(jerks=0, clusters=0))
    for analysis in (examples.analysis(), quiet):
        text = unwrapped(analysis).lower()
        for word in ("normal", "fine", "healthy", "no seizure", "epilep", "improv", "worr"):
            assert word not in text
    assert "Needs review: nothing was flagged." in summary(quiet)


@pytest.mark.parametrize(
    "pattern", [Pattern.RHYTHMIC, Pattern.STIFFENING, Pattern.SPASM_SERIES, Pattern.SINGLE_SPASM_LIKE]
)
def test_what_a_doctor_should_see_today(pattern: Pattern) -> None:
    assert "  " + words.DOCTOR_TODAY in summary(examples.analysis(events=many(1, pattern)))


@pytest.mark.parametrize("pattern", Pattern)
def test_every_review_pattern_has_an_advice(pattern: Pattern) -> None:
    assert bool(words.PATTERN_WORDS[pattern].advice) == (PATTERN_LABEL[pattern] is Label.NEEDS_REVIEW)


def test_review_events_come_first_and_are_not_endless() -> None:
    events = (*many(30, Pattern.UNDECIDED), *many(3, Pattern.RHYTHMIC), *many(40, Pattern.SINGLE_JERK))
    text = summary(examples.analysis(events=events, findings=examples.findings(jerks=40, review=33)))
    assert text.index("rhythmic movement") < text.index("could not be told") < text.index("Brief jerks")
    assert text.count("could not be told") == 17
    assert "... and 13 more, see events.csv." in text
    assert len(text.splitlines()) < 50
    assert max(map(len, text.splitlines())) <= 100


def test_the_sides_are_told_where_there_are_enough_jerks() -> None:
    values = {"jerks": 12, "side_known_jerks": 10, "one_sidedness": 0.6, "side_chance": 0.7, "busier_side": "left"}
    text = unwrapped(examples.analysis(findings=examples.findings(**values)))
    assert "Of the 10 jerks whose side is known, 6 were on the same side of the body." in text
    values = {**values, "one_sidedness": 1.0, "side_chance": 0.002}
    text = unwrapped(examples.analysis(findings=examples.findings(**values)))
    assert "10 were on the same side of the body, the left: more than the time that each side could be seen" in text
    assert "whose side is known" not in summary(examples.analysis())


def test_what_was_heard_is_told_and_silence_is_not_taken_for_calm() -> None:
    text = unwrapped(examples.analysis())
    assert "Crying was heard for 30 s in all, from 06:35." in text
    assert "1 sudden noise was heard; 1 brief jerk began within a second after one." in text
    silent = examples.measurement(sound=None, video=examples.video(has_sound=False))
    assert "has no sound: nothing is known about crying" in unwrapped(examples.analysis(measurement=silent))
    unheard = examples.measurement(sound=None)
    assert "not listened to, or could not be read" in unwrapped(examples.analysis(measurement=unheard))


def test_a_movement_that_crying_flagged_says_so() -> None:
    moved = examples.event(Pattern.UNDECIDED, 10.0, 1.2, context={"moved_by_crying": True})
    assert "flagged because crying was heard near it" in unwrapped(examples.analysis(events=(moved,)))


def test_the_age_is_told_with_its_source_where_it_was_given() -> None:
    assert "At this age" not in summary(examples.analysis())
    text = unwrapped(examples.analysis(findings=examples.findings(age_weeks=20.0)))
    assert "Epileptic spasms begin most often between 3 and 12 months (ILAE" in text


def test_warnings_are_shown() -> None:
    text = summary(examples.analysis(findings=examples.findings(warnings=["The file is cut off."])))
    assert "Note: The file is cut off." in text


def test_nothing_analysable() -> None:
    findings = examples.findings(jerks=0, jerks_per_hour=None, analysable_hours=0.0, analysable_share=0.0)
    assert "Analysed: 0 s of it (0%)." in summary(examples.analysis(events=(), findings=findings))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.3, "0.3 s"),
        (2.0, "2 s"),
        (9.96, "10 s"),
        (14.2, "14 s"),
        (60.0, "1 min"),
        (185.4, "3 min 5 s"),
        (3599.6, "1 h"),
        (29520.0, "8 h 12 min"),
    ],
)
def test_durations(seconds: float, shown: str) -> None:
    assert duration_words(seconds) == shown


def test_moments_past_midnight() -> None:
    assert moment_words(document_of(examples.night()), 90.5) == "00:00:00"
    assert moment_words(document_of(examples.analysis()), 90.5) == "01:30"


def test_every_word_is_plain() -> None:
    for pattern, entry in words.PATTERN_WORDS.items():
        assert "_" not in entry.name + entry.meaning, pattern
        assert entry.meaning.endswith(".")
    assert words.excluded_words("never_heard_of") == "never heard of"
