"""From a folder to a document: detectors, processes, results, comparisons, the page."""

import copy
import json
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.support.benchmark import (
    Empty,
    Perfect,
    event,
    finding,
    mixed_events,
    open_empty,
    open_flag_everything,
    open_perfect,
    write_clip,
)
from twitchcam.benchmark.compare import compare, sign_flip_p
from twitchcam.benchmark.dataset import load_dataset
from twitchcam.benchmark.detectors import detector_names, open_detector
from twitchcam.benchmark.findings import ClipFindings
from twitchcam.benchmark.frame_difference import movements
from twitchcam.benchmark.page import page_of
from twitchcam.benchmark.plots import amplitude_rows, calibration_rows
from twitchcam.benchmark.results import document_of, episodes_in, findings_in, read_results, to_text
from twitchcam.benchmark.running import Job, run_detector
from twitchcam.benchmark.settings import CameraLimit, CompareSettings, ScoringSettings, StressSettings
from twitchcam.benchmark.stress import FACTORS, steps_of, stress
from twitchcam.benchmark.svg import ticks
from twitchcam.errors import DatasetError, RecordingError, ResultsError
from twitchcam.records import Pattern
from twitchcam.settings import Settings
from twitchcam.timespan import TimeSpan
from twitchcam.video import open_recording

SETTINGS = ScoringSettings(resamples=50)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips")
    for name in "abc":
        write_clip(path, name, mixed_events())
    return path


def jobs(folder: Path) -> list[Job]:
    return [Job(clip.name, clip.path, clip.video.duration_s) for clip in load_dataset(folder).clips]


def run(folder: Path, opener: Any, name: str = "made-up") -> dict[str, Any]:
    return document_of(load_dataset(folder), run_detector(opener, jobs(folder)), name, SETTINGS)


def figures(document: dict[str, Any]) -> tuple[Any, ...]:
    found = document["total"]["figures"]
    return found["jerk_sensitivity"]["share"], found["jerk_precision"]["share"], found["review_sensitivity"]["share"]


def test_made_up_detectors_score_as_they_must(folder: Path) -> None:
    assert figures(run(folder, open_perfect)) == (1.0, 1.0, 1.0)
    assert figures(run(folder, open_empty)) == (0.0, None, 0.0)
    found, right, review = figures(run(folder, open_flag_everything))
    assert found == 1.0
    assert right < 0.05
    assert review == 0.0


def test_the_document_is_the_same_at_every_run(folder: Path, tmp_path: Path) -> None:
    text = to_text(run(folder, open_perfect))
    assert text == to_text(run(folder, open_perfect))
    assert str(folder) not in text
    (tmp_path / "results.json").write_text(text)
    document = read_results(tmp_path)
    assert to_text(document) == text
    clip = document["clips"][0]
    assert episodes_in(clip) == load_dataset(folder).clips[0].episodes
    assert [one.span for one in findings_in(clip)] == [one.span for one in episodes_in(clip)]
    assert document["detector"]["versions"] == {"perfect": "1"}


def test_several_processes_say_the_same(folder: Path) -> None:
    told: list[tuple[str, float, float]] = []
    alone = run_detector(open_perfect, jobs(folder))
    together = run_detector(open_perfect, jobs(folder), processes=2, progress=lambda *news: told.append(news))
    assert list(alone.items()) == list(together.items())
    assert told[0][1] == 0.0
    assert told[-1][1] == told[-1][2] == pytest.approx(60.0)


def test_a_clip_that_cannot_be_looked_at_is_listed(folder: Path) -> None:
    class Picky(Perfect):
        def detect(self, clip: Path) -> ClipFindings:
            if clip.name == "b.mp4":
                raise RecordingError("b.mp4 is too dark.")
            return super().detect(clip)

    document = run(folder, Picky)
    assert document["skipped"] == [{"clip": "b.mp4", "problem": "b.mp4 is too dark."}]
    assert [clip["name"] for clip in document["clips"]] == ["a.mp4", "c.mp4"]


def test_detectors_by_name() -> None:
    assert detector_names()[:2] == ["twitchcam", "frame-difference"]
    with pytest.raises(DatasetError, match="There is no detector 'none'; known are twitchcam, frame-difference"):
        open_detector("none", Settings())


