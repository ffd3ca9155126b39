"""The unusual set: truth by the label rules, every kind and all company there, the same from the same seed."""

from __future__ import annotations

import importlib
import json
import sys
import tomllib
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

make_samples = importlib.import_module("make_samples")
make_views = importlib.import_module("make_views")

from rendering import encode, unusual  # noqa: E402
from rendering.dataset import recipe_sha256, write_set  # noqa: E402
from rendering.effects import with_company  # noqa: E402
from rendering.passers import with_passers  # noqa: E402
from rendering.quick import QuickPicture  # noqa: E402
from rendering.scene import Disturbance, Scene  # noqa: E402
from warping import unusual as unusual_views  # noqa: E402
from warping.composing import Clip  # noqa: E402
from warping.places import Place, Places  # noqa: E402
from warping.unusual import unusual_clips  # noqa: E402

from twitchcam.benchmark.dataset import load_dataset  # noqa: E402
from twitchcam.records import PATTERN_LABEL, Pattern  # noqa: E402

COUNT = 40
VIEWS = 30
SEED = 5
LOOKED_AT = {1001, 2002, 3003, 4004, 5005, 6006, 7171}
NEW_KINDS = {
    "spreading", "alternating", "slowing_down", "clonus", "shivering", "head_drop", "brief_spasm", "fencing",
    "periodic", "pedalling", "stretching", "head_turn", "turning_over", "yawn", "sigh", "reaching", "wriggling",
}  # fmt: skip
"""Beside these there are stiffening that goes over into a rhythm, and fast breathing, by the kinds that they have."""
SPASM_LIKE = {"spasm", "head_drop", "brief_spasm"}

SAMPLE = ROOT / "samples" / "quiet_breathing.mp4"
SIZE = (640, 480)
PLACES = Places(
    430.0,
    (
        Place("head", "head", (320.0, 100.0), (50.0, 40.0), 0.0),
        Place("face", "mouth", (320.0, 130.0), (12.0, 9.0), 0.0),
        Place("trunk", "trunk", (320.0, 240.0), (50.0, 70.0), 0.0),
        Place("left_arm", "hand", (450.0, 110.0), (18.0, 14.0), 0.0),
        Place("right_arm", "hand", (190.0, 110.0), (18.0, 14.0), 0.0),
        Place("left_leg", "leg", (370.0, 360.0), (24.0, 60.0), 0.0, (350.0, 300.0)),
        Place("right_leg", "leg", (270.0, 360.0), (24.0, 60.0), 0.0, (290.0, 300.0)),
    ),
)


@cache
def scenes() -> tuple[Scene, ...]:
    return unusual.unusual_set(count=COUNT)


@cache
def views() -> tuple[Clip, ...]:
    return unusual_clips(VIEWS, SEED, PLACES, SIZE)


def kinds_of(found: tuple[Scene, ...]) -> set[str]:
    return {movement.kind for scene in found for movement in scene.movements}


def company_of(found: tuple[Scene, ...]) -> set[str]:
    return {disturbance.kind for scene in found for disturbance in scene.disturbances}


def tiny(scene: Scene, *disturbances: Disturbance) -> Scene:
    """A scene of two seconds without movements, in a small picture."""
    camera = replace(scene.camera, width_px=160, height_px=120, body_length_px=100.0)
    return replace(scene, duration_s=2.0, movements=(), disturbances=disturbances, camera=camera)


def test_same_seed_same_set_other_seed_another():
    first = scenes()[:3]
    assert unusual.unusual_set(count=3) == first
    assert recipe_sha256(unusual.unusual_set(9, 3)) != recipe_sha256(first)
    assert unusual.SEED not in LOOKED_AT


def test_truth_lies_inside_its_clip_and_is_by_the_label_rules():
    for scene in scenes():
        events = encode.events(scene)
        for event in events:
            assert 0.5 < event["onset_s"] < event["offset_s"] < scene.duration_s - 0.5, (scene.name, event)
            assert PATTERN_LABEL[Pattern(event["pattern"])] == event["label"]
        for one, other in combinations(events, 2):
            if set(one["parts"]) & set(other["parts"]):
                assert one["offset_s"] < other["onset_s"], (scene.name, one, other)


