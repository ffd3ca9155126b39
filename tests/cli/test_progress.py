import pytest

from twitchcam.cli.progress import PlainProgress, show_progress


def lines_of(duration_s: float, calls: int) -> list[str]:
    """Run one stage of a given length of wall time with evenly spaced calls."""
    now_s = 0.0
    lines: list[str] = []
    progress = PlainProgress("night.mp4", lines.append, lambda: now_s)
    for call in range(calls + 1):
        now_s = duration_s * call / calls
        progress("Reading the recording", call, calls)
    return lines


def test_a_short_stage_is_one_line() -> None:
    assert lines_of(5.0, 100) == ["night.mp4: Reading the recording ..."]


def test_a_stage_of_minutes_tells_its_tenths() -> None:
    lines = lines_of(300.0, 1000)
    assert len(lines) == 11
    assert lines[5] == "night.mp4: Reading the recording, 50%, about 2:30 left"


def test_a_stage_of_hours_tells_every_minute() -> None:
    lines = lines_of(7200.0, 7200)
    assert len(lines) == 121
    assert lines[1] == "night.mp4: Reading the recording, 1%, about 1:59:00 left"


def test_what_an_earlier_run_has_done_took_this_one_no_time() -> None:
    now_s = 0.0
    lines: list[str] = []
    progress = PlainProgress("night.mp4", lines.append, lambda: now_s)
    for done, at_s in ((80.0, 0.0), (90.0, 60.0)):
        now_s = at_s
        progress("Reading the recording", done, 100.0)
    assert lines[-1] == "night.mp4: Reading the recording, 90%, about 1:00 left"


def test_each_stage_begins_with_a_line_and_odd_totals_do_no_harm() -> None:
    lines: list[str] = []
    progress = PlainProgress("a", lines.append)
    for stage in ("One", "Two"):
        progress(stage, 0.0, 0.0)
        progress(stage, 5.0, 1.0)
    assert lines == ["a: One ...", "a: Two ..."]


def test_quiet_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("a", quiet=True) as progress:
        assert progress is None
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_that_goes_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with show_progress("[odd] name.mp4", quiet=False) as progress:
        assert progress is not None
        progress("Reading the recording", 0.0, 10.0)
        progress("Reading the recording", 5.0, 10.0)
        progress("Looking closely", 11.0, 10.0)
    out, err = capsys.readouterr()
    assert out == ""
    assert "[odd] name.mp4: " in err
