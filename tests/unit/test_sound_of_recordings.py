"""From the file to what surrounds a movement: reading, listening, judging, keeping, judging again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support import sounds
from tests.support.examples import same
from tests.support.recorded_sound import write_heard
from twitchcam.context import RATE_HZ, Listener
from twitchcam.pipeline import judge, measure
from twitchcam.records import Sound
from twitchcam.results.events_json import document_of, to_text
from twitchcam.results.signals import read_signals, write_signals
from twitchcam.settings import PoseSettings, Settings, SoundSettings
from twitchcam.video import open_recording, sound_blocks

DOOR_S, CRY_S, SECONDS = 8.0, 14.0, 36.0


def night(seed: int = 3) -> tuple[np.ndarray, float]:
    rng = np.random.default_rng(seed)
    cry, cries = sounds.crying(rng, 15.0)
    what = [(DOOR_S, sounds.door(rng)), (CRY_S, cry)]
    samples = sounds.placed(SECONDS, what, sounds.noise(rng, 20.0, "pink"), over_db=20.0)
    return samples, CRY_S + cries[-1][1]


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz", "bit_rate"),
    [
        ("a.mp4", "aac", 16000, 24000),
        ("a.mp4", "aac", 48000, 64000),
        ("a.mov", "pcm_alaw", 8000, None),
        ("a.avi", "pcm_mulaw", 8000, None),
        ("a.avi", "adpcm_ima_wav", 16000, None),
        ("a.mkv", "pcm_s16le", 16000, None),
    ],
)
def test_crying_and_a_door_through_what_cameras_write(
    tmp_path: Path, name: str, codec: str, rate_hz: int, bit_rate: int | None
) -> None:
    samples, end_s = night()
    from scipy.signal import resample_poly

    changed = resample_poly(samples, rate_hz // 1000, RATE_HZ // 1000)
    path = write_heard(tmp_path / name, changed, rate_hz, codec=codec, bit_rate=bit_rate)
    sound = listen(path)
    assert [noise.onset_s for noise in sound.noises] == [pytest.approx(DOOR_S, abs=0.06)]
    (crying,) = sound.crying
    assert crying.span.start_s == pytest.approx(CRY_S, abs=2.0)
    assert crying.span.end_s == pytest.approx(end_s, abs=2.0)


def listen(path: Path) -> Sound:
    listener = Listener(SoundSettings())
    with open_recording(path) as recording:
        for block in sound_blocks(recording, rate_hz=RATE_HZ):
            listener.add(block)
    return listener.finish()


def test_a_run_keeps_what_was_heard_so_that_nothing_is_decoded_again(tmp_path: Path) -> None:
    samples, _ = night()
    path = write_heard(tmp_path / "a.mp4", samples, codec="aac", fps=10)
    settings = Settings(pose=PoseSettings(model="none"))
    measured = measure(path, settings)
    assert measured.sound is not None
    assert len(measured.sound.crying) == 1
    kept = tmp_path / "signals.npz"
    with kept.open("wb") as file:
        write_signals(measured, file)
    again = read_signals(kept)
    assert same(again.sound, measured.sound)
    assert to_text(document_of(judge(again, settings))) == to_text(document_of(judge(measured, settings)))
    document = document_of(judge(again, settings))
    assert document["findings"]["crying_minutes"] == pytest.approx(0.23, abs=0.05)
    assert document["findings"]["sudden_noises"] == 1
    assert {state["state"] for state in document["surroundings"]["states"]} >= {"moving", "settling"}


def test_without_sound_or_without_listening_nothing_is_claimed(tmp_path: Path) -> None:
    samples, _ = night()
    path = write_heard(tmp_path / "a.mp4", samples, codec="aac", fps=10)
    deaf = Settings(pose=PoseSettings(model="none"), sound=replace(SoundSettings(), listen=False))
    measured = measure(path, deaf)
    assert measured.sound is None
    document = document_of(judge(measured, deaf))
    assert document["surroundings"]["sound"] is None
    assert document["findings"]["crying_minutes"] is None
    assert document["video"]["has_sound"] is True
