"""Views of a quiet recording: truth from the seed alone, movements of the size told, plain words for mistakes."""

from __future__ import annotations

import importlib
import json
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import av
import cv2
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

make_views = importlib.import_module("make_views")

from rendering.figure import resting_pose  # noqa: E402
from rendering.patterns import spread  # noqa: E402
from warping import fields  # noqa: E402
from warping.composing import CLUSTER_CV, REST_S, Clip, UnevenPlan, clips  # noqa: E402
from warping.picture import WarpedPicture  # noqa: E402
from warping.places import Place, Places, read_places  # noqa: E402
from warping.source import Source, read_source  # noqa: E402
from warping.truth import events, truth  # noqa: E402
from warping.views import POSE  # noqa: E402

from twitchcam.benchmark.dataset import load_dataset  # noqa: E402
from twitchcam.records import Pattern  # noqa: E402

SAMPLE = ROOT / "samples" / "quiet_breathing.mp4"
SIZE = (640, 480)
SEED = 57
WITHOUT_MOVEMENT = {Pattern.CAMERA, Pattern.CAREGIVER}
LIMBS = {"arm": ("shoulder", "wrist"), "hand": ("wrist", "hand"), "leg": ("hip", "ankle"), "foot": ("ankle", "toe")}
RADII = {"arm": (45, 20), "hand": (18, 14), "leg": (70, 26), "foot": (24, 15)}


def places_text() -> str:
    """The places of the sample, from the joints that its truth tells."""
    known = json.loads(SAMPLE.with_suffix(".truth.json").read_text())
    joints = {name: np.array(place) for name, place in known["joints"].items()}
    rows = [
        ("head", "head", (joints["crown"] + joints["neck"]) / 2, (52, 40), 104.0, joints["neck"]),
        ("face", "mouth", joints["nose"] + [-2.0, 12.0], (12, 9), 0.0, None),
        ("trunk", "trunk", (joints["chest"] + joints["pelvis"]) / 2, (70, 42), 98.0, None),
    ]
    for side in ("left", "right"):
        for kind, (near, far) in LIMBS.items():
            start, end = joints[f"{side}_{near}"], joints[f"{side}_{far}"]
            angle = float(np.degrees(np.arctan2(*(end - start)[::-1])))
            part = f"{side}_{'arm' if kind in ('arm', 'hand') else 'leg'}"
            rows.append((part, kind, (start + end) / 2, RADII[kind], angle, start))
    text = f"body_length_px = {known['body_length_px']}\n"
    for part, kind, centre, radii, angle, joint in rows:
        text += f'\n[[places]]\npart = "{part}"\nkind = "{kind}"\ncentre = {[round(float(v), 1) for v in centre]}\n'
        text += f"radii = {list(radii)}\nangle_deg = {angle:.1f}\n"
        if joint is not None:
            text += f"joint = {[round(float(v), 1) for v in joint]}\n"
    return text


