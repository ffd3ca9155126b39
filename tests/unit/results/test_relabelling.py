from pathlib import Path

import pytest

from twitchcam.errors import ResultsError, SettingsError
from twitchcam.results.relabelling import settings_for_relabel
from twitchcam.settings import Settings, settings_from_tables

MEASURED = {
    **Settings().tables(),
    "pose": {"model": "heavy", "interval_s": 30.0},
    "labels": {"rhythm_interval_cv": 0.25},
}


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "twitchcam.toml"
    path.write_text(text)
    return path


def test_without_a_file_nothing_changes() -> None:
    assert settings_for_relabel(MEASURED, None) == settings_from_tables(MEASURED)


def test_labels_may_change_and_the_rest_stays(tmp_path: Path) -> None:
    settings = settings_for_relabel(MEASURED, config(tmp_path, "[bursts]\nplateau_level = 0.6\n"))
    assert settings.bursts.plateau_level == 0.6
    assert settings.labels.rhythm_interval_cv == 0.25
    assert settings.pose.model == "heavy"


def test_another_stage_may_be_named_if_it_says_the_same(tmp_path: Path) -> None:
    path = config(tmp_path, '[pose]\nmodel = "heavy"\n[labels]\nrhythm_interval_cv = 0.2\n')
    assert settings_for_relabel(MEASURED, path).labels.rhythm_interval_cv == 0.2


def test_another_stage_may_not_change(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r'sets \[pose\] model to "full", but .* measured with "heavy"'):
        settings_for_relabel(MEASURED, config(tmp_path, '[pose]\nmodel = "full"\n'))


@pytest.mark.parametrize("text", ["[labels\n", "[labels]\nno_such = 1\n", "[nonsense]\n", "labels = 3\n"])
def test_a_file_that_is_not_as_expected(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"twitchcam\.toml"):
        settings_for_relabel(MEASURED, config(tmp_path, text))


def test_settings_of_another_version() -> None:
    with pytest.raises(ResultsError, match="another version"):
        settings_for_relabel({"nonsense": {}}, None)
