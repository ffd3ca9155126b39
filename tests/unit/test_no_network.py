"""Recordings of a child stay on the machine: an analysis opens no network socket.

mediapipe from 0.10.35 on reports usage while it runs; the second test would see it, because it watches system calls and
not only Python.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FORBIDDING = """
import sys

def forbid(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        sys.stderr.write(f"network: {event} {arguments}\\n")
        raise PermissionError("an analysis must not use the network")

sys.addaudithook(forbid)
from twitchcam.cli import main
sys.exit(main())
"""
"""Runs the command with every use of a socket in Python refused."""


def command(folder: Path) -> list[str]:
    clip = ROOT / "samples" / "rhythmic.mp4"  # the real pose model, flow and labels all have work to do
    return ["analyze", str(clip), "--to", "14", "--output", str(folder)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, env=environment(), check=False, timeout=240)


def network_calls(trace: str) -> list[str]:
    """Return the system calls that reach, or could reach, another machine; pipes within this one cannot."""
    calls = [line for line in trace.splitlines() if re.search(r"\b(socket|connect|bind|sendto|sendmsg)\(", line)]
    return [line for line in calls if "AF_UNIX" not in line and "AF_LOCAL" not in line]


def test_an_analysis_opens_no_socket_in_python(tmp_path: Path) -> None:
    done = run([sys.executable, "-c", FORBIDDING, *command(tmp_path / "results")])
    assert "network:" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "results" / "events.json").is_file()


def test_forbidding_works() -> None:
    program = FORBIDDING.replace("from twitchcam.cli import main", "import socket; socket.socket()")
    done = run([sys.executable, "-c", program])
    assert done.returncode != 0
    assert "network: socket.__new__" in done.stderr


def test_an_analysis_opens_no_socket_at_all(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: only what Python does was watched, not the libraries")
    watch = [strace, "-f", "-qq", "-e", "trace=network", "-o", str(tmp_path / "trace")]
    control = run([*watch, sys.executable, "-c", "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"])
    if control.returncode != 0:
        pytest.skip(f"strace may not watch programs here: {control.stderr.strip()[:200]}")
    assert len(network_calls((tmp_path / "trace").read_text())) >= 2
    done = run([*watch, sys.executable, "-m", "twitchcam", *command(tmp_path / "results")])
    assert done.returncode == 0, done.stderr
    assert network_calls((tmp_path / "trace").read_text()) == []
    assert (tmp_path / "results" / "events.json").is_file()
