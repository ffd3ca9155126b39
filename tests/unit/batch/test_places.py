from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import examples
from twitchcam.batch.places import Places
from twitchcam.batch.sources import Source, find_sources
from twitchcam.results.finding import sha256_of
from twitchcam.results.folder import OutputFolder
from twitchcam.results.writing import write_analysis


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    monkeypatch.chdir(tmp_path)
    for name in ("a/night.mp4", "b/night.mp4"):
        Path(name).parent.mkdir()
        Path(name).write_text(name)
    return find_sources(["a", "b"])


def finish(source: Source, folder: Path) -> None:
    video = examples.video(file_name=source.path.name, sha256=sha256_of(source.path))
    with OutputFolder(folder) as opened:
        write_analysis(opened, examples.analysis(measurement=examples.measurement(video=video), video=video))


def test_two_of_one_name_get_two_folders(two: list[Source]) -> None:
    places = Places(Path("root"))
    folders = [places.folder_for(source) for source in two]
    assert folders == [Path("root/night.mp4.twitchcam"), Path("root/night.mp4-2.twitchcam")]


def test_each_finds_its_own_results_again_in_any_order(two: list[Source]) -> None:
    places = Places(Path("root"))
    folders = {source.path: places.folder_for(source) for source in two}
    for source in two:
        finish(source, folders[source.path])
    again = Places(Path("root"))
    assert {source.path: again.folder_for(source) for source in reversed(two)} == folders
    assert Places(Path("root")).folder_for(two[1]) == folders[two[1].path]


def test_a_recording_that_changed_gets_a_new_folder_and_the_old_results_stay(two: list[Source]) -> None:
    first = Places(Path("root")).folder_for(two[0])
    finish(two[0], first)
    two[0].path.write_text("another night")
    assert Places(Path("root")).folder_for(two[0]) == Path("root/night.mp4-2.twitchcam")


def test_recordings_keep_their_place_beneath_the_folder_that_was_named(tmp_path: Path) -> None:
    (tmp_path / "nights" / "march").mkdir(parents=True)
    (tmp_path / "nights" / "march" / "1.mp4").write_text("1")
    (source,) = find_sources([str(tmp_path / "nights")])
    assert Places(tmp_path / "root").folder_for(source) == tmp_path / "root" / "march" / "1.mp4.twitchcam"
