import json
from pathlib import Path

import pytest

from tests.support.benchmark import write_clip
from twitchcam.benchmark.dataset import load_dataset
from twitchcam.benchmark.findings import ClipFindings
from twitchcam.benchmark.results import document_of
from twitchcam.benchmark.settings import ScoringSettings
from twitchcam.benchmark.sounds import SoundSums, score_sounds, sound_lines, sounds_entry
from twitchcam.benchmark.truth import TruthSound, read_truth
from twitchcam.errors import DatasetError
from twitchcam.timespan import TimeSpan


def sound(start_s: float, end_s: float, kind: str = "crying") -> TruthSound:
    return TruthSound(TimeSpan(start_s, end_s), kind)


def heard(*crying: tuple[float, float], noises_s: tuple[float, ...] = ()) -> ClipFindings:
    return ClipFindings((), crying=tuple(TimeSpan(*ends) for ends in crying), noises_s=noises_s)


def test_crying_by_time_and_by_stretches() -> None:
    truth = [sound(10.0, 30.0), sound(50.0, 60.0), sound(70.0, 90.0, "speech")]
    sums = score_sounds(truth, heard((12.0, 34.0), (72.0, 80.0)))
    assert (sums.crying, sums.crying_found, sums.crying_reported, sums.crying_false) == (2, 1, 2, 1)
    figures = sounds_entry(sums)["figures"]
    assert figures["crying_precision"] == pytest.approx(18 / 30)
    assert figures["crying_recall"] == pytest.approx(18 / 30)


def test_noises_are_paired_one_to_one() -> None:
    truth = [sound(t, t + 0.3, "noise") for t in (5.0, 10.0, 10.3)]
    sums = score_sounds(truth, heard(noises_s=(5.1, 10.2, 20.0)))
    assert (sums.noises, sums.noises_found, sums.noises_reported) == (3, 2, 3)


def test_sums_are_added_before_they_are_divided() -> None:
    first = score_sounds([sound(0.0, 30.0)], heard((0.0, 30.0)))
    second = score_sounds([], heard((0.0, 10.0)))
    both = sounds_entry(first + second)
    assert both["counts"]["clips"] == 2
    assert both["figures"]["crying_precision"] == pytest.approx(0.75)
    assert sounds_entry(SoundSums())["figures"]["crying_recall"] is None
    assert "1 of 1 stretches found, 1 false" in sound_lines(both)[0]


def test_a_run_reports_sounds_where_the_truth_states_them(tmp_path: Path) -> None:
    paths = [write_clip(tmp_path, name, []) for name in ("silent", "stated")]
    truth = paths[1].with_suffix(".truth.json")
    sounds = [{"onset_s": 2.0, "offset_s": 12.0, "kind": "crying"}, {"onset_s": 15.0, "kind": "noise"}]
    truth.write_text(json.dumps({**json.loads(truth.read_text()), "sounds": sounds}))
    dataset = load_dataset(tmp_path)
    outcomes = {clip.name: heard((2.0, 12.0), noises_s=(15.05,)) for clip in dataset.clips}
    document = document_of(dataset, outcomes, "made-up", ScoringSettings())
    assert document["sounds"]["counts"]["clips"] == 1
    assert document["sounds"]["figures"] == dict.fromkeys(
        ("crying_precision", "crying_recall", "noise_precision", "noise_recall"), 1.0
    )
    truth.unlink()
    paths[1].unlink()
    assert document_of(load_dataset(tmp_path), outcomes, "made-up", ScoringSettings())["sounds"] is None


@pytest.mark.parametrize(
    "sounds", ["crying", [1], [{"kind": "crying"}], [{"kind": "noise", "onset_s": 3, "offset_s": 2}]]
)
def test_sounds_of_another_form_are_refused(tmp_path: Path, sounds: object) -> None:
    path = tmp_path / "a.truth.json"
    path.write_text(json.dumps({"events": [], "sounds": sounds}))
    with pytest.raises(DatasetError, match="sound"):
        read_truth(path)
