"""From a recording to its analysis: the only caller of all stages.

`measure` decodes and measures; `judge` groups and labels what was measured, and can be run again without decoding.
`analyze` is both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.assets import model_checksums
from twitchcam.bursts import find_bursts, find_series, with_length
from twitchcam.context import RATE_HZ, Listener, surroundings_of
from twitchcam.errors import RegionError
from twitchcam.labels import agreed, findings_of, label_bursts, with_shimmering, with_surroundings
from twitchcam.motion import breaks_of, envelope, exclusions_seen, find_windows, name_sources
from twitchcam.passes import Hands, Keeper, NotKept, look_closely, place_infant, scan_recording
from twitchcam.pose import (
    body_from_mask,
    body_from_region,
    body_maps,
    open_pose_finder,
)
from twitchcam.records import (
    BY_BRIGHTNESS,
    Analysis,
    BodyMap,
    Burst,
    Event,
    Excluded,
    Footage,
    FoundBy,
    Frame,
    Joined,
    Measurement,
    MotionTrace,
    PoseTrack,
    Scan,
    Sound,
    VideoInfo,
)
from twitchcam.settings import PoseSettings, Settings
from twitchcam.timespan import TimeSpan, gaps, total_s
from twitchcam.video import Recording, open_recording, sound_blocks

__all__ = ["ProgressCallback", "analyze", "judge", "measure", "track_poses", "versions_of"]

ProgressCallback = Callable[[str, float, float], None]
"""Told what is being done (in words for a person), and how many seconds of how many are done."""

_LIBRARIES = {
    "av": "av",
    "mediapipe": "mediapipe",
    "numpy": "numpy",
    "opencv": "opencv-python-headless",
    "scipy": "scipy",
}
_SHOWN = 0.6
"""Share of a movement that is measured: averages over cells show a small place's by 0.35 and a limb's by 0.8."""


def analyze(
    footage: Footage,
    settings: Settings | None = None,
    *,
    mask: Path | None = None,
    progress: ProgressCallback | None = None,
    jobs: int = 1,
    keeper: Keeper | None = None,
) -> Analysis:
    """Find, group and label the movements of a recording.

    Parameters
    ----------
    footage : Path or Joined
        A video file, or several that `twitchcam.video.join_files` made one recording of.
    settings : Settings, optional
        Left out: the defaults.
    mask : Path, optional
        A picture of the recording's size; what is not black in it belongs to the infant.
    progress : callable, optional
        See `ProgressCallback`.
    jobs : int
        How many processes may work on it; the outcome is the same with any number. With more than one, a program needs
        the line ``if __name__ == "__main__":``, as always when processes are started.
    keeper : Keeper, optional
        Keeps what is done, so that a run that is stopped can go on later; left out: nothing is kept.

    Raises
    ------
    RecordingError
        If the recording cannot be read.
    RegionError
        If the region or the mask does not fit the recording.
    ModelFileError
        If the pose model is missing or was changed.
    WorkerError
        If a process that worked on it was killed.
    """
    settings = settings or Settings()
    return judge(measure(footage, settings, mask=mask, progress=progress, jobs=jobs, keeper=keeper), settings)


def measure(
    footage: Footage,
    settings: Settings,
    *,
    mask: Path | None = None,
    progress: ProgressCallback | None = None,
    jobs: int = 1,
    keeper: Keeper | None = None,
) -> Measurement:
    """Measure how the infant of a recording moves; parameters and errors as for `analyze`."""
    footage, keeper = footage if isinstance(footage, Joined) else Path(footage), keeper or NotKept()
    stated_start = settings.recording.start_time
    start_time = None if stated_start is None else datetime.fromisoformat(stated_start)
    with open_recording(footage, start_time) as recording:
        info = recording.info
    given = _given_body(info, settings, mask)
    pose = replace(settings.pose, model="none") if given else settings.pose
    versions = versions_of(pose)
    checksums = {} if pose.model == "none" else {**model_checksums(pose.model), **model_checksums("face")}
    keeper.begin(
        {"video": info.sha256, "settings": settings.tables(), "versions": versions, "model_checksums": checksums}
    )
    with Hands(footage, info, replace(settings, pose=pose), jobs) as hands:
        scanned = scan_recording(hands, _stretch(settings), hands.tools.settings, keeper, progress)
        scan = scanned.scan
        info = _with_duration(info, scan)
        breaks = breaks_of(info, settings.scan)
        bodies, activity = place_infant((given,) if given else scanned.bodies, scan, info, settings, breaks)
        masked = name_sources(scan, activity)
        windows, excluded = find_windows(scan, activity, bodies, settings.scan, info.unrecorded(), breaks)
        looked = look_closely(hands, windows, keeper, progress)
    traces = [trace for window in looked for trace in window.traces]
    excluded = exclusions_seen(
        excluded,
        [span for window in looked for span in window.covered],
        [span for window in looked for span in window.camera_moves],
        [span for window in looked for span in window.no_moves],
    )
    with open_recording(footage, start_time) as recording:
        sound = _listen(recording, settings, progress)
    outside = _outside(info, settings)
    return Measurement(
        video=info,
        settings=settings.tables(),
        versions=versions,
        model_checksums=checksums,
        body_maps=bodies,
        traces=tuple(traces),
        excluded=tuple(sorted([*excluded, *scanned.damage, *outside], key=lambda e: (e.span, e.reason))),
        envelope=envelope(activity),
        smallest_movement=_smallest_movement(traces, settings),
        sound=sound,
        masked=masked,
    )


def judge(measurement: Measurement, settings: Settings) -> Analysis:
    """Group and label what was measured.

    Parameters
    ----------
    measurement : Measurement
    settings : Settings
        Only its bursts, context and labels are used; the rest should be what the measurement was made with.
    """
    readings = sorted({trace.reading for trace in measurement.traces} - {BY_BRIGHTNESS}) or [0]
    measured = [[trace for trace in measurement.traces if trace.reading == reading] for reading in readings]
    duration_s = measurement.video.duration_s
    found = [find_bursts(traces, settings.bursts) for traces in measured]
    surroundings = surroundings_of(found[0], measurement, settings.context)
    error = settings.labels.length_error
    varied = [
        [with_length(trace, factor) for trace in traces]
        for factor in ((1.0 + error, 1.0 / (1.0 + error)) if error else ())
        for traces in measured
    ]
    shimmering = [trace for trace in measurement.traces if trace.reading == BY_BRIGHTNESS]
    faint = _events_of(find_bursts(shimmering, settings.bursts), measurement, settings)
    own = [_events_of(bursts, measurement, settings) for bursts in found]
    events = agreed(
        own,
        [_events_of(find_bursts(traces, settings.bursts), measurement, settings) for traces in varied],
        settings.labels,
        faint,
    )
    events = with_shimmering(events, faint, settings.labels, own)
    events = with_surroundings(events, surroundings, settings.context)
    analysable_s = max(0.0, duration_s - total_s(
        span
        for item in measurement.excluded
        if (span := item.span.intersect(TimeSpan(0.0, duration_s))) is not None
    ))  # fmt: skip
    return Analysis(
        video=measurement.video,
        settings=settings.tables(),
        versions=measurement.versions,
        model_checksums=measurement.model_checksums,
        body_maps=measurement.body_maps,
        events=events,
        findings=findings_of(events, measurement, analysable_s, surroundings, settings.context),
        excluded=measurement.excluded,
        analysable_s=analysable_s,
        measurement=measurement,
        surroundings=surroundings,
        masked=measurement.masked,
    )


def _events_of(bursts: Sequence[Burst], measurement: Measurement, settings: Settings) -> tuple[Event, ...]:
    """Return what one reading comes to."""
    series = find_series(bursts, settings.bursts)
    return label_bursts(bursts, series, measurement.excluded, settings.labels)


def track_poses(
    path: Path, settings: Settings, *, interval_s: float, progress: ProgressCallback | None = None
) -> PoseTrack:
    """Look for the infant's landmarks every ``interval_s`` seconds; errors as for `analyze`."""
    with open_recording(Path(path)) as recording, open_pose_finder(settings.pose) as finder:
        info = recording.info
        times: list[float] = []

        def looks() -> Iterator[Frame]:
            wanted = np.arange(0.0, info.duration_s + interval_s, interval_s)
            for frame in recording.frames(_stretch(settings), width_px=settings.scan.width_px, still_times_s=wanted):
                if frame.still is not None:
                    times.append(frame.time_s)
                    if progress is not None:
                        progress("Looking for the infant", frame.time_s, info.duration_s)
                    yield replace(frame, luma=frame.still)

        each = replace(settings.pose, look_s=min(settings.pose.look_s, 0.5 * interval_s))
        bodies = body_maps(finder, looks(), info.duration_s, each)
    rows = [_landmarks_at(bodies, time_s) for time_s in times]
    return PoseTrack(
        video=info,
        times_s=np.array(times),
        landmarks=np.stack([row[0] for row in rows]) if rows else np.zeros((0, 33, 3), np.float32),
        box_plausibility=np.array([row[1] for row in rows], np.float32),
        found=np.array([row[2] for row in rows], np.bool_),
    )


