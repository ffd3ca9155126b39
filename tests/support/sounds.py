"""Sounds of a nursery, made by a program with known times: cries, voices, music, noises, rooms. 16 kHz, one channel.

Every maker takes a random generator, so that pitch, pace, timbre and loudness differ from one to the next and the same
seed gives the same sound. Peaks lie near 1; `placed` sets levels.
"""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from scipy import signal

Samples = NDArray[np.float64]
Rng = np.random.Generator
RATE_HZ = 16_000


def _time(duration_s: float) -> Samples:
    return np.arange(round(duration_s * RATE_HZ)) / RATE_HZ


def _peak(samples: Samples) -> Samples:
    return samples / max(float(np.abs(samples).max(initial=0.0)), 1e-9)


def _smooth(rng: Rng, samples: int, slowest_s: float) -> Samples:
    """Random wandering about 0 with a standard deviation of about 1."""
    knots = max(4, round(samples / RATE_HZ / slowest_s) + 3)
    return np.interp(np.linspace(0, knots - 1, samples), np.arange(knots), rng.normal(size=knots))


def voiced(pitch_hz: Samples, formants: Sequence[tuple[float, float, float]], tilt_db: float = -10.0) -> Samples:
    """A voice: harmonics of a pitch, tilted by so many dB an octave, through resonances (Hz, width in Hz, gain)."""
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    sound = np.zeros(len(pitch_hz))
    for harmonic in range(1, 40):
        frequency = harmonic * pitch_hz
        if frequency.min() > 7500:
            break
        gain = 10 ** (tilt_db * np.log2(harmonic) / 20)
        shape = 0.03 + sum(g / (1 + ((frequency - f) / (0.5 * w)) ** 2) for f, w, g in formants)
        sound += np.where(frequency < 7600, gain * shape, 0.0) * np.sin(harmonic * phase)
    return sound


def _edges(samples: Samples, attack_s: float, release_s: float) -> Samples:
    t = _time(len(samples) / RATE_HZ)
    end = t[-1] if len(t) else 0.0
    rise, fall = np.clip(t / attack_s, 0, 1), np.clip((end - t) / release_s, 0, 1)
    return np.asarray(samples * np.sin(0.5 * np.pi * rise) ** 2 * np.sin(0.5 * np.pi * fall) ** 2)


def cry(rng: Rng, duration_s: float, base_hz: float, *, formants: bool = True) -> Samples:
    """One breath out: the pitch rises and falls by a tenth to a third, the voice is open and bright."""
    t = np.linspace(0, 1, round(duration_s * RATE_HZ))
    top = rng.uniform(0.2, 0.6)
    arch = np.interp(t, [0, top, 1], [rng.uniform(-0.8, -0.2), 1.0, rng.uniform(-1.0, 0.2)])
    pitch = base_hz * (1 + rng.uniform(0.05, 0.16) * arch + 0.012 * _smooth(rng, len(t), 0.05))
    vibrato = rng.uniform(0.0, 0.025) * np.sin(2 * np.pi * rng.uniform(5, 9) * t * duration_s)
    pitch = pitch * (1 + vibrato)
    if formants:
        open_mouth = [(rng.uniform(850, 1300), 350.0, 1.0), (rng.uniform(1900, 3300), 600.0, rng.uniform(0.4, 1.0))]
        sound = voiced(pitch, open_mouth, rng.uniform(-9.0, -3.0))
    else:
        sound = voiced(pitch, [(1000.0, 1e6, 1.0)], -6.0)
    rough = rng.random() < 0.3
    if rough:  # part of a cry is hoarse
        noise = signal.sosfilt(signal.butter(2, [700, 4500], "band", fs=RATE_HZ, output="sos"), rng.normal(size=len(t)))
        sound = _peak(sound) + rng.uniform(0.1, 0.5) * np.exp(-((t - rng.uniform(0.3, 0.8)) ** 2) / 0.01) * noise
    loudness = 1 + 0.15 * _smooth(rng, len(t), 0.15)
    return _peak(_edges(sound * loudness, rng.uniform(0.03, 0.12), rng.uniform(0.05, 0.2)))


def crying(rng: Rng, duration_s: float, *, formants: bool = True) -> tuple[Samples, list[tuple[float, float]]]:
    """Cry after cry with breaths between; the samples, and the times of each cry."""
    sound, cries, at_s = np.zeros(round(duration_s * RATE_HZ)), [], 0.0
    base_hz, longest_s, pause_s = rng.uniform(330, 560), rng.uniform(0.9, 2.0), rng.uniform(0.2, 0.8)
    while True:
        length_s = rng.uniform(0.5, longest_s)
        if at_s + length_s > duration_s:
            break
        one = cry(rng, length_s, base_hz * rng.uniform(0.92, 1.08), formants=formants) * rng.uniform(0.6, 1.0)
        first = round(at_s * RATE_HZ)
        sound[first : first + len(one)] += one[: len(sound) - first]
        cries.append((at_s, at_s + length_s))
        at_s += length_s + pause_s * rng.uniform(0.7, 1.4)
    return sound, cries


