from __future__ import annotations

from pathlib import Path

import pytest

from twitchcam.batch.sources import find_sources


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "nights/1.mp4",
        "nights/march/2.MKV",
        "nights/march/notes.pdf",
        "nights/.hidden.mp4",
        "nights/.trash/3.mp4",
        "nights/1.mp4.twitchcam/highlights.mp4",
        "nights/chosen/events.json",
        "nights/chosen/highlights.mp4",
        "a[1].mp4",
        "odd.bin",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def paths(*asked: str) -> list[str]:
    return [source.path.as_posix() for source in find_sources(asked) if source.problem is None]


def problems(*asked: str) -> list[str]:
    return [source.problem for source in find_sources(asked) if source.problem is not None]


def test_a_folder_gives_its_recordings_and_none_of_our_results(tree: Path) -> None:
    assert paths("nights") == ["nights/1.mp4", "nights/march/2.MKV"]
    assert {source.beneath for source in find_sources(["nights"])} == {Path("nights")}


def test_a_file_that_is_named_is_taken_whatever_its_ending_and_its_brackets(tree: Path) -> None:
    assert paths("odd.bin", "a[1].mp4") == ["odd.bin", "a[1].mp4"]


def test_patterns_reach_down_but_not_into_results(tree: Path) -> None:
    assert paths("nights/*.mp4") == ["nights/1.mp4"]
    assert paths("nights/**/*") == ["nights/1.mp4", "nights/march/2.MKV"]
    assert problems("nights/*.avi") == ["No recording matches nights/*.avi."]


def test_a_list_names_files_relative_to_itself(tree: Path) -> None:
    (tree / "nights" / "list.txt").write_text("# March\n\nmarch/2.MKV\n  1.mp4  \nnone.mp4\n", encoding="utf-8-sig")
    assert paths("nights/list.txt") == ["nights/march/2.MKV", "nights/1.mp4"]
    assert problems("nights/list.txt") == ["There is no file nights/none.mp4."]


def test_a_list_that_names_itself_ends(tree: Path) -> None:
    (tree / "list.txt").write_text("nights/1.mp4\nlist.txt\n")
    assert paths("list.txt") == ["nights/1.mp4"]
    assert problems("list.txt") == ["The list list.txt names itself."]


@pytest.mark.parametrize(
    ("data", "words"), [(b"\xff\xfe\x00\x80", "cannot be read as text"), (b"# none\n", "no recor")]
)
def test_a_list_of_nothing_is_said(tree: Path, data: bytes, words: str) -> None:
    (tree / "list.txt").write_bytes(data)
    (problem,) = problems("list.txt")
    assert words in problem


def test_each_recording_comes_once(tree: Path) -> None:
    (tree / "link.mp4").symlink_to(tree / "nights" / "1.mp4")
    assert paths("nights/1.mp4", "nights", "./nights/1.mp4", "link.mp4") == ["nights/1.mp4", "nights/march/2.MKV"]


def test_what_is_not_there_is_said_and_the_rest_stays(tree: Path) -> None:
    (tree / "empty").mkdir()
    assert problems("empty", "none.mp4") == ["The folder empty holds no recording.", "There is no file none.mp4."]
    assert paths("empty", "nights/1.mp4") == ["nights/1.mp4"]
