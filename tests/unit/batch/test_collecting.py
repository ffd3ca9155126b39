from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support import examples
from twitchcam.batch import writing
from twitchcam.batch.collecting import collect
from twitchcam.batch.writing import recordings_path, write_collection
from twitchcam.errors import OutputError, ResultsError
from twitchcam.results.folder import OutputFolder
from twitchcam.results.writing import write_analysis

START = datetime(2025, 3, 1, 22, 30)


def night(folder: Path, name: str, **changes: Any) -> None:
    video = examples.video(file_name=name, sha256=name[0] * 64, start_time=changes.pop("start_time", START))
    measurement = examples.measurement(video=video)
    with OutputFolder(folder) as opened:
        write_analysis(opened, examples.analysis(measurement=measurement, video=video, **changes))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    night(tmp_path / "root" / "a.mp4.twitchcam", "a.mp4")
    night(tmp_path / "root" / "more" / "b, c.mp4.twitchcam", "b, c.mp4", events=(), start_time=None)
    return tmp_path / "root"


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_both_tables_hold_everything(root: Path, tmp_path: Path) -> None:
    write_collection(collect(root), tmp_path / "events.csv")
    events, recordings = read_csv(tmp_path / "events.csv"), read_csv(tmp_path / "events_recordings.csv")
    documents = [json.loads(path.read_text()) for path in sorted(root.rglob("events.json"))]
    assert [row["id"] for row in events] == [event["id"] for event in documents[0]["events"]]
    assert {row["folder"] for row in events} == {"a.mp4.twitchcam"}
    assert events[0]["clock_time"] == "2025-03-01T22:30:10.000"
    assert [(row["folder"], row["recording"]) for row in recordings] == [
        ("a.mp4.twitchcam", "a.mp4"),
        ("more/b, c.mp4.twitchcam", "b, c.mp4"),
    ]
    assert float(recordings[1]["analysable_hours"]) == pytest.approx(550 / 3600, abs=1e-5)
    assert float(recordings[1]["recorded_hours"]) == pytest.approx(600.333 / 3600)
    assert recordings[0]["settings"] == recordings[1]["settings"] != ""
    assert (recordings[0]["start_time"], recordings[1]["start_time"]) == ("2025-03-01T22:30:00", "")
    assert set(documents[0]["findings"]) < set(recordings[0])


def test_parquet_says_the_same_with_types(root: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    collection = collect(root)
    path = tmp_path / "it's here" / "events.parquet"
    second = write_collection(collection, path)
    with duckdb.connect() as database:
        for table, file in ((collection.events, path), (collection.recordings, second)):
            found = database.read_parquet(str(file))
            assert tuple(found.columns) == tuple(name for name, _ in table.columns)
            rows = found.fetchall()
            for row, expected in zip(rows, table.rows, strict=True):
                for cell, wanted in zip(row, expected, strict=True):
                    assert (cell.isoformat() if isinstance(cell, datetime) else cell) == (
                        wanted if not isinstance(cell, datetime) else datetime.fromisoformat(wanted).isoformat()
                    )
        types = dict(zip(found.columns, map(str, found.types), strict=True))
        assert (types["jerks"], types["start_time"], types["analysable_hours"]) == ("BIGINT", "TIMESTAMP", "DOUBLE")
        # A column without any value keeps its type.
        empty = database.read_parquet(str(path))
        assert str(dict(zip(empty.columns, empty.types, strict=True))["rate_hz"]) == "DOUBLE"


def test_thousands_of_rows_go_in_whole(root: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    night(
        root / "z.mp4.twitchcam",
        "z.mp4",
        events=tuple(examples.event(start_s=float(n), event_id=f"e{n:05d}") for n in range(2500)),
    )
    write_collection(collect(root), tmp_path / "events.parquet")
    with duckdb.connect() as database:
        rows = database.sql(f"select id from '{tmp_path / 'events.parquet'}' where recording = 'z.mp4'").fetchall()
    assert [row[0] for row in rows] == [f"e{n:05d}" for n in range(2500)]


def test_results_that_cannot_be_read_are_named_and_the_others_stay(root: Path) -> None:
    (root / "a.mp4.twitchcam" / "events.json").write_text("{")
    collection = collect(root)
    assert [row[1] for row in collection.recordings.rows] == ["b, c.mp4"]
    (problem,) = collection.problems
    assert "is not the outcome of an analysis" in problem


@pytest.mark.parametrize("name", ["events.xlsx", "events", "events.csv.gz"])
def test_other_endings_are_refused_before_anything_is_read(root: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"expected a file ending in \.csv or \.parquet"):
        write_collection(collect(root), tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["root"]


def test_without_duckdb_the_sentence_says_what_to_do(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.importlib.util, "find_spec", lambda name: None)  # type: ignore[attr-defined]
    with pytest.raises(OutputError, match=r"twitchcam\[parquet\]"):
        write_collection(collect(root), tmp_path / "events.parquet")


def test_a_folder_in_the_way_and_a_folder_without_results_are_said(root: Path, tmp_path: Path) -> None:
    recordings_path(tmp_path / "events.csv").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write_collection(collect(root), tmp_path / "events.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ResultsError, match="beneath"):
        collect(tmp_path / "empty")
    with pytest.raises(ResultsError, match="There is no folder"):
        collect(tmp_path / "none")