VOWELS = {
    "a": [(850, 120, 1.0), (1400, 150, 0.5), (2800, 300, 0.15)],
    "i": [(350, 80, 1.0), (2500, 250, 0.2), (3200, 300, 0.1)],
    "u": [(380, 80, 1.0), (850, 120, 0.3), (2600, 300, 0.03)],
    "o": [(500, 90, 1.0), (950, 120, 0.4), (2700, 300, 0.06)],
    "e": [(520, 90, 1.0), (2100, 200, 0.25), (2900, 300, 0.1)],
}


def singing(rng: Rng, duration_s: float) -> Samples:
    """A woman sings a lullaby: steady notes with vibrato, joined by short slides, at 200 to 520 Hz."""
    scale = np.array([0, 2, 4, 5, 7, 9, 12])
    root_hz = rng.uniform(200, 290)
    sound, at_s = np.zeros(round(duration_s * RATE_HZ)), 0.0
    step = 2
    while at_s < duration_s - 0.4:
        notes = rng.integers(3, 6)
        lengths = rng.choice([0.35, 0.5, 0.7, 1.0], notes)
        steps = np.clip(step + np.cumsum(rng.integers(-2, 3, notes)), 0, 6)
        step = int(steps[-1])
        times = np.concatenate([[0], np.cumsum(lengths)])
        t = _time(float(times[-1]))
        note = np.searchsorted(times, t, "right") - 1
        semitones = scale[steps][np.minimum(note, notes - 1)].astype(float)
        slide = round(rng.uniform(0.04, 0.1) * RATE_HZ)
        semitones = np.convolve(np.pad(semitones, slide, "edge"), np.ones(slide) / slide, "same")[slide:-slide]
        vibrato = rng.uniform(0.1, 0.5) * np.sin(2 * np.pi * rng.uniform(4.8, 6.2) * t)
        phrase = np.zeros(len(t))
        pitch = root_hz * 2 ** ((semitones + vibrato) / 12)
        for number in range(notes):
            mask = np.clip(1 - np.abs(t - times[number : number + 2].mean()) / lengths[number] * 1.2 + 0.4, 0, 1)
            phrase += mask * voiced(pitch, VOWELS[str(rng.choice(list(VOWELS)))], -11.0)
        phrase = _edges(phrase, 0.06, 0.15)
        first = round(at_s * RATE_HZ)
        room = min(len(phrase), len(sound) - first)
        sound[first : first + room] += phrase[:room]
        at_s += float(times[-1]) + rng.uniform(0.3, 0.8)
    return _peak(sound)


def melody(rng: Rng, duration_s: float, instrument: str) -> Samples:
    """A toy plays a lullaby: ``box`` (plucked, pure), ``flute`` (held, few harmonics), ``organ`` (held, many)."""
    scale = np.array([0, 2, 4, 5, 7, 9, 11, 12])
    root_hz = rng.choice([262.0, 294.0, 330.0, 392.0, 523.0])
    beat_s = rng.uniform(0.35, 0.8)
    sound, at_s = np.zeros(round((duration_s + 2) * RATE_HZ)), 0.0
    amplitudes = {
        "box": [1, 0.25, 0.1, 0.05],
        "flute": [1, 0.3, 0.12, 0.04, 0.02],
        "organ": [1, 0.7, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15],
    }[instrument]
    while at_s < duration_s:
        length_s = beat_s * rng.choice([1, 1, 1, 2])
        pitch_hz = root_hz * 2 ** (rng.choice(scale) / 12)
        t = _time(1.5 if instrument == "box" else length_s * rng.uniform(0.7, 0.98))
        note = sum(a * np.sin(2 * np.pi * (h + 1) * pitch_hz * t) for h, a in enumerate(amplitudes))
        note = note * np.exp(-t / 0.4) * np.clip(t / 0.004, 0, 1) if instrument == "box" else _edges(note, 0.04, 0.08)
        first = round(at_s * RATE_HZ)
        room = min(len(note), len(sound) - first)
        sound[first : first + room] += note[:room]
        at_s += length_s
    return _peak(sound[: round(duration_s * RATE_HZ)])


