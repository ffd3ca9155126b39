import csv
import io
from pathlib import Path

from tests.support import examples
from twitchcam.results.events_csv import COLUMNS, write_events_csv
from twitchcam.results.events_json import document_of

GOLDEN = Path(__file__).parents[2] / "golden"


def written(analysis: object) -> str:
    file = io.StringIO(newline="")
    write_events_csv(document_of(analysis), file)  # type: ignore[arg-type]
    return file.getvalue()


def test_golden_events_csv() -> None:
    assert written(examples.golden()) == (GOLDEN / "events.csv").read_text(encoding="utf-8")


def test_one_event_a_row_under_the_heading() -> None:
    rows = list(csv.DictReader(io.StringIO(written(examples.night()))))
    assert len(rows) == len(examples.night().events)
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["clock_time"] == "2024-03-05T23:58:40.000"
    assert rows[1]["clock_time"] == "2024-03-05T23:59:30.000"
    assert rows[2]["clock_time"] == "2024-03-06T00:00:35.040"
    assert rows[4]["parts"] == "trunk; arm"
    assert rows[4]["members"] == "3"
    assert rows[0]["reasons"] == "duration_s 0.3 < 0.5; interval_cv ? 0.3"


def test_unknown_is_an_empty_cell() -> None:
    row = next(csv.DictReader(io.StringIO(written(examples.analysis()))))
    assert row["clock_time"] == row["rate_hz"] == ""


def test_no_events_leave_the_heading() -> None:
    assert written(examples.analysis(events=())) == ",".join(COLUMNS) + "\n"
