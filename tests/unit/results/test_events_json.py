import json
import math
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from tests.support import examples
from twitchcam.errors import ResultsError
from twitchcam.records import Analysis, Label, Pattern, Reason
from twitchcam.results.events_json import (
    document_of,
    events_schema,
    one_line,
    parse_document,
    read_document,
    rounded,
    to_text,
)
from twitchcam.results.words import CRITERION_WORDS, EXCLUDED_WORDS, MASKED_WORDS, PATTERN_WORDS

GOLDEN = Path(__file__).parents[2] / "golden"
DOCS = Path(__file__).parents[3] / "docs" / "events.md"


def validate(document: object) -> None:
    jsonschema.Draft202012Validator(events_schema()).validate(document)


@pytest.mark.parametrize("analysis", [examples.analysis(), examples.night()])
def test_the_document_meets_its_schema(analysis: Analysis) -> None:
    validate(json.loads(to_text(document_of(analysis))))


def test_the_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(events_schema())


@pytest.mark.parametrize("pattern", Pattern)
def test_every_pattern_meets_the_schema(pattern: Pattern) -> None:
    validate(document_of(examples.analysis(events=(examples.event(pattern),))))


def test_a_label_that_does_not_belong_to_its_pattern_fails_the_schema() -> None:
    wrong = examples.event(Pattern.RHYTHMIC, label=Label.NORMAL_JERK)
    with pytest.raises(jsonschema.ValidationError):
        validate(document_of(examples.analysis(events=(wrong,))))


@pytest.mark.parametrize("where", [(), ("video",), ("findings",), ("events", 0), ("events", 0, "reasons", 0)])
def test_the_schema_knows_every_field_and_no_other(where: tuple[str | int, ...]) -> None:
    def changed(change: str) -> object:
        document = json.loads(to_text(document_of(examples.analysis())))
        table = document
        for step in where:
            table = table[step]
        if change == "more":
            table["surprise"] = 1
        else:
            table.popitem()
        return document

    for change in ("more", "less"):
        with pytest.raises(jsonschema.ValidationError):
            validate(changed(change))


def test_places_that_change_by_themselves_have_reason_and_box() -> None:
    document = document_of(examples.analysis())
    assert document["masked"] == [
        {"start_s": 0.0, "end_s": 600.3, "reason": "never_rests", "box_px": [1160.0, 0.0, 1280.0, 151.2]},
        {"start_s": 0.0, "end_s": 600.3, "reason": "on_screen_text", "box_px": [240.0, 640.0, 280.0, 680.0]},
    ]
    assert document_of(examples.analysis(masked=()))["masked"] == []


def test_a_document_from_before_places_were_named_is_read() -> None:
    document = document_of(examples.analysis())
    del document["masked"]
    assert parse_document(to_text(document), "events.json") == document


def test_golden_events_json() -> None:
    expected = (GOLDEN / "events.json").read_text(encoding="utf-8")
    assert to_text(document_of(examples.golden())) == expected


def test_equal_input_gives_equal_text() -> None:
    shuffled = examples.analysis(findings=dict(reversed(examples.findings().items())))
    assert to_text(document_of(examples.analysis())) == to_text(document_of(shuffled))


def test_what_is_not_a_number_is_null() -> None:
    event = examples.event(
        rate_hz=math.nan, reasons=(Reason("hold_s", math.inf, 2.0, "unknown"),), context={"sound": math.nan}
    )
    document = document_of(examples.analysis(events=(event,)))
    validate(document)
    assert document["events"][0]["rate_hz"] is None
    assert document["events"][0]["reasons"][0]["value"] is None
    assert "NaN" not in to_text(document)
    assert "Infinity" not in to_text(document)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("start_s", 1.23456, 1.235),
        ("rate_hz", 2.00049, 2.0),
        ("left_px", 10.26, 10.3),
        ("amplitude", 0.123456789, 0.12346),
        ("start_s", -0.0001, 0.0),
        ("count", 3, 3),
        ("settled", True, True),
        ("word", "calm", "calm"),
        ("any", None, None),
        ("any", np.float32(0.5), 0.5),
        ("any", np.int64(7), 7),
        ("any", {"b_s": 1.00049, "a": (1.0, math.nan)}, {"a": [1.0, None], "b_s": 1.0}),
    ],
)
def test_rounded(name: str, value: object, shown: object) -> None:
    result = rounded(name, value)
    assert result == shown
    assert type(result) is type(shown)
    assert not (isinstance(result, float) and math.copysign(1.0, result) < 0)


def test_numbers_of_numpy_are_written_as_numbers() -> None:
    event = examples.event(confidence=np.float32(0.1), peak_s=np.float64(10.1), amplitude=np.float32(0.04))
    text = to_text(document_of(examples.analysis(events=(event,))))
    assert '"confidence": 0.1,' in text


def test_no_path_and_no_surprise_in_odd_file_names() -> None:
    odd = replace(examples.video(), file_name='Nächte "1"\udcff.mp4', nominal_fps=Fraction(25))
    text = to_text(document_of(examples.analysis(video=odd)))
    assert text.isascii()
    assert json.loads(text)["video"]["file_name"] == 'Nächte "1"?.mp4'
    assert json.loads(text)["video"]["nominal_fps"] == "25/1"


def test_one_line_holds_the_same() -> None:
    document = document_of(examples.analysis())
    line = one_line(document)
    assert "\n" not in line
    assert json.loads(line) == json.loads(to_text(document))


def test_reading_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    text = to_text(document_of(examples.night()))
    path.write_text(text, encoding="utf-8")
    assert to_text(read_document(path)) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[1, 2]", "no schema_version"),
        ('{"events": []}', "no schema_version"),
        ('{"schema_version": "9"}', "schema version 9"),
        ('{"schema_version": "2", "video": {}}', "'settings' is missing"),
    ],
)
def test_other_texts_are_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ResultsError, match=re.escape(words)) as caught:
        parse_document(text, "events.json")
    assert str(caught.value).endswith(".")


def test_reading_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"There is no events\.json in"):
        read_document(tmp_path / "events.json")


def test_the_documentation_names_every_field_and_word() -> None:
    text = DOCS.read_text(encoding="utf-8")
    schema = events_schema()

    def names(node: object) -> set[str]:
        if isinstance(node, dict):
            own = set(node.get("properties", {})) | {word for word in node.get("enum", []) if isinstance(word, str)}
            return own.union(*map(names, node.values())) if node else own
        return set().union(*map(names, node)) if isinstance(node, list) else set()

    words = names(schema) | set(CRITERION_WORDS) | set(EXCLUDED_WORDS)
    assert [word for word in sorted(words) if f"`{word}`" not in text] == []


def test_the_schema_and_the_words_know_the_same_reasons() -> None:
    schema = events_schema()
    assert set(schema["properties"]["excluded"]["items"]["properties"]["reason"]["enum"]) == set(EXCLUDED_WORDS)
    assert set(schema["properties"]["masked"]["items"]["properties"]["reason"]["enum"]) == set(MASKED_WORDS)
    assert set(PATTERN_WORDS) == set(Pattern)
