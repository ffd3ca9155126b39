import pytest

from tests.support.benchmark import episode, everything, finding
from twitchcam.benchmark.counts import Counts, counts_from_table, total
from twitchcam.benchmark.figures import figures_of
from twitchcam.benchmark.findings import ClipFindings, Finding
from twitchcam.benchmark.scoring import ClipScore, score_clip
from twitchcam.benchmark.settings import ScoringSettings
from twitchcam.benchmark.truth import Episode
from twitchcam.records import Excluded, Label, Pattern
from twitchcam.timespan import TimeSpan

SETTINGS = ScoringSettings()
TRUTH = [
    episode(5, 5.3),
    episode(10, 11.2, Pattern.JERK_CLUSTER),
    episode(20, 30, Pattern.RHYTHMIC),
    episode(40, 70, Pattern.SPASM_SERIES, members=4),
    episode(80, 85, Pattern.GROSS_MOVEMENT),
]


def score(episodes: list[Episode], *findings: Finding, fps: float = 15.0, excluded: tuple = ()) -> ClipScore:
    return score_clip(episodes, ClipFindings(findings, excluded), 100.0, fps, SETTINGS)


def perfect(episodes: list[Episode]) -> tuple[Finding, ...]:
    return tuple(Finding(e.span, e.label, e.pattern) for e in episodes)


def test_a_perfect_detector_scores_one() -> None:
    counts = score(TRUTH, *perfect(TRUTH)).counts
    figures = figures_of(counts, SETTINGS)
    assert figures["jerk_sensitivity"]["share"] == figures["jerk_precision"]["share"] == figures["jerk_f1"] == 1.0
    assert figures["review_sensitivity"]["share"] == 1.0
    assert (counts.false_jerks, counts.false_review, counts.review_suppressed) == (0, 0, 0)
    assert counts.review_named == counts.review == 2
    assert counts.flagged_outside_s == 0.0
    assert counts.confusion == {label: {label: n} for label, n in zip(Label, (2, 2, 1), strict=True)}


def test_an_empty_detector_scores_zero() -> None:
    counts = score(TRUTH).counts
    figures = figures_of(counts, SETTINGS)
    assert figures["jerk_sensitivity"]["share"] == figures["jerk_f1"] == figures["review_sensitivity"]["share"] == 0.0
    assert figures["jerk_precision"]["share"] is None
    assert counts.review_suppressed == 0, "nothing else was said of them"
    assert {row["missed"] for row in counts.confusion.values()} == {1, 2}


def test_flagging_everything_is_worthless() -> None:
    counts = score_clip(TRUTH, everything(100.0), 100.0, 15.0, SETTINGS).counts
    figures = figures_of(counts, SETTINGS)
    assert counts.jerks_found == 2
    assert figures["jerk_precision"]["share"] < 0.01
    assert figures["false_jerks_per_hour"] > 10_000
    assert (counts.review_found, counts.review_suppressed, counts.false_review) == (0, 2, 1)
    assert counts.flagged_outside_s == pytest.approx(60.0)


@pytest.mark.parametrize(
    ("fps", "found_s", "found"),
    [(15.0, 5.2, 1), (15.0, 4.8, 1), (15.0, 5.21, 0), (5.0, 5.4, 1), (5.0, 5.41, 0)],
)
def test_onsets_within_two_tenths_or_two_frames(fps: float, found_s: float, found: int) -> None:
    counts = score([episode(5, 5.3)], finding(found_s, found_s + 0.3), fps=fps).counts
    assert counts.jerks_found == found
    assert counts.false_jerks == 1 - found


def test_other_tolerances_are_taken_as_they_stand() -> None:
    counts = score([episode(5, 5.3)], finding(5.15, 5.4)).counts
    assert counts.jerks_found_within == {"0.1": 0, "0.5": 1}


def test_each_onset_has_one_partner() -> None:
    result = score([episode(5, 5.3)], finding(5.1, 5.3), finding(5.05, 5.2))
    assert (result.counts.jerks_found, result.counts.false_jerks, result.counts.split_jerks) == (1, 1, 1)
    assert [one.outcome for one in result.findings] == ["false", "found"]
    assert result.episodes[0].onset_error_s == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("start_s", "end_s", "found", "false"),
    [
        (20, 25, 1, 0),  # half of it
        (20, 24.9, 0, 0),  # not half; it still lies in the episode
        (18, 32, 1, 0),  # reaching out by 2 s on either side
        (17.9, 30, 0, 1),
        (20, 32.1, 0, 1),
        (50, 60, 0, 1),
    ],
)
def test_review_by_coverage(start_s: float, end_s: float, found: int, false: int) -> None:
    counts = score([episode(20, 30, Pattern.RHYTHMIC)], finding(start_s, end_s, Pattern.TREMOR)).counts
    assert (counts.review_found, counts.false_review, counts.review_named) == (found, false, 0)