def test_every_kind_of_movement_and_company_is_there():
    for found in (scenes()[: unusual.CLIPS], scenes()):
        assert kinds_of(found) >= NEW_KINDS | {"tonic", "clonic", "breathing", "sucking", "prolonged"}
        assert company_of(found) >= set(unusual.COMPANY)


def test_stiffening_goes_over_into_a_rhythm():
    followed = 0
    for scene in scenes():
        for tonic in (movement for movement in scene.movements if movement.kind == "tonic"):
            begun = [m.start_s - tonic.end_s for m in scene.movements if m.kind == "clonic" and m.start_s > tonic.end_s]
            followed += bool(begun) and min(begun) < 0.51
    assert followed >= 3


def test_slow_cameras_see_no_tremor():
    for scene in scenes():
        if scene.camera.fps < unusual.FAST_FPS:
            assert not kinds_of((scene,)) & {"clonus", "shivering"}


def test_a_series_stands_alone():
    for scene in scenes():
        groups = {m.series or m.kind for m in scene.movements if m.kind in SPASM_LIKE}
        assert len(groups) <= 1, scene.name
        for series in groups & {"series_h", "series_b"}:
            assert sum(m.series == series for m in scene.movements) >= 3


@pytest.mark.parametrize("kind", unusual.COMPANY)
def test_company_changes_the_picture_while_it_is_there(kind: str):
    picture = np.random.default_rng(1).uniform(40.0, 160.0, (120, 160)).astype(np.float32)
    there = Disturbance(kind, 2.0, 4.0, rate_hz=1.0)
    for time_s in (0.0, 1.99, 4.01, 9.0):
        np.testing.assert_array_equal(with_passers(picture.copy(), (there,), time_s), picture)
    drawn = with_passers(picture.copy(), (there,), 3.2)
    assert drawn.dtype == np.float32
    assert drawn.shape == picture.shape
    assert np.abs(drawn - picture).max() > 5.0
    np.testing.assert_array_equal(with_company(picture.copy(), (there,), None, 3.2), drawn)
    assert there.pattern == ""


def test_other_disturbances_are_left_to_others():
    picture = np.full((120, 160), 80.0, np.float32)
    usual = tuple(Disturbance(kind, 0.0, 9.0) for kind in ("clock", "flicker", "bump", "drops", "jitter"))
    assert with_passers(picture, usual, 3.0) is picture
    assert with_company(picture, usual, None, 3.0) is picture
    assert (picture == 80.0).all()


def brightest(picture: np.ndarray) -> tuple[int, int]:
    row, column = np.unravel_index(int(picture.argmax()), picture.shape)
    return int(row), int(column)


def test_an_insect_flies_past_and_a_light_comes_from_its_side():
    picture = np.full((120, 160), 80.0, np.float32)
    insect = Disturbance("insect", 0.0, 1.0, x=0.5, y=0.5, rate_hz=0.0)
    columns = [brightest(with_passers(picture, (insect,), time_s))[1] for time_s in (0.1, 0.5, 0.9)]
    assert columns[0] + 15 < columns[1] < columns[2] - 15
    for way in (1.0, -1.0):
        light = Disturbance("headlight", 0.0, 1.0, rate_hz=way)
        begins, ends = (brightest(with_passers(picture, (light,), time_s))[1] for time_s in (0.3, 0.7))
        assert (begins < ends) == (way > 0)


def test_a_curtain_hangs_at_its_edge_and_an_led_blinks():
    picture = np.full((120, 160), 80.0, np.float32)
    for x, columns in ((0.0, slice(0, 22)), (1.0, slice(138, 160))):
        curtain = Disturbance("curtain", 0.0, 9.0, x=x, rate_hz=0.3)
        drawn, later = (with_passers(picture.copy(), (curtain,), time_s) for time_s in (1.0, 1.6))
        changed = np.flatnonzero((drawn != picture).any(axis=0))
        assert (changed.min(), changed.max()) == (columns.start, columns.stop - 1)
        assert (drawn[:, columns] != later[:, columns])[-10:].mean() > 0.9
    led = Disturbance("led", 0.0, 9.0, rate_hz=0.5)
    on = [bool((with_passers(picture.copy(), (led,), time_s) > 200.0).any()) for time_s in (0.2, 0.8, 1.2, 1.8, 2.2)]
    assert on == [True, True, False, False, True]


