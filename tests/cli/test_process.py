"""What only a process of its own can show: import costs, exit codes, Ctrl-C, broken pipes."""

import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import twitchcam
from tests.cli.conftest import ROOT, process
from twitchcam.cli.command import command

FAKE = ("-m", "tests.support.fake_pipeline")


def finished(*args: str, cwd: Path) -> tuple[int, str, str]:
    with process(*args, cwd=cwd) as running:
        out, err = running.communicate(timeout=60)
    return running.returncode, out, err


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code, out, err = finished("-X", "importtime", "-m", "twitchcam", "--help", cwd=tmp_path)
    assert code == 0
    assert "analyze" in out
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in err.splitlines()}
    assert "click" in loaded
    assert not loaded & {"numpy", "scipy", "cv2", "av", "rich", "mediapipe"}


def test_help_is_quick(tmp_path: Path) -> None:
    def quickest_s(*args: str) -> float:
        durations_s = []
        for _ in range(5):
            started_s = time.perf_counter()
            finished(*args, cwd=tmp_path)
            durations_s.append(time.perf_counter() - started_s)
        return min(durations_s)

    # A busy machine is slow at everything, so what nobody can do without tells how slow.
    assert quickest_s("-m", "twitchcam", "--help") < max(0.3, 2.5 * quickest_s("-c", "import click"))


def test_importing_the_package_does_nothing(tmp_path: Path) -> None:
    script = (
        "import sys, twitchcam; print([m for m in sys.modules if m.startswith('twitchcam.')], 'numpy' in sys.modules)"
    )
    assert finished("-c", script, cwd=tmp_path) == (0, "[] False\n", "")


def test_public_names_are_there_when_asked_for() -> None:
    from twitchcam.records import Event
    from twitchcam.settings import Settings

    assert twitchcam.Event is Event
    assert twitchcam.Settings is Settings
    assert set(twitchcam.__all__) <= set(dir(twitchcam))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = twitchcam.nonsense


def test_the_version_is_that_of_the_project(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if "version" in project:
        assert project["version"] == twitchcam.__version__
    assert finished("-m", "twitchcam", "--version", cwd=tmp_path) == (0, f"twitchcam {twitchcam.__version__}\n", "")


@pytest.mark.parametrize(
    "name", [None, "analyze", "batch", "watch", "collect", "highlights", "relabel", "poses", "benchmark"]
)
def test_every_help_has_an_example(name: str | None) -> None:
    args = ["--help"] if name is None else [name, "--help"]
    result = CliRunner().invoke(command, args, prog_name="twitchcam")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert max(map(len, result.output.splitlines())) <= 80


@pytest.mark.parametrize(
    ("args", "code"),
    [(("analyze", "none.mp4"), 1), (("analyze",), 2), (("nonsense",), 2), (("analyze", "--nonsense"), 2), (("-h",), 0)],
)
def test_exit_codes(tmp_path: Path, args: tuple[str, ...], code: int) -> None:
    found, _, err = finished("-m", "twitchcam", *args, cwd=tmp_path)
    assert found == code
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "slow.mp4").write_text("slow")
    with process(*FAKE, "analyze", "slow.mp4", "--output", "out/deep", cwd=tmp_path) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "slow.mp4: Reading the recording ...\n"
        assert (tmp_path / "out" / "deep").is_dir()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (130, "", "Stopped.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["slow.mp4"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
def test_a_reader_that_goes_away_is_no_drama(tmp_path: Path) -> None:
    (tmp_path / "night.mp4").write_text("night")
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "w") as pipe:
        result = subprocess.run(
            [sys.executable, *FAKE, "analyze", "night.mp4", "--json"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=pipe,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (result.returncode, result.stderr) == (1, "")
    assert (tmp_path / "night.mp4.twitchcam" / "events.json").is_file()