@pytest.mark.parametrize(("start_s", "found"), [(35.0, 1), (34.9, 0)])
def test_a_series_may_be_reached_out_of_further(start_s: float, found: int) -> None:
    series = [episode(40, 70, Pattern.SPASM_SERIES, members=4)]
    assert score(series, finding(start_s, 70, Pattern.SPASM_SERIES)).counts.review_found == found


def test_a_second_flag_on_an_episode_is_repeated_and_not_false() -> None:
    counts = score(
        [episode(20, 30, Pattern.RHYTHMIC)], finding(20, 27, Pattern.RHYTHMIC), finding(28, 30, Pattern.UNDECIDED)
    ).counts
    assert (counts.review_found, counts.repeated_review, counts.false_review) == (1, 1, 0)


def test_review_called_something_else_is_suppressed() -> None:
    result = score([episode(20, 30, Pattern.RHYTHMIC)], finding(22, 22.3), finding(23, 26, Pattern.GROSS_MOVEMENT))
    assert (result.counts.review_suppressed, result.counts.patterns["rhythmic"]["suppressed"]) == (1, 1)
    assert result.episodes[0].called == "other_movement"
    assert result.counts.false_findings == {"normal_jerk": {"needs_review": 1}}


def test_review_that_was_excluded_is_suppressed() -> None:
    result = score([episode(20, 30, Pattern.RHYTHMIC)], excluded=(Excluded(TimeSpan(15, 25), "too_dark"),))
    assert result.episodes[0].suppressed
    assert result.counts.confusion == {"needs_review": {"excluded": 1}}
    assert result.counts.analysable_s == pytest.approx(90.0)


def test_review_flagged_in_part_and_called_a_jerk_is_suppressed_too() -> None:
    (one,) = score([episode(20, 30, Pattern.RHYTHMIC)], finding(20, 22, Pattern.RHYTHMIC), finding(25, 25.2)).episodes
    assert (one.found, one.suppressed, one.flagged_in_part) == (False, True, True)


def test_other_movement_reported_as_jerk_or_review_is_false() -> None:
    gross = [episode(80, 85, Pattern.GROSS_MOVEMENT)]
    counts = score(gross, finding(80.5, 80.8), finding(81, 85, Pattern.STIFFENING)).counts
    assert (counts.false_jerks, counts.false_review) == (1, 1)
    assert counts.confusion == {"other_movement": {"needs_review": 1}}
    assert counts.flagged_outside_s == pytest.approx(4.0)


def test_the_row_false_holds_what_lies_on_nothing() -> None:
    counts = score(TRUTH, finding(95, 95.2), finding(90, 93, Pattern.GROSS_MOVEMENT)).counts
    assert counts.confusion["false"] == {"normal_jerk": 1, "other_movement": 1}


def test_flagged_seconds_are_counted_once() -> None:
    counts = score([], finding(10, 20, Pattern.RHYTHMIC), finding(15, 25, Pattern.STIFFENING)).counts
    assert (counts.flagged_s, counts.flagged_outside_s) == (15.0, 15.0)


def test_calibration_sums() -> None:
    counts = score([episode(5, 5.3)], finding(5, 5.3, confidence=0.9), finding(50, 50.3, confidence=0.95)).counts
    assert counts.calibration["normal_jerk/4"] == pytest.approx(
        {"findings": 2, "confidence": 1.85, "squared_error": 0.01 + 0.95**2, "correct": 1}
    )


def test_sums_add_up_and_come_back() -> None:
    one, two = score(TRUTH, *perfect(TRUTH)).counts, score(TRUTH, finding(22, 22.3)).counts
    both = total([one, two])
    assert both.jerks == 4
    assert both.patterns["rhythmic"] == {"episodes": 2, "found": 1, "named": 1, "suppressed": 1}
    assert both.duration_s == 200.0
    assert counts_from_table(both.table()) == both
    assert total([]) == Counts()


def test_rates_are_of_analysable_time() -> None:
    figures = figures_of(
        Counts(duration_s=7200, analysable_s=3600, false_review=2, flagged_outside_s=30, review_reported=2), SETTINGS
    )
    assert figures["false_review_per_hour"] == 2.0
    assert figures["false_review_per_night"] == 2.0 * SETTINGS.night_hours
    assert figures["flagged_outside_minutes_per_night"] == pytest.approx(0.5 * SETTINGS.night_hours)
    assert figures["analysable_share"] == 0.5
    assert figures_of(Counts(), SETTINGS)["false_jerks_per_hour"] is None
