import csv
import io
from pathlib import Path

import pytest

from tests.support import examples
from twitchcam.errors import ResultsError
from twitchcam.results.poses import LANDMARK_NAMES, read_poses, write_poses, write_poses_csv
from twitchcam.results.signals import read_signals


def test_reading_gives_back_every_digit(tmp_path: Path) -> None:
    path = tmp_path / "poses.npz"
    with path.open("wb") as file:
        write_poses(examples.pose_track(), {"pose_model": "full", "interval_s": 10.0}, file)
    assert examples.same(read_poses(path), examples.pose_track())
    with pytest.raises(ResultsError, match="expected twitchcam-signals-4"):
        read_signals(path)


def test_one_look_a_row() -> None:
    file = io.StringIO(newline="")
    write_poses_csv(examples.pose_track(), file)
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert [row["time_s"] for row in rows] == ["0.000", "10.010", "20.020"]
    assert len(rows[0]) == 3 + 3 * len(LANDMARK_NAMES) == 102
    assert rows[0]["right_foot_index_visibility"] == f"{98 / 7:.3f}"
    assert rows[1]["found"] == "0"
    assert set(rows[1].values()) == {"10.010", "0", "0.000", ""}