def test_frame_difference_finds_what_stands_out() -> None:
    times = np.arange(100) / 10.0
    activity = np.full(100, 1.0) + 0.01 * np.tile([0.0, 1.0], 50)
    activity[[20, 23, 60]] = 5.0
    assert movements(times, activity) == (TimeSpan(1.9, 2.3), TimeSpan(5.9, 6.0))
    assert movements(times[:1], activity[:1]) == ()


def test_frame_difference_runs(folder: Path) -> None:
    outcome = run_detector(partial(open_detector, "frame-difference", Settings()), jobs(folder)[:1])["a.mp4"]
    assert isinstance(outcome, ClipFindings)
    assert outcome.settings


@pytest.mark.parametrize("text", ["", "{}", '{"detector": {}, "dataset": {}, "total": {}, "schema_version": "0"}'])
def test_results_of_another_kind_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "results.json").write_text(text)
    with pytest.raises(ResultsError, match=r"results\.json"):
        read_results(tmp_path)
    with pytest.raises(ResultsError, match="cannot be read"):
        read_results(tmp_path / "none.json")


def test_equal_runs_are_not_worse(folder: Path) -> None:
    document = run(folder, open_perfect)
    comparison = compare(document, document, CompareSettings())
    assert not comparison.worse
    assert {one.verdict for one in comparison.differences} == {"same"}
    assert not comparison.changed_clips


def test_a_lost_review_episode_is_never_noise(folder: Path) -> None:
    before = run(folder, open_perfect)
    after = copy.deepcopy(before)
    after["clips"][1]["counts"]["review_found"] -= 1
    comparison = compare(before, after, CompareSettings())
    assert comparison.worse
    assert comparison.changed_clips == (("b.mp4", "review episodes found 2 to 1"),)
    assert not compare(after, before, CompareSettings()).worse


def test_one_jerk_in_three_clips_is_noise(folder: Path) -> None:
    before = run(folder, open_perfect)
    after = copy.deepcopy(before)
    after["clips"][1]["counts"]["jerks_found"] -= 1
    comparison = compare(before, after, CompareSettings())
    assert not comparison.worse
    assert comparison.differences[0].verdict == "within noise"


def test_runs_that_cannot_be_compared(folder: Path) -> None:
    before = run(folder, open_perfect)
    for change, words in (
        (lambda d: d["scoring"].update(coverage=0.1), "different settings"),
        (lambda d: d["clips"][0].update(sha256="0"), "pictures of a.mp4 differ"),
        (lambda d: d["clips"][0].update(truth_sha256="0"), "truth of a.mp4 differ"),
        (lambda d: d.update(clips=[]), "no clip in common"),
    ):
        after = copy.deepcopy(before)
        change(after)
        with pytest.raises(DatasetError, match=words):
            compare(before, after, CompareSettings())


def test_a_set_that_was_rendered_again_can_be_compared(folder: Path) -> None:
    before = run(folder, open_perfect)
    after = copy.deepcopy(before)
    after["clips"][0]["sha256"] = "0"
    assert not compare(before, after, CompareSettings(), other_pictures=True).worse
    after["clips"][0]["truth_sha256"] = "0"
    with pytest.raises(DatasetError, match=r"truth of a\.mp4 differ"):
        compare(before, after, CompareSettings(), other_pictures=True)


def test_chance_of_a_difference_by_hand() -> None:
    settings = CompareSettings()
    assert sign_flip_p([1.0] * 6, settings) == pytest.approx(2 / 64)
    assert sign_flip_p([1.0, 1.0, -1.0], settings) == pytest.approx(1.0)
    assert sign_flip_p([], settings) == sign_flip_p([0.0, 0.0], settings) == 1.0
    assert sign_flip_p([1.0] * 20, settings) < 0.001, "by sampling"


