"""Makes the highlight video from a recording, the outcome of its run, and a plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from twitchcam.errors import RecordingError
from twitchcam.records import BodyMap, Label, Measurement, MotionTrace
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.highlights.drawing import LABEL_COLOURS
from twitchcam.results.highlights.overlay import draw_brackets, draw_skeleton
from twitchcam.results.highlights.panel import Panel, panel_height_px
from twitchcam.results.highlights.plan import Clip, Plan
from twitchcam.results.highlights.title_cards import opening_card, title_card
from twitchcam.settings import HighlightSettings
from twitchcam.timespan import TimeSpan
from twitchcam.video import (
    SOUND_RATE_HZ,
    ClipWriter,
    Planes,
    Recording,
    fitted_size,
    pictures,
    sound,
    sound_channels,
)

__all__ = ["make_video"]

Progress = Callable[[str, float, float], None]
_SOUND_STEP_S = 20.0
"""Sound is read in pieces of this length: clips of a busy night can be long."""
_CARD_STEP_S = 0.5
"""A still card is sent this often: some players show nothing new for a picture that stands for seconds."""


def make_video(
    recording: Recording,
    path: Path,
    document: Document,
    measurement: Measurement,
    plan: Plan,
    settings: HighlightSettings,
    *,
    comment: str = "",
    progress: Progress | None = None,
) -> None:
    """Write the highlight video.

    Parameters
    ----------
    recording : Recording
        That the run was made from; not used for anything else meanwhile.
    path : Path
        Where the video goes.
    document : Document
        The outcome of the run.
    measurement : Measurement
        Its traces and body maps.
    plan : Plan
        What is shown; it holds at least one clip.
    settings : HighlightSettings
    comment : str
        Kept inside the file.
    progress : callable, optional
        Told what is being done, and how many seconds of the video of how many are done.

    Raises
    ------
    RecordingError
        If the recording cannot be read.
    OutputError
        If the video cannot be written.
    """
    info = recording.info
    picture_px = fitted_size(info.width_px, info.height_px, settings.least_width_px, settings.most_px)
    size_px = picture_px[0], picture_px[1] + panel_height_px(picture_px[0])
    channels = sound_channels(recording)
    least = settings.skeleton_plausibility
    with ClipWriter(
        path, size_px, fps=info.nominal_fps, channels=channels, comment=comment, quality=settings.quality
    ) as writer:
        _Maker(recording, writer, document, measurement, picture_px, channels, plan, least, progress).make()


class _Maker:
    """Writes the opening card, then each clip behind its title card."""

    def __init__(
        self,
        recording: Recording,
        writer: ClipWriter,
        document: Document,
        measurement: Measurement,
        picture_px: tuple[int, int],
        channels: int,
        plan: Plan,
        least_plausibility: float,
        progress: Progress | None,
    ) -> None:
        self._recording, self._writer, self._document, self._plan = recording, writer, document, plan
        self._picture_px, self._channels, self._progress = picture_px, channels, progress
        self._size_px = picture_px[0], picture_px[1] + panel_height_px(picture_px[0])
        self._events: Mapping[str, EventEntry] = {event["id"]: event for event in document["events"]}
        self._traces: Mapping[str, MotionTrace] = {trace.trace_id: trace for trace in measurement.traces}
        self._bodies = measurement.body_maps
        self._body_starts = [body.span.start_s for body in self._bodies]
        self._least_plausibility = least_plausibility
        self._scale = picture_px[0] / recording.info.width_px
        self._samples = 0

    def make(self) -> None:
        total = len(self._plan.clips)
        opening = TimeSpan(0.0, self._plan.clips[0].card_s)
        if opening.duration_s > 0:
            self._card(opening_card(self._size_px, self._document, self._plan), opening)
        for number, clip in enumerate(self._plan.clips, start=1):
            events = [self._events[name] for name in clip.event_ids]
            card = title_card(self._size_px, self._document, clip, number, total, events)
            self._card(card, TimeSpan(clip.card_s, clip.start_s))
            self._clip(clip, events)
        self._writer.finish(self._plan.duration_s)

    def _card(self, card: Planes, place: TimeSpan) -> None:
        self._add_sound(place, None)
        for number in range(max(1, int(place.duration_s / _CARD_STEP_S))):
            self._writer.add_picture((card,), place.start_s + number * _CARD_STEP_S, start=number == 0)

    def _clip(self, clip: Clip, events: list[EventEntry]) -> None:
        panel = Panel(self._size_px[0], self._document, clip.span, events, self._traces)
        shown = 0
        for picture in pictures(self._recording, clip.span, self._picture_px):
            self._draw(picture.planes, picture.time_s, panel.event_at(picture.time_s))
            time_s = clip.start_s + max(0.0, picture.time_s - clip.span.start_s)
            if time_s >= self._samples / SOUND_RATE_HZ - 1.0:
                self._add_clip_sound(clip)
            self._writer.add_picture((picture.planes, panel.at(picture.time_s)), time_s, start=shown == 0)
            shown += 1
            if self._progress is not None:
                self._progress("Making the highlight video", time_s, self._plan.duration_s)
        self._add_clip_sound(clip, last=True)
        if shown == 0 and clip.span.duration_s > 0:
            raise RecordingError(
                f"{self._recording.info.file_name} holds no picture from {clip.span.start_s:.1f} s to "
                f"{clip.span.end_s:.1f} s any more, where a movement was found."
            )

    def _draw(self, planes: Planes, time_s: float, event: EventEntry) -> None:
        draw_skeleton(planes, self._body_at(time_s), self._scale, self._least_plausibility)
        moving = any(member["start_s"] <= time_s <= member["end_s"] for member in event["members"])
        draw_brackets(planes, event["box_px"], self._scale, LABEL_COLOURS[Label(event["label"])], moving=moving)

    def _body_at(self, time_s: float) -> BodyMap | None:
        at = bisect_right(self._body_starts, time_s) - 1
        return self._bodies[at] if at >= 0 else None

    def _add_clip_sound(self, clip: Clip, *, last: bool = False) -> None:
        """Add the next piece of a clip's sound, or all that is left of it."""
        done_s = self._samples / SOUND_RATE_HZ
        while self._channels and done_s < clip.end_s - 1e-4:
            end_s = min(clip.end_s, done_s + _SOUND_STEP_S)
            offset_s = clip.span.start_s - clip.start_s
            self._add_sound(TimeSpan(done_s, end_s), TimeSpan(done_s + offset_s, end_s + offset_s))
            done_s = end_s
            if not last:
                return

    def _add_sound(self, place: TimeSpan, source: TimeSpan | None) -> None:
        """Fill a place of the video with sound of the recording, or silence. Counting from 0 keeps it in step."""
        if not self._channels:
            return
        wanted = max(0, round(place.end_s * SOUND_RATE_HZ) - self._samples)
        samples = np.zeros((self._channels, wanted), np.float32)
        if source is not None:
            found = sound(self._recording, source, self._channels)
            length = min(found.shape[1], wanted)
            samples[:, :length] = found[:, :length]
        self._writer.add_sound(samples)
        self._samples += wanted
