import subprocess
import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.support import sounds
from twitchcam.context import RATE_HZ, Listener
from twitchcam.records import Sound, SoundBlock
from twitchcam.settings import SoundSettings
from twitchcam.timespan import overlap_s


def hear(samples: np.ndarray, *, block_s: float = 10.0, start_s: float = 0.0) -> Sound:
    listener = Listener(SoundSettings())
    data, step = np.asarray(samples, np.float32), round(block_s * RATE_HZ)
    for first in range(0, len(data), step):
        listener.add(SoundBlock(start_s + first / RATE_HZ, data[first : first + step]))
    return listener.finish()


def night(what: np.ndarray, seed: int, colour: str = "pink", *, before_s: float = 12.0, **levels) -> np.ndarray:
    background = sounds.noise(np.random.default_rng(seed + 1000), 20.0, colour)
    return sounds.placed(len(what) / RATE_HZ + before_s + 8.0, [(before_s, what)], background, **levels)


def crying_s(sound: Sound) -> float:
    return sum(one.span.duration_s for one in sound.crying)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("over_db", "level_db", "changed"),
    [
        (30.0, -12.0, ""),
        (10.0, -12.0, ""),
        (20.0, -45.0, ""),
        (20.0, -12.0, "room"),
        (20.0, -12.0, "g711"),
        (25.0, 12.0, "clipped"),
    ],
)
def test_cries_in_a_row_are_crying(seed: int, over_db: float, level_db: float, changed: str) -> None:
    rng = np.random.default_rng(seed)
    what, cries = sounds.crying(rng, 20.0, formants=seed != 1)
    if changed == "room":
        what = sounds.in_room(rng, what, 0.5)
    samples = np.clip(night(what, seed, over_db=over_db, level_db=level_db), -1.0, 1.0)
    sound = hear(sounds.g711(samples) if changed == "g711" else samples)
    assert len(sound.crying) == 1
    (found,) = sound.crying
    assert found.span.start_s == pytest.approx(12.0 + cries[0][0], abs=2.5)
    assert found.span.end_s == pytest.approx(12.0 + cries[-1][1], abs=2.5)
    assert 280 < found.pitch_hz < 680
    assert found.confidence >= 0.5
    assert found.bouts >= 0.6 * len(cries)
    assert not sound.noises


NOT_CRYING = {
    "singing": lambda rng: sounds.singing(rng, 15.0),
    "music box": lambda rng: sounds.melody(rng, 15.0, "box"),
    "flute": lambda rng: sounds.melody(rng, 15.0, "flute"),
    "organ": lambda rng: sounds.melody(rng, 15.0, "organ"),
    "babble": lambda rng: sounds.babble(rng, 15.0),
    "fan": lambda rng: sounds.fan(rng, 15.0),
    "white noise": lambda rng: sounds.noise(rng, 15.0),
    "alarm": lambda rng: sounds.beeps(rng, 15.0),
    "barking": lambda rng: np.concatenate([np.append(sounds.bark(rng), np.zeros(9000)) for _ in range(15)]),
}


@pytest.mark.parametrize("over_db", [30.0, 12.0])
@pytest.mark.parametrize("what", NOT_CRYING)
def test_other_sounds_are_not_crying(what: str, over_db: float) -> None:
    rng = np.random.default_rng(5)
    assert not hear(night(NOT_CRYING[what](rng), 5, over_db=over_db)).crying


@pytest.mark.skipif(not sounds.has_espeak(), reason="espeak-ng is not installed: speech cannot be made")
@pytest.mark.parametrize("changed", ["", "room", "g711"])
def test_speech_is_not_crying(changed: str) -> None:
    rng = np.random.default_rng(7)
    pieces = [sounds.talking(rng, 20.0), sounds.speech(sounds.TEXTS[2], "en-us+f4", 99, 80)]
    what = np.concatenate(pieces)
    if changed == "room":
        what = sounds.in_room(rng, what, 0.5)
    samples = night(what, 7)
    assert not hear(sounds.g711(samples) if changed == "g711" else samples).crying


@pytest.mark.skipif(not sounds.has_sox(), reason="sox is not installed: its sounds cannot be made")
@pytest.mark.parametrize(
    "effects",
    [
        "synth 20 whitenoise",
        "synth 20 brownnoise tremolo 0.2 80",
        "synth 20 sine 400",
        "synth 20 sawtooth 300-600",
        "synth 1 pluck 330 : synth 1 pluck 392 : synth 1 pluck 440 : synth 1 pluck 349 : synth 1 pluck 494",
    ],
)
def test_sounds_of_sox_are_not_crying(tmp_path: Path, effects: str) -> None:
    path = tmp_path / "sound.wav"
    pieces = []
    for one in effects.split(" : "):
        command = ["sox", "-R", "-n", "-r", str(RATE_HZ), "-b", "16", "-c", "1", str(path), *one.split(), "gain", "-6"]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(str(path)) as file:
            pieces.append(np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768)
    assert not hear(night(np.concatenate(pieces), 9)).crying


