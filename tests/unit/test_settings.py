import dataclasses
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from twitchcam.errors import SettingsError
from twitchcam.settings import PoseSettings, ScanSettings, Settings, load_settings, settings_from_tables
from twitchcam.settings_checks import LIMITS, RISING

STAGES = [stage.name for stage in dataclasses.fields(Settings)]


def toml(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "twitchcam.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_tables_and_back() -> None:
    assert settings_from_tables(Settings().tables()) == Settings()
    assert settings_from_tables(json.loads(json.dumps(Settings().tables()))) == Settings()
    assert settings_from_tables({}) == Settings()


def test_tables_are_plain() -> None:
    changed = settings_from_tables({"recording": {"region_px": [1, 2, 3, 4]}})
    assert changed.recording.region_px == (1, 2, 3, 4)
    assert changed.tables()["recording"]["region_px"] == [1, 2, 3, 4]
    assert settings_from_tables(changed.tables()) == changed


def test_what_a_file_leaves_out_keeps_its_default(tmp_path: Path) -> None:
    settings = load_settings(toml(tmp_path, '[pose]\nmodel = "heavy"\n[recording]\nfrom_s = 5\n'))
    assert settings.pose.model == "heavy"
    assert settings.recording.from_s == 5.0
    assert isinstance(settings.recording.from_s, float)
    assert dataclasses.replace(settings, pose=Settings().pose, recording=Settings().recording) == Settings()


@pytest.mark.parametrize("stage", STAGES)
def test_every_default_is_frozen_and_of_the_type_it_states(stage: str) -> None:
    defaults = getattr(Settings(), stage)
    assert settings_from_tables({stage: dataclasses.asdict(defaults)}) == Settings()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(defaults, dataclasses.fields(defaults)[0].name, None)


@pytest.mark.parametrize("stage", STAGES)
def test_every_setting_is_documented_beneath_itself(stage: str) -> None:
    folder = Path(__file__).parents[2] / "twitchcam" / "settings"
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    for field in dataclasses.fields(getattr(Settings(), stage)):
        assert re.search(rf'^    {field.name}: [^\n]*(\n    [^"\n][^\n]*)*\n    """', source, re.MULTILINE), field.name


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({"nonsense": {}}, "no such table [nonsense]; expected one of recording, pose"),
        ({"pose": 3}, "[pose] should be a table, found 3"),
        ({"pose": {"modle": "full"}}, "[pose]: no such setting 'modle'; expected one of model"),
        ({"pose": {"model": 3}}, "[pose] model: expected a text, found 3"),
        ({"pose": {"interval_s": "often"}}, "[pose] interval_s: expected a number, found 'often'"),
        ({"pose": {"interval_s": True}}, "[pose] interval_s: expected a number, found True"),
        ({"pose": {"interval_s": None}}, "[pose] interval_s: expected a number, found None"),
        ({"scan": {"width_px": 1.5}}, "[scan] width_px: expected a whole number, found 1.5"),
        ({"recording": {"region_px": [1, 2, 3]}}, "[recording] region_px: expected a list of 4 whole numbers, found"),
        ({"scan": {"width_px": 10**400}}, "[scan] width_px: expected a number up to 2147483647, found 401 digits"),
        ({"scan": {"rest_s": 10**400}}, "[scan] rest_s: expected a number up to 2147483647, found 401 digits"),
        ({"recording": {"region_px": [1, 2, 3, "4"]}}, "[recording] region_px: expected a whole number, found '4'"),
    ],
)
def test_what_is_not_as_expected(tables: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)) as caught:
        settings_from_tables(tables)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({"pose": {"model": "huge"}}, "[pose] model: expected one of full, heavy, none, found 'huge'."),
        ({"pose": {"people": 0}}, "[pose] people: expected a number from 1 to 10, found 0."),
        ({"pose": {"interval_s": 0}}, "[pose] interval_s: expected 0.01 or more, found 0.0."),
        ({"pose": {"box_plausibility": 1.01}}, "[pose] box_plausibility: expected a number from 0 to 1, found 1.01."),
        ({"recording": {"from_s": -1}}, "[recording] from_s: expected 0 or more, found -1.0."),
        ({"recording": {"to_s": 0}}, "[recording] to_s: expected a number above 0, found 0.0."),
        ({"recording": {"to_s": math.inf}}, "[recording] to_s: expected a finite number, found inf."),
        (
            {"recording": {"start_time": "soon"}},
            "[recording] start_time: expected a clock time such as 2025-03-01T22:3",
        ),
        ({"recording": {"mask_sha256": "abc"}}, "[recording] mask_sha256: expected a SHA-256 checksum of 64 hexadecim"),
        ({"scan": {"low_quantile": math.nan}}, "[scan] low_quantile: expected a finite number, found nan."),
        ({"scan": {"active_z": -math.inf}}, "[scan] active_z: expected a finite number, found -inf."),
        ({"scan": {"short_lag_s": 0.7}}, "[scan] short_lag_s: expected at most long_lag_s (0.5), found 0.7."),
        ({"labels": {"rhythm_low_hz": 9}}, "[labels] rhythm_low_hz: expected at most rhythm_high_hz (5.0), found 9.0."),
        (
            {"labels": {"sampling_share": 0}},
            "[labels] sampling_share: expected a number above 0, at most 1, found 0.0.",
        ),
    ],
)
def test_values_outside_their_limits(tables: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        settings_from_tables(tables)


def numbers() -> list[tuple[str, str]]:
    return [
        (stage, field.name)
        for stage in STAGES
        for field in dataclasses.fields(getattr(Settings(), stage))
        if str(field.type).removesuffix(" | None") in ("float", "int")
    ]


@pytest.mark.parametrize(("stage", "name"), numbers())
def test_no_number_may_be_meaningless(stage: str, name: str) -> None:
    signed = getattr(LIMITS.get(f"{stage}.{name}"), "low", 0.0) < 0.0
    whole = str(next(f.type for f in dataclasses.fields(getattr(Settings(), stage)) if f.name == name)) == "int"
    for value in [] if whole else [math.nan, math.inf, -math.inf]:
        with pytest.raises(SettingsError, match=rf"\[{stage}\] {name}: expected a finite number"):
            settings_from_tables({stage: {name: value}})
    with pytest.raises(SettingsError, match=rf"\[{stage}\] {name}: expected "):
        settings_from_tables({stage: {name: -2 if signed else -1}})


def test_limits_name_settings_that_exist() -> None:
    known = {f"{stage}.{field.name}" for stage in STAGES for field in dataclasses.fields(getattr(Settings(), stage))}
    assert set(LIMITS) <= known
    assert {f"{table}.{name}" for table, pairs in RISING.items() for pair in pairs for name in pair} <= known


def test_settings_made_by_hand_are_checked_too() -> None:
    with pytest.raises(SettingsError, match=re.escape("[pose] model: expected one of full, heavy, none, found 'big'.")):
        Settings(pose=PoseSettings(model="big"))
    with pytest.raises(SettingsError, match=re.escape("[scan] rest_s: expected a finite number")):
        dataclasses.replace(Settings(), scan=ScanSettings(rest_s=math.nan))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file or directory"):
        load_settings(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="is not valid TOML"):
        load_settings(toml(tmp_path, "[pose\n"))
    (tmp_path / "latin.toml").write_bytes(b'[pose]\nmodel = "\xff"\n')
    with pytest.raises(SettingsError, match="is not valid TOML"):
        load_settings(tmp_path / "latin.toml")


def test_messages_name_the_file(tmp_path: Path) -> None:
    path = toml(tmp_path, "[pose]\nmodel = 1\n")
    with pytest.raises(SettingsError, match=re.escape(f"{path}: [pose] model")):
        load_settings(path)
