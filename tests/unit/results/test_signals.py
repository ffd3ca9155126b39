import io
import json
import math
from contextlib import suppress
from dataclasses import fields
from datetime import UTC
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.support import examples
from twitchcam.errors import ResultsError
from twitchcam.records import BodyMap, Box, Excluded, FoundBy, Masked, Measurement, MotionTrace, Part
from twitchcam.results.signals import read_signals, write_signals
from twitchcam.timespan import TimeSpan

finite = st.floats(allow_nan=False, allow_infinity=False)
shares = st.floats(0.0, 1.0)
times = st.floats(0.0, 1e6)
spans = st.tuples(times, times).map(lambda ends: TimeSpan(min(ends), max(ends)))
singles = st.floats(width=32)


def array(kind: type, samples: int) -> st.SearchStrategy:
    return hnp.arrays(kind, samples)


@st.composite
def traces(draw: st.DrawFn) -> MotionTrace:
    samples = draw(st.integers(0, 6))
    return examples.trace(
        trace_id=draw(st.text(max_size=8)),
        reading=draw(st.integers(0, 8)),
        window=draw(spans),
        part=draw(st.sampled_from(Part)),
        share=draw(shares),
        axis=draw(st.tuples(finite, finite)),
        in_body=draw(st.booleans()),
        noise_speed=draw(finite),
        times_s=draw(array(np.float64, samples)),
        displacement=draw(array(np.float32, samples)),
        speed=draw(array(np.float32, samples)),
        active_share=draw(array(np.float32, samples)),
        valid=draw(array(np.bool_, samples)),
        stirred=draw(array(np.float32, samples)),
        body_found_by=draw(st.sampled_from(FoundBy)),
    )


@st.composite
def body_maps(draw: st.DrawFn) -> BodyMap:
    return examples.body_map(
        span=draw(spans),
        found_by=draw(st.sampled_from(FoundBy)),
        body_length_px=draw(finite),
        axis=draw(st.none() | st.tuples(finite, finite)),
        regions=draw(st.sampled_from([(), examples.body_map().regions])),
        landmarks=draw(st.none() | hnp.arrays(np.float32, (33, 3), elements=singles)),
    )


videos = st.builds(
    examples.video,
    file_name=st.text(min_size=1),
    nominal_fps=st.fractions(min_value=Fraction(1, 10), max_value=240),
    duration_s=times,
    start_time=st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC)),
    has_sound=st.booleans(),
)
measurements = st.builds(
    examples.measurement,
    video=videos,
    body_maps=st.lists(body_maps(), max_size=3).map(tuple),
    traces=st.lists(traces(), max_size=4).map(tuple),
    excluded=st.lists(st.builds(Excluded, spans, st.text(max_size=8)), max_size=3).map(tuple),
    masked=st.lists(
        st.builds(Masked, spans, st.text(max_size=8), st.builds(Box, finite, finite, finite, finite)), max_size=3
    ).map(tuple),
    smallest_movement=st.none() | finite,
    sound=st.none() | st.builds(examples.sound, floor_db=st.none() | finite),
)


def to_bytes(measurement: Measurement) -> bytes:
    file = io.BytesIO()
    write_signals(measurement, file)
    return file.getvalue()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(measurement=measurements)
def test_reading_gives_back_every_digit(tmp_path_factory: pytest.TempPathFactory, measurement: Measurement) -> None:
    path = tmp_path_factory.mktemp("signals") / "signals.npz"
    path.write_bytes(to_bytes(measurement))
    found = read_signals(path)
    assert examples.same(found, measurement)
    assert to_bytes(found) == path.read_bytes()


def test_arrays_come_back_read_only(tmp_path: Path) -> None:
    path = tmp_path / "signals.npz"
    path.write_bytes(to_bytes(examples.measurement()))
    for trace in read_signals(path).traces:
        assert not trace.displacement.flags.writeable
        assert trace.displacement.dtype == np.float32


def test_every_field_of_the_measurement_is_kept() -> None:
    # The other records are kept field by field; one that is added here must be added to the file too.
    assert len(fields(Measurement)) == 11


def test_numbers_of_numpy_are_kept_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "signals.npz"
    one = examples.trace(share=np.float32(0.1), axis=(np.float64(0.6), np.float64(0.8)), in_body=np.True_)
    path.write_bytes(to_bytes(examples.measurement(traces=(one,), smallest_movement=np.float64(0.01))))
    found = read_signals(path)
    assert (found.traces[0].share, found.traces[0].axis) == (float(np.float32(0.1)), (0.6, 0.8))
    assert found.traces[0].in_body is True


def test_numpy_opens_the_file_without_pickle(tmp_path: Path) -> None:
    path = tmp_path / "signals.npz"
    path.write_bytes(to_bytes(examples.measurement()))
    with np.load(path, allow_pickle=False) as signals:
        header = json.loads(signals["header.json"])
        trace = header["traces"][1]
        samples = slice(trace["first_sample"], trace["first_sample"] + trace["samples"])
        assert signals["trace_times_s"][samples].tolist() == examples.trace(5).times_s.tolist()


def test_landmarks_that_are_not_found_stay_nan(tmp_path: Path) -> None:
    path = tmp_path / "signals.npz"
    path.write_bytes(to_bytes(examples.measurement()))
    landmarks = read_signals(path).body_maps[0].landmarks
    assert landmarks is not None
    assert math.isnan(landmarks[4, 0])


def test_a_bit_that_says_encrypted_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "signals.npz"
    damaged = bytearray(to_bytes(examples.measurement()))
    directory = damaged.index(b"PK\x01\x02")
    damaged[directory + 8] |= 1  # of the first member, the header
    path.write_bytes(damaged)
    with pytest.raises(ResultsError, match="is damaged or was not written by"):
        read_signals(path)


@pytest.mark.parametrize("kept", [0, 10, 200, 1000])
def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "signals.npz"
    path.write_bytes(to_bytes(examples.measurement())[:kept])
    with pytest.raises(ResultsError, match="is damaged or was not written by"):
        read_signals(path)


def test_flipped_bytes_never_give_another_error(tmp_path: Path) -> None:
    path = tmp_path / "signals.npz"
    content = to_bytes(examples.measurement())
    for position in range(0, len(content), 37):
        path.write_bytes(content[:position] + bytes([content[position] ^ 0xFF]) + content[position + 1 :])
        with suppress(ResultsError):
            read_signals(path)


def test_a_missing_file_and_a_foreign_one(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"There is no signals\.npz in"):
        read_signals(tmp_path / "signals.npz")
    np.savez(tmp_path / "signals.npz", a=np.arange(3))
    with pytest.raises(ResultsError, match="not written by twitchcam"):
        read_signals(tmp_path / "signals.npz")