def test_crying_is_told_from_a_song_before_it() -> None:
    rng = np.random.default_rng(11)
    cry, cries = sounds.crying(rng, 15.0)
    what = np.concatenate([0.5 * sounds.singing(rng, 20.0), np.zeros(5 * RATE_HZ), cry])
    sound = hear(night(what, 11, over_db=25.0))
    true_s = cries[-1][1] - cries[0][0]
    assert len(sound.crying) == 1
    assert sound.crying[0].span.start_s == pytest.approx(37.0, abs=2.0)
    assert crying_s(sound) == pytest.approx(true_s, abs=3.0)


def test_crying_is_heard_through_babble() -> None:
    rng = np.random.default_rng(14)
    cry, cries = sounds.crying(rng, 15.0)
    sound = hear(night(cry + 0.5 * sounds.babble(rng, 15.0), 14))
    assert crying_s(sound) > 0.8 * (cries[-1][1] - cries[0][0])


def test_crying_for_minutes_does_not_lift_its_own_floor() -> None:
    what, _ = sounds.crying(np.random.default_rng(12), 200.0)
    sound = hear(night(what, 12))
    assert crying_s(sound) > 190.0
    assert sound.floor_db is not None
    assert np.nanmedian(sound.level_db[20:200]) > 6.0


def test_two_cries_are_no_crying() -> None:
    rng = np.random.default_rng(13)
    what = np.concatenate([sounds.cry(rng, 1.0, 420.0), np.zeros(4000), sounds.cry(rng, 1.0, 420.0)])
    assert not hear(night(what, 13)).crying


@pytest.mark.parametrize(
    ("over_db", "level_db", "changed", "fewest"),
    [
        (30.0, -12.0, "", 1.0),
        (15.0, -12.0, "", 1.0),
        (20.0, -45.0, "", 1.0),
        (20.0, -12.0, "g711", 1.0),
        (8.0, -12.0, "", 0.5),
    ],
)
def test_sudden_noises_have_their_onsets(over_db: float, level_db: float, changed: str, fewest: float) -> None:
    rng = np.random.default_rng(21)
    at_s = np.cumsum(rng.uniform(3.0, 8.0, 9)) + 3.0
    makers = [sounds.door, sounds.cough, sounds.rattle] * 3
    what = [(float(t), make(rng) * rng.uniform(0.6, 1.0)) for t, make in zip(at_s, makers, strict=True)]
    background = sounds.noise(rng, 20.0, "white")
    samples = sounds.placed(at_s[-1] + 4.0, what, background, over_db=over_db, level_db=level_db)
    onsets = [noise.onset_s for noise in hear(sounds.g711(samples) if changed == "g711" else samples).noises]
    near = [min((abs(onset - t) for onset in onsets), default=9.0) for t in at_s]
    assert sum(distance < 0.05 for distance in near) >= fewest * len(at_s)
    assert all(np.abs(at_s - onset).min() < 0.25 for onset in onsets)


@pytest.mark.parametrize("colour", ["white", "pink", "brown"])
def test_steady_noise_has_no_onsets(colour: str) -> None:
    sound = hear(0.05 * sounds.noise(np.random.default_rng(22), 300.0, colour))
    assert not sound.noises
    assert not sound.crying
    assert np.abs(sound.level_db).max() < 6.0


def test_a_hole_is_no_noise_and_no_silence() -> None:
    rng = np.random.default_rng(23)
    samples = np.asarray(0.05 * sounds.noise(rng, 200.0), np.float32)
    listener = Listener(SoundSettings())
    for first_s, last_s in ((0, 47), (50, 58), (150, 200)):
        listener.add(SoundBlock(float(first_s), samples[first_s * RATE_HZ : last_s * RATE_HZ]))
    sound = listener.finish()
    assert [(span.start_s, span.end_s) for span in sound.heard] == [(0, 47), (50, 58), (150, 200)]
    assert not sound.noises
    assert np.isnan(sound.level_db[48])
    assert np.isnan(sound.level_db[60:149]).all()
    assert np.isfinite(sound.level_db[151:]).all()
    assert len(sound.times_s) == 200


def test_any_cut_into_blocks_gives_the_same() -> None:
    rng = np.random.default_rng(24)
    cry, _ = sounds.crying(rng, 30.0)
    samples = night(np.concatenate([cry, np.zeros(RATE_HZ * 3), sounds.door(rng)]), 24, before_s=45.0)
    first, second = hear(samples), hear(samples, block_s=0.37)
    assert first.crying == second.crying
    assert first.noises == second.noises
    assert len(first.noises) == 1
    assert np.array_equal(first.level_db, second.level_db)
    assert overlap_s(first.crying[0].span, first.heard) == first.crying[0].span.duration_s


def test_silence_and_nothing_at_all() -> None:
    silent = hear(np.zeros(RATE_HZ * 70))
    assert not silent.crying
    assert not silent.noises
    nothing = Listener(SoundSettings()).finish()
    assert nothing.heard == ()
    assert nothing.floor_db is None
    assert len(nothing.times_s) == 0


@pytest.mark.slow
def test_memory_does_not_grow_with_the_night() -> None:
    minute = np.asarray(0.05 * sounds.noise(np.random.default_rng(25), 60.0), np.float32)
    listener = Listener(SoundSettings())
    tracemalloc.start()
    most = []
    for number in range(40):
        listener.add(SoundBlock(60.0 * number, minute))
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()
    tracemalloc.stop()
    assert max(most[20:]) < 1.05 * max(most[3:10])
