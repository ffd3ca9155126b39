import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import twitchcam
from tests.support import fake_pipeline
from twitchcam.cli import main
from twitchcam.results import showing

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with one recording, night.mp4, that the fake pipeline can analyse."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "night.mp4").write_text("a quiet night")
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, with the fake pipeline."""
    module = fake_pipeline.as_module()
    monkeypatch.setitem(sys.modules, "twitchcam.pipeline", module)
    monkeypatch.setattr(twitchcam, "pipeline", module, raising=False)
    monkeypatch.setattr(showing, "show", fake_pipeline.nothing_to_show)
    monkeypatch.delenv("TWITCHCAM_DEBUG", raising=False)
    fake_pipeline.calls.clear()

    def run_command(*args: str) -> Outcome:
        capsys.readouterr()
        code = main(args)
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return run_command


def process(*command: str, cwd: Path, own_group: bool = False) -> subprocess.Popen[str]:
    """Start Python with this checkout in a process of its own; if asked for, it leads a group of processes."""
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=own_group,
        preexec_fn=_heeds_ctrl_c,
    )


def _heeds_ctrl_c() -> None:
    """Undo what a shell does to commands in the background: they ignore Ctrl-C, and so would a test's processes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
