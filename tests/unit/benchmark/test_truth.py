import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.benchmark import event
from twitchcam.benchmark.bids import child_of, clip_stems, read_events_table
from twitchcam.benchmark.truth import Truth, episodes_of, read_truth
from twitchcam.errors import DatasetError
from twitchcam.records import Label, Pattern


def truth(tmp_path: Path, *events: Any) -> Truth:
    path = tmp_path / "a.truth.json"
    path.write_text(json.dumps({"clip": "a.mp4", "events": list(events)}))
    return read_truth(path)


def test_kinds_say_which_pattern_it_is(tmp_path: Path) -> None:
    kinds = ["jerk", "multi", "clonic", "bnsm", "tonic", "spasm", "tremor", "gross", "slow", "new_kind"]
    labels = ["normal_jerk"] * 2 + ["needs_review"] * 5 + ["other_movement"] * 3
    events = [
        {**event(number, number + 0.5), "pattern": None, "kind": kind, "label": label}
        for number, (kind, label) in enumerate(zip(kinds, labels, strict=True))
    ]
    found = [one.pattern for one in truth(tmp_path, *events).events]
    assert found == [
        Pattern.SINGLE_JERK,
        Pattern.JERK_CLUSTER,
        Pattern.RHYTHMIC,
        Pattern.RHYTHMIC,
        Pattern.STIFFENING,
        Pattern.SINGLE_SPASM_LIKE,
        Pattern.TREMOR,
        Pattern.GROSS_MOVEMENT,
        Pattern.GROSS_MOVEMENT,
        None,
    ]


def test_a_series_is_one_episode(tmp_path: Path) -> None:
    spasm = Pattern.SINGLE_SPASM_LIKE
    events = [event(10, 11, spasm, series="s"), event(20, 21, spasm, series="s"), event(30, 31, spasm)]
    first, second = episodes_of(truth(tmp_path, *events).events)
    assert (first.span.start_s, first.span.end_s, first.members, first.pattern) == (10, 21, 2, Pattern.SPASM_SERIES)
    assert (second.members, second.pattern) == (1, spasm)


def test_an_episode_keeps_the_kind_of_its_members(tmp_path: Path) -> None:
    hiccup: dict[str, Any] = {"pattern": Pattern.SINGLE_SPASM_LIKE, "series": "s", "kind": "hiccup"}
    (one,) = episodes_of(truth(tmp_path, event(1, 2, **hiccup), event(3, 4, **hiccup)).events)
    assert (one.kind, one.pattern) == ("hiccup", Pattern.SPASM_SERIES)
    (mixed,) = episodes_of(truth(tmp_path, event(1, 2, **hiccup), event(3, 4, **{**hiccup, "kind": "spasm"})).events)
    assert mixed.kind == ""


def test_jerks_of_one_series_stay_apart(tmp_path: Path) -> None:
    assert len(episodes_of(truth(tmp_path, event(1, 2, series="s"), event(3, 4, series="s")).events)) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": "jerk"}, "event 2: unknown label 'jerk'"),
        ({"label": None}, "event 2: unknown label None"),
        ({"pattern": "twitch"}, "event 2: unknown pattern 'twitch'"),
        ({"pattern": "rhythmic"}, "event 2: the pattern rhythmic belongs to needs_review, not to normal_jerk"),
        ({"onset_s": "soon"}, "event 2: onset_s should be a number, found 'soon'"),
        ({"onset_s": True}, "event 2: onset_s should be a number"),
        ({"onset_s": None}, "event 2: onset_s and offset_s are both needed"),
        ({"onset_s": -1.0}, "event 2: starts at -1 s"),
        ({"offset_s": 2.0}, "event 2: ends at 2 s, before it starts at 3 s"),
        ({"parts": "arm"}, "event 2: parts should be a list"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict, words: str) -> None:
    with pytest.raises(DatasetError, match=r"a\.truth\.json, ") as caught:
        truth(tmp_path, event(1, 2), {**event(3, 4), **change})
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", '{"events": {}}', '{"clip": 3, "events": []}', "\0", "[" * 100_000])
def test_files_of_another_kind_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.truth.json"
    path.write_text(text)
    with pytest.raises(DatasetError, match=r"a\.truth\.json"):
        read_truth(path)


def test_a_bids_table(tmp_path: Path) -> None:
    path = tmp_path / "sub-01_task-sleep_events.tsv"
    path.write_text(
        "onset\tduration\ttrial_type\tpart\tseries\tamplitude_body_lengths\n"
        "1.5\t0.25\tnormal_jerk\thand+foot\tn/a\t0.03\n"
        "\n"
        "4\t6\trhythmic\tarm\tn/a\tn/a\n"
    )
    jerk, rhythm = read_events_table(path).events
    assert (jerk.span.start_s, jerk.span.end_s, jerk.label, jerk.parts) == (1.5, 1.75, "normal_jerk", ("hand", "foot"))
    assert (jerk.amplitude, jerk.series, jerk.place) == (0.03, "", "row 2")
    assert (rhythm.label, rhythm.pattern, rhythm.place) == (Label.NEEDS_REVIEW, Pattern.RHYTHMIC, "row 4")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "row 1: there is no column 'onset'"),
        ("onset\tduration\n", "row 1: there is no column 'trial_type'"),
        ("onset\tduration\ttrial_type\n1\t2\n", "row 2: expected 3 cells, found 2"),
        ("onset\tduration\ttrial_type\nx\t2\tnormal_jerk\n", "row 2: onset should be a number, found 'x'"),
        ("onset\tduration\ttrial_type\n1\tn/a\tnormal_jerk\n", "row 2: onset and duration are both needed"),
        ("onset\tduration\ttrial_type\n1\t-2\tnormal_jerk\n", "row 2: the duration is -2 s"),
        ("onset\tduration\ttrial_type\n1\t2\ttwitch\n", "row 2: unknown label 'twitch'"),
        ("onset\tduration\ttrial_type\n1\tnan\tnormal_jerk\n", "row 2: offset_s should be a number, found nan"),
    ],
)
def test_what_is_wrong_in_a_table_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "a_events.tsv"
    path.write_text(text)
    with pytest.raises(DatasetError) as caught:
        read_events_table(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_names_of_bids() -> None:
    assert clip_stems("sub-01_task-sleep_video") == ("sub-01_task-sleep_video", "sub-01_task-sleep")
    assert clip_stems("sub-01_task-sleep") == ("sub-01_task-sleep",)
    assert clip_stems("night") == ("night",)
    assert child_of("ses-1/sub-07_task-sleep_video.mp4") == "07"
    assert child_of("night.mp4") is None
