"""The generated set: enough of every pattern, truth by the label rules, the same from the same seed."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

make_samples = importlib.import_module("make_samples")

from rendering import encode, patterns, sets  # noqa: E402
from rendering.children import CHILDREN  # noqa: E402
from rendering.dataset import recipe_sha256  # noqa: E402
from rendering.figure import JOINTS, joint_positions  # noqa: E402
from rendering.items import JUDGED_SHARE  # noqa: E402
from rendering.lens import through, view_matrix  # noqa: E402
from rendering.picture import Picture  # noqa: E402
from rendering.quick import QuickPicture  # noqa: E402
from rendering.quiet_hour import hour_truth, quiet_hour, render_quiet_hour  # noqa: E402
from rendering.scene import Camera, Disturbance, Noise, Scene  # noqa: E402
from rendering.surroundings import camera_matrix  # noqa: E402

from twitchcam.benchmark.dataset import load_dataset  # noqa: E402
from twitchcam.records import PATTERN_LABEL, Pattern  # noqa: E402

LEAST = 30


@cache
def scenes() -> tuple[Scene, ...]:
    return sets.rendered_set()


@cache
def small() -> tuple[Scene, ...]:
    return sets.small_cut()


@cache
def told(scene_name: str) -> list:
    return encode.events(next(scene for scene in (*scenes(), *small()) if scene.name == scene_name))


def peaks(knots: tuple) -> np.ndarray:
    values = [value for _, value in knots]
    return np.array(
        [
            time
            for (time, value), before, after in zip(knots[1:-1], values, values[2:], strict=False)
            if value > before and value > after
        ]
    )


def of_kind(*kinds: str) -> list:
    return [(scene, m) for scene in scenes() for m in scene.movements if m.kind in kinds]


def test_every_pattern_is_there_often_enough():
    counts = sets.pattern_counts(scenes())
    assert set(counts) == {pattern.value for pattern in Pattern}
    assert min(counts.values()) >= LEAST
    assert counts["single_jerk"] >= 200
    assert len(of_kind("hiccup")) >= 12
    assert len({(scene.name, m.series) for scene, m in of_kind("spasm") if m.series}) >= LEAST


def test_the_set_is_wide():
    looks = [scene.camera for scene in scenes()]
    shares = [camera.body_length_px / camera.width_px for camera in looks]
    assert len(scenes()) >= 60
    assert {int(camera.fps) for camera in looks} == {8, 10, 12, 15, 20, 25, 30}
    assert {(320, 240), (480, 360), (640, 480), (1280, 720)} <= {(c.width_px, c.height_px) for c in looks}
    assert min(shares) < 0.4
    assert max(shares) > 0.8
    assert {scene.view for scene in scenes()} == {"supine", "side", "prone", "swaddled"}
    assert {scene.child.name for scene in scenes()} == {child.name for child in CHILDREN}
    assert any(camera.mirrored for camera in looks)
    assert any(camera.tilt_x or camera.tilt_y for camera in looks)
    kinds = {disturbance.kind for scene in scenes() for disturbance in scene.disturbances}
    assert kinds == {
        "clock", "fan", "mobile", "flicker", "drops", "jitter", "hand", "bump", "light_switch", "exposure",
    }  # fmt: skip


def test_same_seed_same_set_other_seed_another():
    assert recipe_sha256(sets.small_cut()) == recipe_sha256(small())
    assert recipe_sha256(sets.small_cut(7)) != recipe_sha256(small())
    assert sets.stories(7, 30) == sets.stories(7, 30) != sets.stories(8, 30)
    assert quiet_hour(3).order == quiet_hour(3).order


def check_truth(scene: Scene) -> None:
    events = told(scene.name)
    for event in events:
        assert 0.5 < event["onset_s"] < event["offset_s"] < scene.duration_s - 0.5, (scene.name, event)
        assert PATTERN_LABEL[Pattern(event["pattern"])] == event["label"]
        if event["pattern"] in ("single_jerk", "jerk_cluster"):
            assert 0.0095 <= event["amplitude_body_lengths"] <= 0.085, (scene.name, event)
            assert event["offset_s"] - event["onset_s"] <= (0.5 if event["pattern"] == "single_jerk" else 2.0)
    for one, other in combinations(events, 2):
        if set(one["parts"]) & set(other["parts"]):
            assert one["offset_s"] < other["onset_s"], (scene.name, one, other)


def test_truth_lies_inside_its_clip_and_is_as_it_was_meant():
    for scene in (*scenes()[::9], *small()):
        check_truth(scene)


@pytest.mark.slow
def test_truth_of_every_clip_is_as_it_was_meant():
    for scene in scenes():
        check_truth(scene)


def test_rhythms_are_even_and_slow_enough_to_be_judged():
    for scene, movement in of_kind("clonic", "tremor"):
        times = peaks(movement.channels[0].knots)
        rate = 1.0 / np.diff(times).mean()
        assert len(times) >= 5
        assert patterns.spread(times) < patterns.EVEN_CV
        assert rate < 1.12 * JUDGED_SHARE * float(scene.camera.fps)
        assert (rate > 5.0) == (movement.kind == "tremor"), (scene.name, rate)
        assert movement.kind == "clonic" or scene.camera.fps >= 20


def test_what_cannot_be_judged_or_is_uneven_is_so_clearly():
    for scene, movement in of_kind("too_fast"):
        rate = 1.0 / np.diff(peaks(movement.channels[0].knots)).mean()
        assert rate > 0.41 * float(scene.camera.fps)
    for _, movement in of_kind("prolonged", "few_uneven"):
        times = peaks(movement.channels[0].knots)
        assert patterns.spread(times) > 0.9 * patterns.UNEVEN_CV
        assert (times[-1] - times[0] > 5.0) == (movement.kind == "prolonged")
    for _, movement in of_kind("four_even"):
        times = peaks(movement.channels[0].knots)
        assert len(times) == 4
        assert patterns.spread(times) < 0.2


def test_spasm_like_movements_stand_alone_unless_they_are_a_series():
    for scene in scenes():
        groups = {(m.series or m.kind) for m in scene.movements if m.kind in ("spasm", "startle", "hiccup")}
        single = [m for m in scene.movements if m.pattern == "single_spasm_like"]
        assert len(groups) <= 1
        assert len(single) <= 1
        series = [m.start_s for m in scene.movements if m.pattern == "spasm_series"]
        if series:
            assert len(series) >= 3
            assert all(0.5 < later - earlier < 60.0 for earlier, later in pairwise(series))


def test_irregular_twitches_never_look_like_a_rhythm():
    for scene in scenes():
        jerks = [m for m in scene.movements if m.pattern == "single_jerk"]
        for part in {part for jerk in jerks for part in jerk.moved}:
            starts = [jerk.start_s for jerk in jerks if part in jerk.moved]
            for first in range(len(starts) - 4):
                five = np.array(starts[first : first + 5])
                assert np.diff(five).max() > 5.0 or patterns.spread(five) > 0.3, (scene.name, part)


def test_the_whole_infant_is_in_the_picture():
    for scene in scenes():
        camera = scene.camera
        matrix = camera_matrix(camera)
        places = joint_positions(scene.rest[np.newaxis])[0] @ matrix[:, :2].T + matrix[:, 2]
        seen = through(view_matrix(camera), places)
        assert (seen > -2.0).all(), scene.name
        assert (seen < np.array([camera.width_px, camera.height_px]) + 2.0).all(), scene.name


def test_sides_are_named_as_they_are_seen():
    scene = next(s for s in scenes() if s.sides_swapped and s.view == "prone")
    camera = replace(scene.camera, width_px=160, height_px=120, body_length_px=80.0)
    picture = QuickPicture(replace(scene, movements=(), disturbances=(), duration_s=1.0, camera=camera))
    known = encode.truth(picture.scene, picture)
    drawn = picture.joints_px(np.zeros(1))[0][JOINTS.index("left_elbow")]
    assert known["joints"]["right_elbow"] == pytest.approx(drawn, abs=0.06)


def test_quick_frames_are_those_of_the_careful_way():
    scene = make_samples.sample("brief_jerks")
    camera = Camera(240, 180, scene.camera.fps, body_length_px=150.0, rotation_deg=-9.0)
    scene = replace(scene, camera=camera, noise=Noise(smoothing_px=0.0))
    careful, quick = Picture(scene), QuickPicture(scene)
    moved = scene.movements[1]
    for time in (1.0, moved.start_s + 0.08, moved.start_s + 0.15, moved.end_s + 1.0):
        difference = np.abs(careful.clean_frame(time) - quick.clean_frame(time))
        assert difference.max() < 5.0
        assert difference.mean() < 0.05


def test_noise_of_quick_frames_is_new_each_time_and_frames_do_not_depend_on_order():
    scene = replace(small()[3], noise=Noise(5.0, 0.0), disturbances=())
    one, other = QuickPicture(scene), QuickPicture(scene)
    times = [(3, 0.2), (60, 4.1), (61, 4.2)]
    first = [one.frame(*time) for time in times]
    again = [other.frame(*time) for time in reversed(times)][::-1]
    assert all(np.array_equal(left, right) for left, right in zip(first, again, strict=True))
    grain = [one.frame(index, 1.0).astype(float) - one.clean_frame(1.0) for index in (10, 11)]
    assert abs(np.corrcoef(grain[0].ravel(), grain[1].ravel())[0, 1]) < 0.05


def test_lost_and_late_frames_keep_their_order():
    scene = replace(
        small()[0],
        disturbances=(Disturbance("drops", 0.0, 23.0), Disturbance("jitter", 0.0, 23.0)),
    )
    times = encode.frame_times(scene)
    assert 0.80 * scene.frame_count < len(times) < 0.97 * scene.frame_count
    assert times[0][0] == 0
    assert times[0][1] == 0
    assert all(later > earlier for (_, earlier), (_, later) in pairwise(times))


def test_a_small_set_is_written_and_can_be_read(tmp_path, monkeypatch, capsys):
    scene = small()[1]
    tiny = replace(
        scene,
        duration_s=2.0,
        movements=(),
        disturbances=(Disturbance("bump", 0.6, 1.2), Disturbance("clock", 0.0, 2.0)),
        camera=replace(scene.camera, width_px=160, height_px=120, body_length_px=100.0),
    )
    monkeypatch.setattr(make_samples, "small_cut", lambda seed: (tiny,))
    assert make_samples.main(["--set", "rendered", "--small", "--jobs", "1", "--output", str(tmp_path / "one")]) == 0
    assert make_samples.main(["--set", "rendered", "--small", "--jobs", "1", "--output", str(tmp_path / "two")]) == 0
    assert "1 clips" in capsys.readouterr().out
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["checksums.json", "dataset.toml", "small_2.mp4", "small_2.truth.json"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    found = load_dataset(tmp_path / "one")
    assert found.problems == ()
    (clip,) = found.clips
    assert clip.child == tiny.child.name
    assert [episode.pattern for episode in clip.episodes] == [Pattern.CAMERA]


def test_the_quiet_hour_is_made_of_its_minutes(tmp_path, monkeypatch):
    monkeypatch.setattr("rendering.quiet_hour.MINUTE_S", 2.0)
    hour = quiet_hour(5, minutes=4)
    camera = replace(hour.scene.camera, width_px=160, height_px=120, body_length_px=95.0)
    minutes = tuple(
        replace(scene, duration_s=2.0, camera=camera, blanket=None, disturbances=()) for scene in hour.scenes[:2]
    )
    bumped = (minutes[0], replace(minutes[1], disturbances=(Disturbance("bump", 0.5, 1.0),)))
    hour = replace(hour, scenes=bumped, order=(0, 1, 1, 0))
    render_quiet_hour(hour, tmp_path / "quiet_hour.mp4")
    found = load_dataset(tmp_path)
    assert found.problems == ()
    (clip,) = found.clips
    assert clip.video.duration_s == pytest.approx(8.0, abs=0.11)
    assert [event["onset_s"] for event in hour_truth(hour)["events"]] == [2.5, 4.5]
    written = json.loads((tmp_path / "quiet_hour.truth.json").read_text())
    assert written["minutes"] == [0, 1, 1, 0]


def test_a_clip_that_is_not_in_the_set_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="no clip nothing"):
        make_samples.main(["--set", "rendered", "--small", "--only", "nothing", "--output", str(tmp_path)])
    with pytest.raises(SystemExit):
        make_samples.main(["--small", "--output", str(tmp_path)])