def _listen(recording: Recording, settings: Settings, progress: ProgressCallback | None) -> Sound | None:
    """Return what is heard; None without sound, or where nobody is to listen."""
    listener = Listener(settings.sound)
    if recording.info.has_sound and settings.sound.listen:
        for block in sound_blocks(recording, _stretch(settings), rate_hz=RATE_HZ):
            if progress is not None:
                progress("Listening", block.start_s, recording.info.duration_s)
            listener.add(block)
    sound = listener.finish()
    return sound if sound.heard else None


def _given_body(info: VideoInfo, settings: Settings, mask: Path | None) -> BodyMap | None:
    """Return the body map that a person gave, if any."""
    whole = TimeSpan(0.0, max(info.duration_s, 1.0))
    if mask is not None:
        return body_from_mask(_read_mask(mask, info), whole)
    region = settings.recording.region_px
    if region is None:
        return None
    left, top, width, height = region
    if (
        width <= 0
        or height <= 0
        or left < 0
        or top < 0
        or (left + width > info.width_px or top + height > info.height_px)
    ):
        raise RegionError(
            f"The region {left},{top},{width},{height} does not lie inside the picture of "
            f"{info.width_px} x {info.height_px} pixels."
        )
    return body_from_region(region, whole, info.width_px, info.height_px)