def test_frames_do_not_depend_on_their_order():
    scene = tiny(scenes()[0], *(Disturbance(kind, 0.2, 1.8, rate_hz=1.0) for kind in unusual.COMPANY))
    one, other = QuickPicture(scene), QuickPicture(scene)
    times = [(1, 0.1), (6, 0.6), (12, 1.2), (19, 1.9)]
    first = [one.frame(*time) for time in times]
    again = [other.frame(*time) for time in reversed(times)][::-1]
    assert all(np.array_equal(left, right) for left, right in zip(first, again, strict=True))
    plain = QuickPicture(replace(scene, disturbances=()))
    assert [np.array_equal(plain.frame(*time), frame) for time, frame in zip(times, first, strict=True)] == [
        True, False, False, True,
    ]  # fmt: skip


def test_a_clip_is_written_and_can_be_read(tmp_path, monkeypatch, capsys):
    company = (Disturbance("insect", 0.4, 1.0), Disturbance("curtain", 0.0, 1.5, x=1.0, rate_hz=0.3))
    clip = replace(tiny(scenes()[0], *company), name="unusual_001")
    asked = []

    def planned(*told: int) -> tuple[Scene, ...]:
        asked.append(told)
        return (clip,)

    monkeypatch.setattr(make_samples, "unusual_set", planned)
    arguments = ["--set", "unusual", "--jobs", "1", "--count", "7", "--output"]
    assert make_samples.main([*arguments, str(tmp_path / "one")]) == 0
    assert make_samples.main([*arguments, str(tmp_path / "two"), "--seed", "6", "--only", "unusual_001"]) == 0
    assert asked == [(unusual.SEED, 7), (6, 7)]
    assert "1 clips" in capsys.readouterr().out
    for name in ("unusual_001.mp4", "unusual_001.truth.json", "checksums.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    found = load_dataset(tmp_path / "one")
    assert found.problems == ()
    assert [read.episodes for read in found.clips] == [()]
    written = json.loads((tmp_path / "one" / "unusual_001.truth.json").read_text())
    assert written["not_events"] == [
        {"kind": "curtain", "start_s": 0.0, "end_s": 1.5},
        {"kind": "insect", "start_s": 0.4, "end_s": 1.0},
    ]
    told = tomllib.loads((tmp_path / "one" / "dataset.toml").read_text())
    assert told["name"] == f"unusual-{unusual.SEED}"
    assert all(words in told["notes"] for words in ("4004, 5005 and 6006", "nothing about children", "new seed"))


def test_a_whole_clip_can_be_read(tmp_path):
    scene = min((s for s in scenes() if {"insect", "led"} & company_of((s,))), key=lambda scene: scene.frame_count)
    camera = replace(scene.camera, width_px=160, height_px=120, body_length_px=90.0)
    scene = replace(scene, camera=camera)
    write_set((scene,), tmp_path, "one", 1, notes=unusual.NOTES)
    found = load_dataset(tmp_path)
    assert found.problems == ()
    (clip,) = found.clips
    assert clip.video.duration_s == pytest.approx(scene.duration_s, abs=0.2)
    assert {episode.pattern for episode in clip.episodes} == {
        Pattern(movement.pattern) for movement in scene.movements if movement.pattern
    } | {Pattern(disturbance.pattern) for disturbance in scene.disturbances if disturbance.pattern}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--count", "3"], "--count needs --set unusual"),
        (["--set", "rendered", "--count", "3"], "--count needs --set unusual"),
        (["--set", "unusual", "--count", "0"], "--count should be 1 or more, found 0"),
        (["--set", "unusual", "--count", "few"], "argument --count"),
        (["--set", "unusual", "--seed", "-1"], "--seed should be 0 or more, found -1"),
        (["--set", "unusual", "--small"], "--small needs --set rendered"),
        (["--set", "unheard"], "argument --set"),
    ],
)
def test_what_cannot_be_asked_for(tmp_path, capsys, arguments: list[str], words: str):
    with pytest.raises(SystemExit) as stopped:
        make_samples.main([*arguments, "--output", str(tmp_path / "clips")])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "clips").exists()


