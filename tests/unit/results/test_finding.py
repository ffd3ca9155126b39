from pathlib import Path

import pytest

from tests.support import examples
from twitchcam.cli.recordings import sha256_of
from twitchcam.errors import ResultsError
from twitchcam.results.events_json import Document, document_of
from twitchcam.results.finding import find_recording


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "home").mkdir()
    recording = tmp_path / "home" / "night.mp4"
    recording.write_text("a night")
    found = document_of(examples.analysis())
    found["video"]["sha256"] = sha256_of(recording)
    return found


def test_beside_the_folder(tmp_path: Path, document: Document) -> None:
    assert find_recording(tmp_path / "home" / "night.mp4.twitchcam", document).name == "night.mp4"


def test_under_another_name_that_the_folder_tells(tmp_path: Path, document: Document) -> None:
    (tmp_path / "home" / "night.mp4").rename(tmp_path / "home" / "renamed.mp4")
    assert find_recording(tmp_path / "home" / "renamed.mp4.twitchcam", document).name == "renamed.mp4"


def test_in_the_working_folder(tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path / "home")
    assert find_recording(tmp_path / "elsewhere" / "out", document) == tmp_path / "home" / "night.mp4"


def test_where_it_is_said_to_be(tmp_path: Path, document: Document) -> None:
    folder = tmp_path / "elsewhere" / "out"
    for given in (tmp_path / "home", tmp_path / "home" / "night.mp4"):
        assert find_recording(folder, document, given) == tmp_path / "home" / "night.mp4"


def test_the_message_says_where_it_was_looked_for(tmp_path: Path, document: Document) -> None:
    with pytest.raises(ResultsError, match=r"night\.mp4 .* was not found; looked in .*elsewhere.* --recording") as told:
        find_recording(tmp_path / "elsewhere" / "out", document)
    assert str(tmp_path / "elsewhere" / "out") in str(told.value)


def test_another_recording_of_that_name_is_none(tmp_path: Path, document: Document) -> None:
    (tmp_path / "home" / "night.mp4").write_text("another night")
    with pytest.raises(ResultsError, match=r"is of that name but not that recording"):
        find_recording(tmp_path / "home" / "night.mp4.twitchcam", document)
