"""Many recordings, in real processes, with a pipeline that decodes nothing."""

from __future__ import annotations

import csv
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import process

FAKE = ("-m", "tests.support.fake_pipeline")
FILES = ["events.csv", "events.json", "signals.npz"]


def finished(*args: str, cwd: Path) -> tuple[int, str, str]:
    with process(*FAKE, *args, cwd=cwd) as running:
        out, err = running.communicate(timeout=60)
    return running.returncode, out, err


def nights(folder: Path, **texts: str) -> None:
    (folder / "nights").mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / "nights" / f"{name}.mp4").write_text(text)


def tree(root: Path) -> dict[str, list[str]]:
    return {path.name: sorted(file.name for file in path.iterdir()) for path in sorted(root.iterdir()) if path.is_dir()}


def failures(root: Path) -> list[list[str]]:
    with (root / "failures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_recording_is_done_and_the_table_says_so(tmp_path: Path) -> None:
    nights(tmp_path, one="1", two="2")
    code, out, err = finished("batch", "nights", "--output", "root", "--jobs", "2", cwd=tmp_path)
    assert code == 0
    assert tree(tmp_path / "root") == {"one.mp4.twitchcam": FILES, "two.mp4.twitchcam": FILES}
    assert sorted(line.partition(" (")[0] for line in err.splitlines()) == ["one.mp4", "two.mp4"]
    rows = [line.split() for line in out.splitlines() if line.strip()]
    assert rows[0] == ["recording", "length", "analysed", "to", "review", "brief", "jerks", "results"]
    assert rows[2][0] == "nights/one.mp4"
    assert rows[2][-3:] == ["2", "2", "root/one.mp4.twitchcam"]
    assert [row[-2:] for row in rows if row[:1] == ["all"]] == [["4", "4"]]
    assert not (tmp_path / "root" / "failures.csv").exists()


def test_what_fails_or_is_killed_stops_nothing(tmp_path: Path) -> None:
    nights(tmp_path, bad="fail", bug="bug", killed="die", last="quiet", more="quiet too")
    code, out, err = finished("batch", "nights", "none.mp4", "--output", "root", "--jobs", "1", cwd=tmp_path)
    assert code == 1
    assert tree(tmp_path / "root") == {"last.mp4.twitchcam": FILES, "more.mp4.twitchcam": FILES}
    heading, *rows = failures(tmp_path / "root")
    assert heading == ["recording", "problem"]
    said = dict(rows)
    assert said["none.mp4"] == "There is no file none.mp4."
    assert said["nights/bad.mp4"] == "nights/bad.mp4 is not a video that can be read."
    assert "a mistake of its own (ZeroDivisionError: division by zero)" in said["nights/bug.mp4"]
    assert said["nights/killed.mp4"].startswith("The process that worked on it was killed")
    assert "Traceback" not in err
    assert "4 of 6 failed; root/failures.csv says why." in out


def test_the_same_again_does_what_is_left(tmp_path: Path) -> None:
    nights(tmp_path, bad="fail", good="quiet")
    assert finished("batch", "nights", "--output", "root", cwd=tmp_path)[0] == 1
    before = (tmp_path / "root" / "good.mp4.twitchcam" / "events.json").stat().st_mtime_ns
    nights(tmp_path, bad="mended", new="another")
    code, _, err = finished("batch", "nights", "--output", "root", "--jobs", "1", cwd=tmp_path)
    assert (code, err.splitlines()) == (
        0,
        ["bad.mp4 (1 of 3): done", "good.mp4 (2 of 3): up to date", "new.mp4 (3 of 3): done"],
    )
    assert (tmp_path / "root" / "good.mp4.twitchcam" / "events.json").stat().st_mtime_ns == before
    assert not (tmp_path / "root" / "failures.csv").exists()


def test_other_settings_fail_one_by_one_unless_overwritten(tmp_path: Path) -> None:
    nights(tmp_path, one="1")
    finished("batch", "nights", "--output", "root", cwd=tmp_path)
    code, _, err = finished("batch", "nights", "--output", "root", "--pose-model", "heavy", cwd=tmp_path)
    assert code == 1
    assert "use --overwrite to replace them" in err
    changed = ("batch", "nights", "--output", "root", "--pose-model", "heavy", "--overwrite")
    assert finished(*changed, cwd=tmp_path)[0] == 0


def test_a_foreign_failures_csv_stays(tmp_path: Path) -> None:
    nights(tmp_path, one="1")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "failures.csv").write_text("mine\n")
    code, out, err = finished("batch", "nights", "--output", "root", cwd=tmp_path)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert (tmp_path / "root" / "failures.csv").read_text() == "mine\n"


def test_without_output_it_is_a_usage_error(tmp_path: Path) -> None:
    assert finished("batch", "nights", cwd=tmp_path)[0] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("whole_group", [True, False])
def test_ctrl_c_ends_all_and_leaves_nothing_half_written(tmp_path: Path, whole_group: bool) -> None:
    nights(tmp_path, a="quiet", b="slow", c="slow")
    with process(*FAKE, "batch", "nights", "--output", "root", "--jobs", "2", cwd=tmp_path, own_group=True) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "a.mp4 (1 of 3): done\n"
        until_s = time.monotonic() + 20.0
        while len(tree(tmp_path / "root")) < 3 and time.monotonic() < until_s:
            time.sleep(0.05)
        workers = children(running.pid)
        if whole_group:  # as a terminal does
            os.killpg(running.pid, signal.SIGINT)
        else:
            running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, "", "Stopped.\n")
    assert tree(tmp_path / "root") == {"a.mp4.twitchcam": FILES}
    assert workers
    until_s = time.monotonic() + 5.0
    while (left := [pid for pid in workers if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until_s:
        time.sleep(0.05)
    assert left == []


def children(pid: int) -> list[int]:
    """Return the processes that this one started, where the system tells."""
    return [int(found) for path in Path(f"/proc/{pid}/task").glob("*/children") for found in path.read_text().split()]