def test_a_clip_that_is_not_in_the_set_is_refused(tmp_path):
    arguments = ["--set", "unusual", "--count", "2", "--only", "unusual_003", "--output", str(tmp_path / "clips")]
    with pytest.raises(SystemExit, match="no clip unusual_003 in the set; expected unusual_001 to unusual_002"):
        make_samples.main(arguments)
    assert not (tmp_path / "clips").exists()


def test_views_hold_every_kind_and_company():
    found = tuple(clip.scene for clip in views())
    # The turns reach six of the nine kinds of other movement with one seed, the others with the next.
    others = tuple(clip.scene for clip in unusual_clips(20, SEED + 1, PLACES, SIZE))
    left_out = {"turning_over"}
    wanted = (NEW_KINDS - left_out) | {"tonic", "clonic", "gross", "kicking", "slow"}
    assert kinds_of((*found, *others)) >= wanted
    assert company_of(found) >= set(unusual_views.COMPANY)
    for scene in found:
        assert all(0.5 < m.start_s < m.end_s < scene.duration_s - 0.5 for m in scene.movements)
        assert len({m.series or m.kind for m in scene.movements if m.kind in SPASM_LIKE}) <= 1


def test_same_seed_same_views_other_seed_others():
    assert unusual_clips(VIEWS, SEED, PLACES, SIZE, ["unusual_007"]) == (views()[6],)
    assert unusual_clips(2, SEED + 1, PLACES, SIZE) != views()[:2]


def test_few_places_leave_out_what_moves_the_whole_body():
    hand, mouth = PLACES.of_kind("hand", "mouth")[:2]
    found = tuple(clip.scene for clip in unusual_clips(12, SEED, Places(430.0, (hand, mouth)), SIZE))
    assert not kinds_of(found) & {"head_drop", "brief_spasm", "tonic", "fencing"}
    assert "periodic" in kinds_of(found)


def test_brief_spasms_of_views_move_the_whole_infant_and_not_too_far():
    clip = next(clip for clip in views() if "brief_spasm" in kinds_of((clip.scene,)))
    spasms = tuple(m for m in clip.scene.movements if m.kind == "brief_spasm")[:1]
    (action,) = replace(clip, scene=replace(clip.scene, movements=spasms)).actions()
    assert len({place.kind for place in action.places}) >= 2
    assert np.linalg.norm(action.fields[0], axis=-1).max() <= 0.0701 * PLACES.body_length_px


def places_text() -> str:
    text = f"body_length_px = {PLACES.body_length_px}\n"
    for place in PLACES.all:
        text += f'\n[[places]]\npart = "{place.part}"\nkind = "{place.kind}"\ncentre = {list(place.centre_px)}\n'
        text += f"radii = {list(place.radii_px)}\n"
    return text


def test_views_are_written_and_can_be_read(tmp_path, monkeypatch, capsys):
    places, folder = tmp_path / "sample.places.toml", tmp_path / "views"
    places.write_text(places_text(), encoding="utf-8")
    arguments = [str(SAMPLE), "--places", str(places), "--output", str(folder), "--set", "unusual", "--count", "2"]
    assert make_views.main([*arguments, "--only", "unusual_003"]) == 1
    said = capsys.readouterr().err
    assert said == "make_views.py: There is no clip unusual_003 in the set; expected unusual_001 to unusual_002.\n"
    assert not folder.exists()
    with pytest.raises(SystemExit):
        make_views.main([*arguments, "--count", "0"])
    clip = views()[0]
    company = (Disturbance("insect", 0.4, 1.0),)
    short = replace(clip, scene=replace(clip.scene, duration_s=1.5, movements=(), disturbances=company))
    monkeypatch.setattr(make_views, "unusual_clips", lambda *_: (short,))
    assert make_views.main(arguments) == 0
    found = load_dataset(folder)
    assert found.problems == ()
    assert "4004, 5005 and 6006" in found.notes
    assert "ONE infant" in found.notes
    written = json.loads((folder / "unusual_001.truth.json").read_text())
    assert written["not_events"] == [{"kind": "insect", "start_s": 0.4, "end_s": 1.0}]
