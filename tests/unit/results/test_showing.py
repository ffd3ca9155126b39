from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import pytest

from tests.support import examples, shown
from tests.support.videos import write_video
from twitchcam.errors import OutputError, RecordingError
from twitchcam.records import Analysis, Pattern
from twitchcam.results import showing
from twitchcam.results.events_json import Document, document_of
from twitchcam.results.folder import OutputFolder
from twitchcam.results.highlights.plan import Choice
from twitchcam.results.writing import write_analysis
from twitchcam.settings import HighlightSettings

SETTINGS = HighlightSettings(least_width_px=shown.WIDTH, card_s=0.5)

Show = Callable[..., str]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "night.mp4"
    shown.write_recording(path)
    return path


@pytest.fixture
def analysis(recording: Path) -> Analysis:
    return shown.analysis(recording)


@pytest.fixture
def show(tmp_path: Path, recording: Path) -> Show:
    def run(analysis: Analysis, with_recording: bool = True, choice: Choice = Choice.ALL, again: bool = False) -> str:
        with OutputFolder(tmp_path) as folder:
            document = write_analysis(folder, analysis)
            clip = recording if with_recording else None
            return showing.show(folder, document, lambda: analysis.measurement, clip, SETTINGS, choice, again=again)

    return run


def state(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.suffix in {".mp4", ".html"}}


def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def test_video_and_page_are_made_once(tmp_path: Path, analysis: Analysis, show: Show) -> None:
    words = show(analysis)
    assert "report.html shows everything on one page. highlights.mp4 shows 2 movements" in words
    before = state(tmp_path)
    assert set(before) == {"highlights.mp4", "report.html"}
    assert show(analysis) == words
    assert state(tmp_path) == before
    assert 'href="highlights.mp4#t=' in page(tmp_path)
    assert page(tmp_path).count("data:image/jpeg;base64,") == 7
    assert "http" not in page(tmp_path).replace("http-equiv", "").replace("http://www.w3.org", "")
    assert str(tmp_path) not in page(tmp_path)
    show(analysis, again=True)
    assert state(tmp_path)["highlights.mp4"] != before["highlights.mp4"]


def test_the_video_holds_no_path(tmp_path: Path, analysis: Analysis, show: Show) -> None:
    show(analysis)
    assert str(tmp_path).encode() not in (tmp_path / "highlights.mp4").read_bytes()


def test_without_events_there_is_no_video(tmp_path: Path, analysis: Analysis, show: Show) -> None:
    show(analysis)
    words = show(replace(analysis, events=()))
    assert "there is no movement to show" in words
    assert set(state(tmp_path)) == {"report.html"}
    assert "there is no movement to show" in page(tmp_path)


def test_review_only(tmp_path: Path, analysis: Analysis, show: Show) -> None:
    assert "highlights.mp4 shows 1 movement in" in show(analysis, choice=Choice.REVIEW)
    jerk = replace(analysis, events=analysis.events[1:])
    assert "no movement needs review" in show(jerk, choice=Choice.REVIEW)
    assert set(state(tmp_path)) == {"report.html"}


def test_without_the_recording_an_older_video_is_called_older(tmp_path: Path, analysis: Analysis, show: Show) -> None:
    show(analysis)
    before = (tmp_path / "highlights.mp4").read_bytes()
    relabelled = replace(analysis, events=(examples.event(Pattern.TREMOR, 9.0, 4.0),))
    words = show(relabelled, with_recording=False)
    assert "highlights.mp4 is older than these events and does not belong to them" in words
    assert (tmp_path / "highlights.mp4").read_bytes() == before
    assert "older than these events" in page(tmp_path)
    assert 'href="highlights.mp4' not in page(tmp_path)


def test_no_video_leaves_one_that_fits(tmp_path: Path, analysis: Analysis, show: Show) -> None:
    assert "No highlight video was made" in show(analysis, choice=Choice.NONE)
    assert set(state(tmp_path)) == {"report.html"}
    show(analysis)
    before = state(tmp_path)
    assert "highlights.mp4 shows 2 movements" in show(analysis, choice=Choice.NONE)
    assert state(tmp_path) == before


def test_what_an_earlier_run_was_asked_to_show(tmp_path: Path, analysis: Analysis, show: Show) -> None:
    assert showing.earlier_choice(tmp_path) is Choice.ALL
    show(analysis, choice=Choice.NONE)
    assert showing.earlier_choice(tmp_path) is Choice.NONE
    show(analysis, choice=Choice.REVIEW)
    assert showing.earlier_choice(tmp_path) is Choice.REVIEW
    show(replace(analysis, events=()))
    assert showing.earlier_choice(tmp_path) is Choice.ALL


@pytest.mark.parametrize("name", ["highlights.mp4", "report.html"])
def test_a_foreign_file_stays(tmp_path: Path, analysis: Analysis, show: Show, name: str) -> None:
    if name.endswith("mp4"):
        write_video(tmp_path / name, [0, 40, 80])
    else:
        (tmp_path / name).write_text("<html>my own</html>")
    before = (tmp_path / name).read_bytes()
    with pytest.raises(OutputError, match=f"{name} is in the way: it was not written by twitchcam"):
        show(analysis)
    assert (tmp_path / name).read_bytes() == before


def test_a_recording_that_cannot_be_read_leaves_the_page(tmp_path: Path, analysis: Analysis, show: Show) -> None:
    with OutputFolder(tmp_path) as folder:
        document = write_analysis(folder, analysis)
        gone = tmp_path / "gone.mp4"
        with pytest.raises(RecordingError, match="There is no file"):
            showing.show(folder, document, lambda: analysis.measurement, gone, SETTINGS)
    assert set(state(tmp_path)) == {"report.html"}
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")]


def test_an_interrupted_video_leaves_nothing_half_written(tmp_path: Path, analysis: Analysis, recording: Path) -> None:
    def stop(stage: str, done_s: float, total_s: float) -> None:
        if done_s > 5.0:
            raise KeyboardInterrupt

    with OutputFolder(tmp_path) as folder:
        document = write_analysis(folder, analysis)
        (tmp_path / "report.html").write_text('<meta name="twitchcam-report" content="1 of other events">')
        with pytest.raises(KeyboardInterrupt):
            showing.show(folder, document, lambda: analysis.measurement, recording, SETTINGS, Choice.ALL, stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "events.csv",
        "events.json",
        "report.html",
        "signals.npz",
    ]
    assert "1 movement to show a doctor" in page(tmp_path)


def test_one_file_for_each_event(tmp_path: Path, analysis: Analysis, recording: Path) -> None:
    document: Document = document_of(analysis)
    with OutputFolder(tmp_path) as folder:
        paths = showing.write_clips(folder, document, analysis.measurement, recording, SETTINGS)
        assert sorted(path.name for path in paths) == sorted(
            f"{event['id']}-{event['pattern']}.mp4" for event in document["events"]
        )
        with av.open(str(paths[0])) as container:
            assert container.duration is not None
            assert container.duration / 1e6 == pytest.approx(SETTINGS.card_s + 3.0 + 4.0 + 5.0, abs=0.05)
        write_video(tmp_path / "clips" / "mine.mp4", [0, 40])
        only = showing.write_clips(
            folder, {**document, "events": document["events"][1:]}, analysis.measurement, recording, SETTINGS
        )
    assert sorted(path.name for path in (tmp_path / "clips").iterdir()) == [only[0].name, "mine.mp4"]