@pytest.fixture(scope="module")
def places_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("places") / "sample.places.toml"
    path.write_text(places_text(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def places(places_file: Path) -> Places:
    return read_places(places_file)


@cache
def source() -> Source:
    return read_source(SAMPLE)


@pytest.fixture(scope="module")
def made(places_file: Path, tmp_path_factory) -> SimpleNamespace:
    """One clip, written by the command line."""
    folder = tmp_path_factory.mktemp("views")
    arguments = [str(SAMPLE), "--places", str(places_file), "--output", str(folder), "--count", "1"]
    assert make_views.main([*arguments, "--seed", str(SEED)]) == 0
    known = json.loads((folder / "usual_001.truth.json").read_text())
    with av.open(str(folder / "usual_001.mp4")) as container:
        shown = [(float(frame.time), frame.to_ndarray(format="gray")) for frame in container.decode(video=0)]
    return SimpleNamespace(
        folder=folder, truth=known, times_s=np.array([t for t, _ in shown]), frames=[picture for _, picture in shown]
    )


def of_seed(places: Places, seed: int, which: str = "usual", count: int = 1) -> tuple[Clip, ...]:
    return clips(which, count, seed, places, SIZE)


def test_the_set_is_read_without_a_complaint(made: SimpleNamespace) -> None:
    dataset = load_dataset(made.folder)
    assert not dataset.problems
    (clip,) = dataset.clips
    assert clip.child == SAMPLE.stem
    assert len(clip.episodes) >= 3
    assert "ONE infant" in dataset.notes
    assert "clinical sensitivity" in dataset.notes


def test_the_same_seed_gives_the_same_truth_and_frames(places: Places, made: SimpleNamespace) -> None:
    again = WarpedPicture(of_seed(places, SEED)[0], source())
    assert json.loads(json.dumps(truth(again, SAMPLE.stem))) == made.truth
    other = WarpedPicture(of_seed(places, SEED)[0], source())
    time_s = events(again)[0]["onset_s"] + 0.1
    np.testing.assert_array_equal(again.frame(7, time_s), other.frame(7, time_s))


def test_another_seed_gives_another_clip(places: Places) -> None:
    assert of_seed(places, SEED)[0].scene != of_seed(places, SEED + 1)[0].scene


def flow_px(made: SimpleNamespace, event: dict) -> float:
    """Largest displacement in the encoded clip between just before an event and any of its frames."""
    before = max(0, int(np.searchsorted(made.times_s, event["onset_s"])) - 1)
    during = np.flatnonzero((made.times_s > event["onset_s"]) & (made.times_s < event["offset_s"]))
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow.setFinestScale(0)
    first = cv2.GaussianBlur(made.frames[before], (0, 0), 0.8)
    sizes = []
    for which in during:
        second = cv2.GaussianBlur(made.frames[which], (0, 0), 0.8)
        moved = flow.calc(first, second, np.zeros((*first.shape, 2), np.float32))
        sizes.append(float(np.percentile(np.linalg.norm(moved, axis=-1), 99.8)))
    return max(sizes)


def test_displacement_in_the_clip_is_that_of_the_truth(made: SimpleNamespace) -> None:
    checked = [event for event in made.truth["events"] if event["pattern"] not in WITHOUT_MOVEMENT]
    assert len(checked) >= 3
    for event in checked:
        told_px = event["amplitude_body_lengths"] * made.truth["body_length_px"]
        # A stroke may be farthest between two frames, and flow smooths what is small.
        assert 0.55 * told_px < flow_px(made, event) < 1.4 * told_px, event


def test_events_keep_their_distance(places: Places) -> None:
    for clip in of_seed(places, 5, count=8):
        last_s = 0.0
        for movement in clip.scene.movements:
            if movement.label:
                assert movement.start_s >= last_s, (clip.scene.name, movement.kind)
                # Members of a series lie closer, and twitches in a clip of their own may.
                last_s = movement.end_s + (2.0 if movement.series or movement.kind == "jerk" else REST_S[0] - 0.01)
        assert 30.0 <= clip.scene.duration_s <= 72.0


def test_quiet_views_have_no_movement(places: Places) -> None:
    for clip in of_seed(places, SEED, "quiet", count=4):
        assert not [movement for movement in clip.scene.movements if movement.label]
        assert clip.scene.disturbances
    found = events(WarpedPicture(clip, source()))
    assert {event["pattern"] for event in found} <= WITHOUT_MOVEMENT


def test_close_views_are_larger_than_the_picture(places: Places) -> None:
    for clip in of_seed(places, SEED, "close", count=6):
        assert clip.scene.camera.body_length_px > 0.9 * clip.scene.camera.width_px
        assert len(clip.view.places.all) < len(places.all)


def test_clusters_are_clearly_uneven() -> None:
    for seed in range(20):
        plan = UnevenPlan(resting_pose(POSE, seed), np.random.default_rng(seed), 3.0)
        plan.cluster(("left_hand",), 0.03, 3 + seed % 2)
        knots = plan.movements[0].channels[0].knots
        peaks = [time for time, value in knots if value > 0.1]
        assert spread(peaks) > CLUSTER_CV
        assert plan.movements[0].end_s - 3.0 < 2.1


def test_what_lies_in_a_place_goes_as_far_as_its_field() -> None:
    place = Place("unknown", "hand", (60.0, 50.0), (20.0, 14.0), 30.0)
    grid = fields.Grid(120, 100)
    picture = np.zeros((100, 120), np.float32)
    cv2.circle(picture, (60, 50), 4, 200.0, -1)
    field = np.float32(9.0) * fields.moved_along(grid, place, (0.6, -0.8), fields.rim_px(place, 9.0))
    moved = fields.displaced(picture, field)
    rows, columns = np.mgrid[0:100, 0:120]
    at = [float((moved * axis).sum() / moved.sum()) for axis in (columns, rows)]
    assert at == pytest.approx([65.4, 42.8], abs=0.3)
    assert fields.displaced(picture, 0 * field) is picture


def test_turning_goes_one_pixel_at_most() -> None:
    place = Place("leg", "leg", (60.0, 50.0), (30.0, 12.0), 0.0, (30.0, 50.0))
    field = fields.turned_around(fields.Grid(120, 100), place, 1.0, 25.0)
    assert float(np.linalg.norm(field, axis=-1).max()) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('part = "face"', 'part = "tail"'), "unknown part 'tail'"),
        (('kind = "mouth"', 'kind = "nose"'), "unknown kind 'nose'"),
        (("radii = [12, 9]", "radii = [12]"), "radii should be 2 numbers"),
        (("angle_deg = 0.0", "angel_deg = 0.0"), "no such key 'angel_deg'"),
        (("body_length_px", "length_px"), "body_length_px should be a number"),
        (("[[places]]", "[[spots]]"), "names no places"),
        (("[[places]]", "[[places"), "is not valid TOML"),
        (("radii = [12, 9]", "radii = [0, 9]"), "radii should be above 0"),
    ],
)
def test_places_that_are_wrong(tmp_path: Path, capsys, change: tuple[str, str], words: str) -> None:
    path = tmp_path / "places.toml"
    path.write_text(places_text().replace(*change), encoding="utf-8")
    assert make_views.main([str(SAMPLE), "--places", str(path), "--output", str(tmp_path / "views")]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not (tmp_path / "views").exists()


def test_input_that_is_missing(tmp_path: Path, places_file: Path, capsys) -> None:
    output = ["--output", str(tmp_path / "views")]
    assert make_views.main([str(tmp_path / "no.mp4"), "--places", str(places_file), *output]) == 1
    assert "There is no recording" in capsys.readouterr().err
    assert make_views.main([str(SAMPLE), "--places", str(tmp_path / "no.toml"), *output]) == 1
    assert "cannot be read: No such file" in capsys.readouterr().err
    no_video = tmp_path / "text.mp4"
    no_video.write_text("no video")
    assert make_views.main([str(no_video), "--places", str(places_file), *output]) == 1
    assert "cannot be read as a recording" in capsys.readouterr().err
    assert make_views.main([str(SAMPLE), "--places", str(places_file), *output, "--only", "usual_999"]) == 1
    assert "There is no clip usual_999" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        make_views.main([str(SAMPLE), *output])
    assert stopped.value.code == 2
