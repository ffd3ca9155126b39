"""Recordings cut into files, as cameras do: the coded pictures and sound are copied, nothing is coded anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av

from twitchcam.timespan import TimeSpan


def keyframes_s(path: Path) -> list[float]:
    """Return when the keyframes of a recording stand, counted from its first picture."""
    with av.open(str(path)) as container:
        stated = [(packet.pts, packet.is_keyframe) for packet in container.demux(video=0)]
        base = float(container.streams.video[0].time_base or 0)
        times = [(pts * base, keyframe) for pts, keyframe in stated if pts is not None]
        return sorted(time_s - min(times)[0] for time_s, keyframe in times if keyframe)


def cut_out(source: Path, target: Path, span: TimeSpan, metadata: dict[str, str] | None = None) -> Path:
    """Copy what begins within a stretch, its end left out, which begins at a keyframe; its clock begins anew at 0."""
    with av.open(str(source)) as container, av.open(str(target), "w") as output:
        output.metadata.update(metadata or {})
        copies: dict[int, Any] = {
            stream.index: output.add_stream_from_template(stream)
            for stream in (*container.streams.video, *container.streams.audio)
        }
        zero: dict[int, int] = {}
        for packet in container.demux(*container.streams.video, *container.streams.audio):
            if packet.pts is None or packet.dts is None:
                continue
            base = packet.time_base
            start = zero.setdefault(packet.stream_index, round(span.start_s / base))
            if span.start_s - 1e-6 <= float(packet.pts * base) < span.end_s - 1e-6:
                packet.pts, packet.dts = packet.pts - start, packet.dts - start
                packet.stream = copies[packet.stream_index]
                output.mux(packet)
    return target


def cut_up(source: Path, folder: Path, cuts_s: Sequence[float], names: Sequence[str]) -> list[Path]:
    """Cut a recording at the keyframes nearest to some times; return the files in order."""
    keys = keyframes_s(source)
    edges = [0.0, *(min(keys, key=lambda key, at=at: abs(key - at)) for at in cuts_s), 1e9]  # type: ignore[misc]
    return [
        cut_out(source, folder / name, TimeSpan(start_s, end_s))
        for name, start_s, end_s in zip(names, edges, edges[1:], strict=False)
    ]