def babble(rng: Rng, duration_s: float) -> Samples:
    """A child babbles: syllables of a fifth to half a second, closed by consonants, at 250 to 420 Hz."""
    sound, at_s = np.zeros(round(duration_s * RATE_HZ)), 0.0
    while at_s < duration_s - 2.5:
        base_hz, syllables = rng.uniform(250, 420), rng.integers(1, 6)
        for _ in range(syllables):
            length_s = rng.uniform(0.12, 0.4)
            t = np.linspace(0, 1, round(length_s * RATE_HZ))
            pitch = base_hz * (1 + rng.uniform(-0.12, 0.12) * (t - 0.5) + 0.01 * _smooth(rng, len(t), 0.05))
            scaled = [(f * 1.25, w, g) for f, w, g in VOWELS[str(rng.choice(list(VOWELS)))]]
            one = _edges(voiced(pitch, scaled, -10.0), 0.03, 0.05)
            first = round(at_s * RATE_HZ)
            room = min(len(one), len(sound) - first)
            sound[first : first + room] += one[:room]
            at_s += length_s + rng.uniform(0.02, 0.12)
        at_s += rng.uniform(0.3, 1.5)
    return _peak(sound)


def noise(rng: Rng, duration_s: float, colour: str = "white") -> Samples:
    """``white``, ``pink`` (a lullaby machine's rain), ``brown`` (distant traffic)."""
    samples = round(duration_s * RATE_HZ)
    spectrum = np.fft.rfft(rng.normal(size=samples))
    frequency = np.maximum(np.fft.rfftfreq(samples, 1 / RATE_HZ), 20.0)
    power = {"white": 0.0, "pink": 0.5, "brown": 1.0}[colour]
    return np.fft.irfft(spectrum / frequency**power, samples) / np.std(
        np.fft.irfft(spectrum / frequency**power, samples)
    )


def fan(rng: Rng, duration_s: float) -> Samples:
    """A fan: rumble, mains hum with its harmonics, blades that whirr a little unsteadily."""
    t = _time(duration_s)
    harmonics = np.array([[1], [2], [3], [4], [6], [8]])
    hum = np.sum(
        rng.uniform(0.1, 1.0, (6, 1)) * np.sin(2 * np.pi * 50 * harmonics * t + rng.uniform(0, 6, (6, 1))), axis=0
    )
    blades_hz = rng.uniform(150, 420) * (1 + 0.002 * _smooth(rng, len(t), 2.0))
    blades = voiced(blades_hz, [(600.0, 800.0, 1.0)], -9.0)
    return 0.3 * noise(rng, duration_s, "pink") + 0.3 * _peak(hum) + rng.uniform(0.1, 0.6) * _peak(blades)


def door(rng: Rng) -> Samples:
    """A door falls shut: a thud and a rattle."""
    t = _time(0.6)
    thud = sum(np.sin(2 * np.pi * f * t) * np.exp(-t / rng.uniform(0.04, 0.12)) for f in rng.uniform(60, 250, 5))
    rattle = rng.normal(size=len(t)) * np.exp(-t / rng.uniform(0.01, 0.05))
    return _peak((thud + rng.uniform(0.5, 3.0) * rattle) * np.clip(t / 0.002, 0, 1))


def cough(rng: Rng) -> Samples:
    """A cough: a burst of breath, then a short voiced end."""
    t = _time(rng.uniform(0.25, 0.45))
    band = signal.butter(2, [300, rng.uniform(3000, 5000)], "band", fs=RATE_HZ, output="sos")
    breath = signal.sosfilt(band, rng.normal(size=len(t)))
    voice = voiced(np.full(len(t), rng.uniform(120, 350)) * (1 - 0.2 * t), VOWELS["a"], -9.0)
    shape = np.clip(t / 0.01, 0, 1) * np.exp(-t / rng.uniform(0.08, 0.15))
    return _peak(_peak(breath) * shape + 0.3 * _peak(voice) * shape * (t > 0.08))


def rattle(rng: Rng) -> Samples:
    """A toy falls: a click and a few rebounds."""
    sound = np.zeros(round(0.7 * RATE_HZ))
    at_s, gain = 0.0, 1.0
    for _ in range(rng.integers(2, 5)):
        t = _time(0.05)
        one = gain * np.exp(-t / 0.008) * (rng.normal(size=len(t)) + np.sin(2 * np.pi * rng.uniform(1500, 4000) * t))
        first = round(at_s * RATE_HZ)
        sound[first : first + len(one)] += one[: len(sound) - first]
        at_s, gain = at_s + rng.uniform(0.06, 0.16), 0.5 * gain
    return _peak(sound)


def bark(rng: Rng) -> Samples:
    """A dog barks once."""
    t = np.linspace(0, 1, round(rng.uniform(0.12, 0.25) * RATE_HZ))
    return _peak(_edges(voiced(rng.uniform(280, 600) * (1.15 - 0.4 * t), [(900.0, 500.0, 1.0)], -6.0), 0.01, 0.08))


