from tests.support import examples
from twitchcam.records import Member, Pattern, Reason
from twitchcam.results.events_json import EventEntry, event_entry
from twitchcam.results.reasons import criteria_of, decisive_words, nearest_words
from twitchcam.timespan import TimeSpan


def entry(*reasons: Reason) -> EventEntry:
    return event_entry(examples.event(Pattern.RHYTHMIC, 10.0, 5.0, reasons=reasons))


RHYTHM = entry(
    Reason("peak_speed", 0.2, 0.05, "above"),
    Reason("strokes", 20.0, 5.0, "above", decisive=True),
    Reason("interval_cv", 0.25, 0.3, "below", decisive=True),
    Reason("axial", 0.0, 1.0, "below"),
    Reason("share_of_body", 0.125, 0.2, "below"),
    Reason("released", None, 0.6, "unknown"),
)


def test_decisive_rows_come_first() -> None:
    rows = criteria_of(RHYTHM)
    assert [row.decisive for row in rows] == [True, True, False, False, False, False]
    assert [row.value for row in rows] == ["20", "0.25", "0.20 body lengths a second", "no", "12%", "not known"]
    assert [row.limit for row in rows][:4] == ["5", "0.30", "0.05 body lengths a second", "yes"]
    assert [row.side for row in rows] == [
        "at or above",
        "below",
        "at or above",
        "not reached",
        "below",
        "could not be measured",
    ]


def test_the_nearest_limit_is_marked() -> None:
    assert [row.name for row in criteria_of(RHYTHM) if row.nearest] == ["how uneven the rhythm is"]
    words = nearest_words(RHYTHM)
    assert "how uneven the rhythm is, 0.25 here; from 0.30 on" in words
    assert "“rhythmic movement”" in words


def test_without_a_decisive_value_nothing_is_nearest() -> None:
    none = entry(Reason("interval_cv", None, 0.3, "unknown", decisive=True), Reason("strokes", 3.0, 5.0, "below"))
    assert nearest_words(none) == ""
    assert not any(row.nearest for row in criteria_of(none))
    assert decisive_words(none) == []


def test_in_a_few_words() -> None:
    assert decisive_words(RHYTHM) == ["how often it moves: 20 (limit 5)", "how uneven the rhythm is: 0.25 (below 0.30)"]


def test_a_criterion_without_words_is_shown_as_it_is() -> None:
    (row,) = criteria_of(entry(Reason("never_heard_of", 1.0, 2.0, "below")))
    assert (row.name, row.value) == ("never heard of", "1.00")


def test_a_series_says_which_values_are_of_one_movement() -> None:
    members = tuple(Member(TimeSpan(10.0 * i, 10.0 * i + 1.5), 10.0 * i, 1, 0.1) for i in range(3))
    reasons = (
        Reason("duration_s", 1.5, 0.5, "above", decisive=True),
        Reason("series_members", 3.0, 2.0, "above", decisive=True),
    )
    series = event_entry(examples.event(Pattern.SPASM_SERIES, 0.0, 21.5, members=members, reasons=reasons))
    assert [row.name for row in criteria_of(series)] == [
        "how many movements are alike",
        "how long it lasts, in the clearest of them",
    ]
    assert decisive_words(series)[0] == "how many movements are alike: 3 (limit 2)"
