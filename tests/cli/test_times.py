from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitchcam.cli.times import parse_clock_time, parse_position


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90.0),
        ("90.5", 90.5),
        (".5", 0.5),
        ("0", 0.0),
        ("1:30", 90.0),
        ("90:00", 5400.0),
        ("01:02:03.25", 3723.25),
        ("1:02:03", 3723.0),
        (" 12:00:00 ", 43200.0),
        ("1500f", 1500 * 1001 / 30000),
        ("0f", 0.0),
    ],
)
def test_positions(text: str, seconds: float) -> None:
    assert parse_position(text).to_s(Fraction(30000, 1001)) == pytest.approx(seconds, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["", "-5", "ten", "1:60", "1:60:00", "1:2:3:4", "nan", "inf", "1e3", "15.5f", "f", "٣"]
)
def test_what_is_no_position(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time in a recording; expected seconds"):
        parse_position(text)


def test_frames_need_a_rate() -> None:
    assert parse_position("5").to_s(None) == 5.0
    with pytest.raises(ValueError, match="rate"):
        parse_position("5f").to_s(None)


@given(st.text(alphabet="0123456789:.f-+ ", max_size=12))
def test_any_text_is_a_position_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert parse_position(text).to_s(Fraction(25)) >= 0


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-05T22:10", datetime(2024, 3, 5, 22, 10)),
        ("2024-03-05 22:10:30", datetime(2024, 3, 5, 22, 10, 30)),
        ("22:10", datetime(2020, 1, 2, 22, 10)),
        ("7:05:09", datetime(2020, 1, 2, 7, 5, 9)),
    ],
)
def test_clock_times(text: str, moment: datetime) -> None:
    assert parse_clock_time(text).on(date(2020, 1, 2)) == moment


def test_a_time_zone_is_kept() -> None:
    moment = parse_clock_time("2024-03-05T22:10:00+01:00").on(date.min)
    assert moment.isoformat() == "2024-03-05T22:10:00+01:00"


@pytest.mark.parametrize(
    "text", ["", "22", "2210", "25:00", "22:61", "2024-03-05", "2024-13-05T22:10", "22:10Z", "soon"]
)
def test_what_is_no_clock_time(text: str) -> None:
    with pytest.raises(ValueError, match="is not a clock time; expected"):
        parse_clock_time(text)
