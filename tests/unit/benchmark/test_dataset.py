import json
from pathlib import Path

import pytest

from tests.support.benchmark import event, mixed_events, write_clip
from twitchcam.benchmark.dataset import load_dataset
from twitchcam.errors import DatasetError
from twitchcam.records import Pattern


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_clip(tmp_path, "a", mixed_events())
    write_clip(tmp_path / "more", "b", [], duration_s=2.0)
    return tmp_path


def problems(folder: Path) -> list[str]:
    return [problem.sentence.removeprefix(f"{folder}/") for problem in load_dataset(folder).problems]


def edit(folder: Path, *events: dict) -> None:
    (folder / "a.truth.json").write_text(json.dumps({"events": list(events)}))


def test_clips_with_their_truth(folder: Path) -> None:
    dataset = load_dataset(folder)
    assert [clip.name for clip in dataset.clips] == ["a.mp4", "more/b.mp4"]
    assert not dataset.problems
    assert len(dataset.clips[0].episodes) == 5
    assert (dataset.name, dataset.clips[0].child) == (folder.name, None)


def test_results_and_hidden_folders_are_left_alone(folder: Path) -> None:
    for name in ("a.mp4.twitchcam", ".cache"):
        write_clip(folder / name, "highlights", [], duration_s=1.0)
    assert len(load_dataset(folder).clips) == 2


def test_the_description(folder: Path) -> None:
    (folder / "dataset.toml").write_text(
        'name = "two"\nlicence = "CC0"\nchild = "x"\n[clips."more/b.mp4"]\nchild = "y"\nnotes = "dark"\n'
    )
    dataset = load_dataset(folder)
    assert (dataset.name, dataset.licence) == ("two", "CC0")
    assert [clip.child for clip in dataset.clips] == ["x", "y"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "is not valid TOML"),
        ("clips = 3", "clips should be a table"),
        ("clip = 3", "no such key 'clip'"),
        ("name = 3", "name should be a text"),
        ('[clips]\n"a.mp4" = 3', "should be a table, found 3"),
        ('[clips."a.mp4"]\nkid = "x"', "no such key 'kid'"),
    ],
)
def test_a_description_that_is_wrong(folder: Path, text: str, words: str) -> None:
    (folder / "dataset.toml").write_text(text)
    with pytest.raises(DatasetError, match=r"dataset\.toml") as caught:
        load_dataset(folder)
    assert words in str(caught.value)


def test_the_checksum_is_of_clips_children_and_truth(folder: Path) -> None:
    before = load_dataset(folder).sha256
    assert load_dataset(folder).sha256 == before
    edit(folder, event(1.0, 1.3))
    other_truth = load_dataset(folder).sha256
    (folder / "dataset.toml").write_text('child = "x"')
    assert len({before, other_truth, load_dataset(folder).sha256}) == 3


def test_what_is_wrong_is_named(folder: Path) -> None:
    edit(folder, event(1.0, 1.3), event(19.0, 25.0))
    assert problems(folder) == ["a.truth.json, event 2: ends at 25 s, past the end of the clip at 20.000 s."]
    edit(folder, event(1.0, 3.0), event(2.0, 4.0, part="hand+arm"), event(2.0, 4.0, part="leg"))
    assert problems(folder) == ["a.truth.json, event 2: overlaps event 1 in the same part (arm)."]
    edit(folder, event(1.0, 3.0, Pattern.RHYTHMIC, series="s"), event(5.0, 6.0, series="s"))
    assert problems(folder) == ["a.truth.json, event 2: the series s is needs_review elsewhere, here normal_jerk."]
    (folder / "a.truth.json").write_text('{"clip": "c.mp4", "events": []}')
    assert problems(folder) == ['a.truth.json: "clip" says c.mp4, but it lies beside a.mp4.']
    (folder / "a.truth.json").unlink()
    assert problems(folder) == ["a.mp4: there is no truth beside it; expected a.truth.json or a_events.tsv."]
    (folder / "a.mp4").unlink()
    (folder / "c_events.tsv").write_text("onset\tduration\ttrial_type\n")
    (folder / "dataset.toml").write_text("[clips.'d.mp4']\n")
    assert problems(folder) == [
        "dataset.toml: there is no clip d.mp4.",
        "c_events.tsv: there is no clip beside it that it belongs to.",
    ]


def test_two_truths_and_a_broken_clip(folder: Path) -> None:
    (folder / "a_events.tsv").write_text("onset\tduration\ttrial_type\n")
    assert "more than one truth (a.truth.json, a_events.tsv)" in problems(folder)[0]
    (folder / "a_events.tsv").unlink()
    (folder / "a.mp4").write_bytes(b"no video")
    assert "a.mp4 is not a video" in problems(folder)[0]


def test_a_bids_folder(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "sub-01" / "beh", "sub-01_task-sleep_video", [], duration_s=2.0)
    clip.with_suffix(".truth.json").unlink()
    (clip.parent / "sub-01_task-sleep_events.tsv").write_text("onset\tduration\ttrial_type\n1\t0.3\tsingle_jerk\n")
    (one,) = load_dataset(tmp_path).clips
    assert (one.child, len(one.episodes)) == ("01", 1)


def test_no_folder_and_no_clips(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="There is no folder"):
        load_dataset(tmp_path / "none")
    with pytest.raises(DatasetError, match="holds no clip"):
        load_dataset(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(DatasetError, match="is a file"):
        load_dataset(tmp_path / "file")
