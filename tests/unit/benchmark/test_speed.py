from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from tests.support.videos import write_video
from twitchcam.benchmark.speed import measure_speed, memory_bytes
from twitchcam.benchmark.speed_task import stages
from twitchcam.errors import DatasetError


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    write_video(tmp_path / "clip.mp4", list(range(0, 3000, 100)), rate=10)
    return tmp_path / "clip.mp4"


def program(folder: Path, code: str) -> Path:
    path = folder / "dvr-scan"
    path.write_text(f"#!{sys.executable}\n{code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.skipif(os.name == "nt", reason="a script as a program")
def test_all_are_measured_in_every_round(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    program(
        tmp_path / "bin",
        "import sys, pathlib\nwith open('args.txt', 'a') as f: print(*sys.argv[1:], file=f)\nprint('ok')",
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    monkeypatch.chdir(tmp_path)
    told: list[float] = []
    speed = measure_speed(clip, 3.0, jobs=2, rounds=1, progress=lambda _, done, total: told.append(done / total))
    names = [row.name for row in speed.rows]
    assert names == ["decoding alone", "twitchcam, 1 process", "twitchcam, 2 processes", "dvr-scan"]
    assert all(len(row.took_s) == 1 and min(row.took_s) > 0 for row in speed.rows)
    assert speed.rows[0].ratios == (1.0,)
    assert speed.rows[1].ratio > 1.0
    assert set(speed.rows[1].stages_s) >= {"Opening", "Judging"}
    assert sum(speed.rows[1].stages_s.values()) == pytest.approx(speed.rows[1].took_s[0], rel=0.01)
    assert (tmp_path / "args.txt").read_text() == f"-i {clip} --scan-only --quiet\n"
    assert told == sorted(told)
    if sys.platform == "linux":
        assert all(row.peak_bytes is not None and row.peak_bytes > 20e6 for row in speed.rows[1:3])


@pytest.mark.skipif(os.name == "nt", reason="a script as a program")
def test_a_program_that_fails_is_named(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "import sys\nsys.exit('no such codec')")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    with pytest.raises(DatasetError, match="dvr-scan failed with exit code 1: no such codec"):
        measure_speed(clip, 3.0, jobs=1, rounds=1)


def test_stages_add_up_to_the_whole() -> None:
    marks = [("Reading", 2.0), ("Reading", 3.0), ("Reading", 7.0), ("Looking", 8.0), ("Looking", 10.0)]
    found = stages(1.0, marks, 10.5)
    assert found == {"Opening": 1.0, "Reading": 5.0, "Looking": 2.0, "Finding windows": 1.0, "Judging": 0.5}
    assert stages(1.0, [], 4.0) == {"all": 3.0}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_memory_is_that_of_the_process() -> None:
    before = memory_bytes(os.getpid())
    block = bytearray(os.urandom(1)) * 80_000_000
    assert memory_bytes(os.getpid()) - before > 60_000_000
    del block
    assert memory_bytes(2**22 + 1) == 0