def _read_mask(path: Path, info: VideoInfo) -> NDArray[np.bool_]:
    if not path.is_file():
        raise RegionError(f"There is no mask picture {path}.")
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise RegionError(f"The mask {path} is not a picture that can be read.")
    if picture.shape != (info.height_px, info.width_px):
        raise RegionError(
            f"The mask {path} has {picture.shape[1]} x {picture.shape[0]} pixels; "
            f"expected the recording's {info.width_px} x {info.height_px}."
        )
    if not picture.any():
        raise RegionError(f"The mask {path} is all black; expected the infant's place in white.")
    return np.asarray(picture > 0)


def _outside(info: VideoInfo, settings: Settings) -> list[Excluded]:
    """Return what lies outside the stretch that was asked for."""
    stretch = _stretch(settings)
    if stretch is None:
        return []
    asked = TimeSpan(stretch.start_s, max(stretch.start_s, min(stretch.end_s, info.duration_s)))
    return [Excluded(span, "outside_requested_stretch") for span in gaps([asked], TimeSpan(0.0, info.duration_s))]


def _stretch(settings: Settings) -> TimeSpan | None:
    """Return the stretch that was asked for; None for all of it."""
    from_s, to_s = settings.recording.from_s, settings.recording.to_s
    if from_s <= 0.0 and to_s is None:
        return None
    end_s = float("inf") if to_s is None else to_s
    if end_s <= from_s:
        raise RegionError(f"The stretch to analyse ends at {end_s:g} s, before it starts at {from_s:g} s.")
    return TimeSpan(from_s, end_s)


def _with_duration(info: VideoInfo, scan: Scan) -> VideoInfo:
    """Take the duration from the pictures where the file states none or too little."""
    read_s = float(scan.times_s[-1]) + float(1 / info.nominal_fps)
    return info if info.duration_s >= read_s - 0.5 else replace(info, duration_s=read_s)


def _landmarks_at(bodies: Sequence[BodyMap], time_s: float) -> tuple[NDArray[np.float32], float, bool]:
    for body in bodies:
        known = body.landmarks is not None and body.found_by is FoundBy.LANDMARKS
        if known and body.landmarks is not None and body.span.start_s - 1e-6 <= time_s < body.span.end_s:
            return body.landmarks, body.box_plausibility, True
    return np.full((33, 3), np.nan, np.float32), 0.0, False


def _smallest_movement(traces: Sequence[MotionTrace], settings: Settings) -> float | None:
    """Return the smallest movement of an infant that would have been counted, body lengths."""
    noise = [trace.noise_displacement for trace in traces if trace.in_body and trace.reading != BY_BRIGHTNESS]
    if not noise:
        return None
    least = max(settings.look.smallest_movement, settings.bursts.least_amplitude)
    return max(least, settings.look.smallest_z * float(np.median(noise))) / _SHOWN


def versions_of(pose: PoseSettings) -> dict[str, str]:
    """Return the versions of the program and of the libraries that a measurement depends on, by name."""
    from twitchcam import __version__

    versions = {"twitchcam": __version__}
    for name, package in _LIBRARIES.items():
        if name == "mediapipe" and pose.model == "none":
            continue
        try:
            versions[name] = version(package)
        except PackageNotFoundError:
            continue
    return dict(sorted(versions.items()))
