from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitchcam.motion.spool import Spool


@pytest.fixture
def both(tmp_path: Path) -> tuple[Any, np.ndarray]:
    """The same rows in memory and on disk, put there in another order."""
    rows = np.random.default_rng(0).integers(0, 256, (25, 2, 3), dtype=np.uint8)
    spool = Spool(tmp_path)
    for number, piece in ((2, rows[18:]), (0, rows[:7]), (1, rows[7:7]), (5, rows[25:]), (1, rows[7:18])):
        spool.add(number, piece)
    return spool.array(), rows


INDICES = [0, 24, -1, np.int64(9), slice(None), slice(5, 20), slice(7, 18), slice(20, 99), slice(9, 9), slice(30, 40)]
DEEPER = [slice(None, None, 3), slice(None, None, -1), (slice(2, 9), 1), (slice(None), 0), (4, 1, 2)]


@pytest.mark.parametrize("index", [*INDICES, *DEEPER])
def test_rows_are_read_as_from_memory(both: tuple[Any, np.ndarray], index: Any) -> None:
    on_disk, rows = both
    np.testing.assert_array_equal(on_disk[index], rows[index])


def test_it_looks_like_an_array(both: tuple[Any, np.ndarray]) -> None:
    on_disk, rows = both
    assert (on_disk.shape, len(on_disk), on_disk.ndim, on_disk.dtype) == (rows.shape, 25, 3, np.uint8)
    np.testing.assert_array_equal(np.asarray(on_disk), rows)
    with pytest.raises(IndexError):
        on_disk[25]


def test_no_file_is_left(tmp_path: Path, both: tuple[Any, np.ndarray]) -> None:
    assert list(tmp_path.iterdir()) == []
