"""What is known about a view: its events, measured on the fields of displacement that are really applied."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from rendering.encode import disturbance_events
from rendering.movement import ONSET_SHARE

from warping.actions import Action, course_of
from warping.blanket import Blanket
from warping.picture import WarpedPicture

_STEP_S: Final = 0.004
_PART_KIND: Final = {"mouth": "face"}


def truth(picture: WarpedPicture, child: str) -> dict[str, Any]:
    """Return what is known about a clip, in the form of its truth file."""
    clip, scene = picture.clip, picture.clip.scene
    camera = scene.camera
    fps = float(camera.fps)
    places = clip.view.places.all
    seen = clip.view.seen(np.array([place.centre_px for place in places]))
    return {
        "clip": f"{scene.name}.mp4",
        "duration_s": scene.duration_s,
        "fps": int(fps) if fps.is_integer() else fps,
        "body_length_frame_widths": round(camera.body_length_px / camera.width_px, 4),
        "body_length_px": camera.body_length_px,
        "seed": scene.seed,
        "child": child,
        "cover": "blanket" if picture.blanket is not None else "",
        "close": clip.view.close,
        "mirrored": camera.mirrored,
        "events": events(picture),
        "not_events": _not_events(picture),
        "places": [
            {
                "part": seen_part(place.part, camera.mirrored),
                "kind": place.kind,
                "centre": [round(float(v), 1) for v in spot],
            }
            for place, spot in zip(places, seen, strict=True)
        ],
    }


def events(picture: WarpedPicture) -> list[dict[str, Any]]:
    """Return the events of a clip in order of their onsets."""
    clip = picture.clip
    mirrored, length_px = clip.scene.camera.mirrored, clip.view.places.body_length_px
    found: list[dict[str, Any]] = []
    for action in picture.actions:
        movement = action.movement
        if not movement.label:
            continue
        onset_s, offset_s, largest_px = measured(action, picture.blanket)
        kinds = dict.fromkeys(_PART_KIND.get(place.kind, place.kind) for place in action.places)
        found.append(
            {
                "onset_s": onset_s,
                "offset_s": offset_s,
                "kind": movement.kind,
                "strokes": movement.strokes,
                "label": movement.label,
                "pattern": movement.pattern,
                "part": "+".join(kinds),
                "parts": list(dict.fromkeys(seen_part(place.part, mirrored) for place in action.places)),
                "amplitude_body_lengths": round(largest_px / length_px, 4),
                "series": movement.series,
            }
        )
    found += disturbance_events(clip.scene)
    return sorted(found, key=lambda event: float(event["onset_s"]))


def measured(action: Action, blanket: Blanket | None) -> tuple[float, float, float]:
    """Return onset, offset and the largest displacement (pixels of the recording) of an action.

    Under a blanket it is the displacement that can be seen. Onset is the first time that any point has gone
    `ONSET_SHARE` of the largest displacement, offset the last time that any is as far from where it comes to rest.
    """
    movement = action.movement
    times_s = np.arange(movement.start_s - 0.01, movement.end_s + 0.011, _STEP_S)
    shown = action.fields if blanket is None else tuple(blanket.shown(field) for field in action.fields)
    way = course_of(action, shown, times_s)
    from_start = np.linalg.norm(way - way[0], axis=-1).max(axis=1)
    from_end = np.linalg.norm(way - way[-1], axis=-1).max(axis=1)
    limit = ONSET_SHARE * from_start.max()
    onset_s = times_s[np.argmax(from_start >= limit)]
    offset_s = times_s[len(times_s) - 1 - np.argmax(from_end[::-1] >= limit)]
    return round(float(onset_s), 3), round(float(offset_s), 3), float(from_start.max())


def seen_part(part: str, mirrored: bool) -> str:
    """Return the name of a part as it is seen: sides change in a mirror."""
    side, _, rest = part.partition("_")
    if not mirrored or side not in ("left", "right"):
        return part
    return f"{'right' if side == 'left' else 'left'}_{rest}"


def _not_events(picture: WarpedPicture) -> list[dict[str, Any]]:
    """What else happens: disturbances that last, what slides back after a jerk, what a hand pushes."""
    scene = picture.clip.scene
    lasting = [(d.kind, d.start_s, d.end_s) for d in scene.disturbances if not d.pattern]
    lasting += [(m.kind, round(m.start_s, 3), round(m.end_s, 3)) for m in scene.movements if not m.label]
    return [{"kind": kind, "start_s": start, "end_s": end} for kind, start, end in sorted(lasting, key=lambda k: k[1:])]