def beeps(rng: Rng, duration_s: float) -> Samples:
    """An alarm: even tones of one pitch."""
    t = _time(duration_s)
    on_s, off_s, pitch_hz = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8), rng.choice([330.0, 440.0, 600.0, 1000.0])
    tone = signal.square(2 * np.pi * pitch_hz * t) if rng.random() < 0.5 else np.sin(2 * np.pi * pitch_hz * t)
    gate = ((t % (on_s + off_s)) < on_s).astype(float)
    return _peak(tone * np.convolve(gate, np.ones(160) / 160, "same"))


TEXTS = (
    "Good morning my little one. Did you sleep well? Shall we get up and have some milk now?",
    "I told him we would come at seven, but then the train was late again, as it always is on Fridays.",
    "Oh yes! Oh yes you are! You are such a lovely, lovely, beautiful little girl, aren't you?",
    "Sleep, baby, sleep. The father tends the sheep. The mother shakes the dreamland tree.",
)
VOICES = ("en-us", "en-us+f2", "en-us+f4", "en-us+f5", "en-us+m3", "de+f3", "fr+f1")


def has_espeak() -> bool:
    return shutil.which("espeak-ng") is not None


def has_sox() -> bool:
    return shutil.which("sox") is not None


@cache
def speech(text: str, voice: str, pitch: int = 50, speed: int = 150) -> Samples:
    """Speech by espeak-ng, which must be there; pitch 0 to 99, speed in words a minute."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "speech.wav")
        command = ["espeak-ng", "-v", voice, "-p", str(pitch), "-s", str(speed), "-w", str(path), text]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(str(path)) as file:
            rate_hz, data = file.getframerate(), file.readframes(file.getnframes())
    samples = np.frombuffer(data, np.int16).astype(float)
    return _peak(signal.resample_poly(samples, RATE_HZ, rate_hz))


def talking(rng: Rng, duration_s: float) -> Samples:
    """Sentences by different voices, as high as infants are talked to, until the time is up; needs espeak-ng."""
    pieces, total = [], 0
    while total < duration_s * RATE_HZ:
        voice, text = str(rng.choice(VOICES)), str(rng.choice(TEXTS))
        pieces += [
            speech(text, voice, int(rng.integers(30, 100)), int(rng.integers(100, 190))) * rng.uniform(0.5, 1.0),
            np.zeros(round(rng.uniform(0.2, 1.0) * RATE_HZ)),
        ]
        total += len(pieces[-2]) + len(pieces[-1])
    return np.concatenate(pieces)[: round(duration_s * RATE_HZ)]


def in_room(rng: Rng, samples: Samples, decay_s: float) -> Samples:
    """The same in a room that dies away by 60 dB in ``decay_s``."""
    t = _time(decay_s)
    tail = rng.normal(size=len(t)) * 10 ** (-3 * t / decay_s)
    tail *= 0.5 / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return _peak(signal.fftconvolve(samples, tail)[: len(samples)])


def g711(samples: Samples) -> Samples:
    """Through 8 kHz and mu-law with 8 bits, a telephone's band, as many cameras send it."""
    narrow = signal.resample_poly(np.clip(samples, -1, 1), 1, 2)
    narrow = signal.sosfilt(signal.butter(2, 200, "high", fs=RATE_HZ / 2, output="sos"), narrow)
    coded = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)
    coded = np.round(np.clip(coded, -1, 1) * 127) / 127
    return signal.resample_poly(np.sign(coded) * (256 ** np.abs(coded) - 1) / 255, 2, 1)


def placed(
    duration_s: float,
    sounds: Sequence[tuple[float, Samples]],
    background: Samples,
    *,
    level_db: float = -20.0,
    over_db: float = 20.0,
) -> Samples:
    """Sounds at their times over a background.

    ``level_db`` is the peak of the sounds in decibels of full scale; ``over_db`` how far their loud parts (RMS over the
    loudest tenth) stand above the background's RMS.
    """
    mixed = np.zeros(round(duration_s * RATE_HZ))
    for start_s, sound in sounds:
        first = round(start_s * RATE_HZ)
        room = max(0, min(len(sound), len(mixed) - first))
        mixed[first : first + room] += sound[:room]
    mixed = _peak(mixed) * 10 ** (level_db / 20)
    power = np.convolve(mixed**2, np.ones(800) / 800, "same")
    loud = power[power > 0.1 * power.max()].mean() if power.max() > 0 else 10 ** (level_db / 10) / 10
    resized = np.resize(background, len(mixed))
    return np.asarray(mixed + resized * np.sqrt(loud / np.mean(resized**2)) * 10 ** (-over_db / 20))


IMPULSES: dict[str, Callable[[Rng], Samples]] = {"door": door, "cough": cough, "toy": rattle}