def test_stress_tells_kept_relabelled_and_lost(folder: Path) -> None:
    steps = steps_of(StressSettings(sizes=(0.5,)), ["size"])
    assert [step.factor for step in steps] == ["size"]
    (document,) = stress(
        load_dataset(folder),
        Shaky,
        steps,
        settings=StressSettings(),
        scoring=SETTINGS,
        detector="shaky",
    )
    (row,) = document["steps"]
    assert row["looked_at"] == {"normal_jerk": 3, "needs_review": 6}, "the small jerk is left out"
    assert row["kept"] == {"normal_jerk": 0, "needs_review": 3}
    assert row["relabelled"] == {"normal_jerk": 0, "needs_review": 3}
    assert row["lost"] == {"normal_jerk": 3, "needs_review": 0}
    assert len(row["changes"]) == 6
    assert json.dumps(document)


def test_a_weak_camera_brings_a_clip_down_to_its_limits_and_no_further(folder: Path) -> None:
    seen: list[tuple[float, int]] = []

    class Looking(Shaky):
        def detect(self, clip: Path) -> ClipFindings:
            with open_recording(clip) as recording:
                seen.append((float(recording.info.nominal_fps), recording.info.height_px))
            return super().detect(clip)

    dataset = load_dataset(folder)
    settings = StressSettings(weak_cameras=(CameraLimit(5.0, 32, 100_000), CameraLimit(100.0, 4000)))
    steps = steps_of(settings, ["weak-camera"])
    assert [step.value for step in steps] == ["5 fps, 32 lines, 100 kbit/s", "100 fps, 4000 lines"]
    documents = list(stress(dataset, Looking, steps, settings=settings, scoring=SETTINGS, detector="looking"))
    assert [len(document["steps"]) for document in documents] == [1, 2], "told after each step"
    count = len(dataset.clips)
    plain, weak, strong = seen[:count], seen[count : 2 * count], seen[2 * count :]
    assert all(fps <= 5.5 and height == 32 for fps, height in weak)
    assert np.array(strong) == pytest.approx(np.array(plain), rel=0.1)
    assert {height for _, height in plain} != {32}


class Shaky:
    """Knows the clips by heart; in a worse copy it misses jerks and calls rhythms larger movements."""

    def detect(self, clip: Path) -> ClipFindings:
        spasms = finding(11, 15, Pattern.SPASM_SERIES)
        if clip.name == "worse.mp4":
            return ClipFindings((finding(5, 9, Pattern.GROSS_MOVEMENT), spasms))
        return ClipFindings((finding(1, 1.3), finding(5, 9, Pattern.RHYTHMIC), spasms))


def test_every_factor_has_steps_and_no_other() -> None:
    assert {step.factor for step in steps_of(StressSettings())} == set(FACTORS)
    with pytest.raises(DatasetError, match="There is no factor 'fog'"):
        steps_of(StressSettings(), ["fog"])


def test_the_page_is_whole_and_fetches_nothing(folder: Path, tmp_path: Path) -> None:
    write_clip(
        tmp_path, "<odd & name>", [event(1.0, 1.3), event(3.0, 3.3, amplitude_body_lengths=None)], duration_s=5.0
    )
    dataset = load_dataset(tmp_path)
    document = document_of(dataset, {"<odd & name>.mp4": Empty().detect(Path())}, "<b>", SETTINGS)
    for one in (document, run(folder, open_perfect), run(folder, open_flag_everything)):
        page = page_of(one)
        assert "http" not in page.replace("http-equiv", "")
        assert "<script" not in page
        assert "<odd" not in page
        assert page == page_of(one)
        for part in page.split("<svg")[1:]:
            ElementTree.fromstring("<svg" + part.partition("</svg>")[0] + "</svg>")


def test_rows_behind_the_plots(folder: Path) -> None:
    document = run(folder, open_perfect)
    small, large = amplitude_rows(document, "normal_jerk")
    assert (small["low"], small["high"], small["events"], small["found"]) == (0.02, 0.025, 3, 3)
    assert (large["low"], large["high"], large["events"], large["found"]) == (0.04, 0.05, 3, 3)
    assert calibration_rows(document, "needs_review")[0]["correct"] == 1.0
    assert calibration_rows(document, "other_movement") == []


def test_ticks_are_round() -> None:
    assert ticks(0.0, 1.0) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert ticks(0.0, 60.0, 10) == [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    assert ticks(3.0, 3.0) == [3.0]
