"""What becomes of the processes that look at clips. Real processes, killed for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from twitchcam.benchmark.findings import ClipFindings
from twitchcam.benchmark.running import Job, run_detector

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


class Sleeper:
    """Says that it has begun, and does not end."""

    def detect(self, clip: Path) -> ClipFindings:
        clip.with_suffix(".pid").write_text(str(os.getpid()))
        time.sleep(120.0)
        return ClipFindings(())


def main() -> None:
    """Look at two clips in two processes, as the test's own child."""
    run_detector(Sleeper, [Job(f"{n}.mp4", Path(sys.argv[1]) / f"{n}.mp4", 1.0) for n in range(2)], processes=2)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and was not waited for yet is still listed.
    status = Path(f"/proc/{pid}/status")
    return not (status.is_file() and "State:\tZ" in status.read_text())


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_started_them(tmp_path: Path, ending: signal.Signals) -> None:
    code = "from tests.unit.benchmark.test_running import main; main()"
    root = Path(__file__).parents[3]
    started = "if __name__ == '__main__':\n    " + code.replace("; ", "\n    ")
    script = tmp_path / "start.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(root)!r})\n{started}\n")
    with subprocess.Popen([sys.executable, str(script), str(tmp_path)]) as parent:
        try:
            pids = wait_for_pids(tmp_path)
        finally:
            parent.send_signal(ending)
    until_s = time.monotonic() + 20.0
    while any(map(lives, pids)) and time.monotonic() < until_s:
        time.sleep(0.1)
    left = [pid for pid in pids if lives(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


def wait_for_pids(folder: Path) -> list[int]:
    until_s = time.monotonic() + 60.0
    while time.monotonic() < until_s:
        texts = [path.read_text() for path in folder.glob("*.pid")]
        if len(texts) == 2 and all(texts):
            return [int(text) for text in texts]
        time.sleep(0.1)
    raise AssertionError("the processes did not begin")
