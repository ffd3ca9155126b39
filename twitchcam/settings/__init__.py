"""All defaults, one frozen dataclass a stage. A default stands here and nowhere else.

A file ``twitchcam.toml`` holds a table a stage::

    [pose]
    model = "heavy"

    [labels]
    rhythm_interval_cv = 0.25
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from twitchcam.errors import SettingsError
from twitchcam.settings.bursts import BurstSettings
from twitchcam.settings.context import ContextSettings, SoundSettings
from twitchcam.settings.labels import LabelSettings
from twitchcam.settings.motion import LookSettings, ScanSettings
from twitchcam.settings.recording import JoiningSettings, PoseSettings, RecordingSettings
from twitchcam.settings.showing import HighlightSettings
from twitchcam.settings_checks import check_stage, read_toml, stage_from_table

__all__ = [
    "BurstSettings",
    "ContextSettings",
    "HighlightSettings",
    "JoiningSettings",
    "LabelSettings",
    "LookSettings",
    "PoseSettings",
    "RecordingSettings",
    "ScanSettings",
    "Settings",
    "SoundSettings",
    "load_settings",
    "settings_from_tables",
]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Raises
    ------
    SettingsError
        If a value is not finite, outside its limits or none of its choices; `twitchcam.settings_checks` lists them.
    """

    recording: RecordingSettings = field(default_factory=RecordingSettings)
    pose: PoseSettings = field(default_factory=PoseSettings)
    scan: ScanSettings = field(default_factory=ScanSettings)
    look: LookSettings = field(default_factory=LookSettings)
    sound: SoundSettings = field(default_factory=SoundSettings)
    bursts: BurstSettings = field(default_factory=BurstSettings)
    context: ContextSettings = field(default_factory=ContextSettings)
    labels: LabelSettings = field(default_factory=LabelSettings)
    highlights: HighlightSettings = field(default_factory=HighlightSettings)
    joining: JoiningSettings = field(default_factory=JoiningSettings)

    def __post_init__(self) -> None:
        for stage in dataclasses.fields(self):
            check_stage(stage.name, getattr(self, stage.name))

    def tables(self) -> dict[str, dict[str, Any]]:
        """Return what decides the outcome as plain nested tables, fit for JSON; tuples become lists.

        ``highlights`` and ``joining`` are left out: they change what is shown and which files are one recording, not
        what is found in it.
        """
        return {
            stage.name: {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in dataclasses.asdict(getattr(self, stage.name)).items()
            }
            for stage in dataclasses.fields(self)
            if stage.name not in {"highlights", "joining"}
        }


def settings_from_tables(tables: Mapping[str, Any], source: str = "the settings") -> Settings:
    """Build settings from nested tables; what is left out keeps its default.

    Parameters
    ----------
    tables : mapping
        Stage name to a table of its values.
    source : str
        Where the tables come from, for messages.

    Raises
    ------
    SettingsError
        If a stage, a name, a type or a value is not as expected.
    """
    defaults = Settings()
    stages = [stage.name for stage in dataclasses.fields(defaults)]
    unknown = sorted(set(tables) - set(stages))
    if unknown:
        raise SettingsError(f"{source}: no such table [{unknown[0]}]; expected one of {', '.join(stages)}.")
    built: dict[str, Any] = {}
    for name in stages:
        table = tables.get(name, {})
        if not isinstance(table, Mapping):
            raise SettingsError(f"{source}: [{name}] should be a table, found {table!r}.")
        built[name] = stage_from_table(getattr(defaults, name), table, f"{source}: [{name}]")
    try:
        return Settings(**built)
    except SettingsError as error:
        raise SettingsError(f"{source}: {error}") from None


def load_settings(path: Path) -> Settings:
    """Read settings from a TOML file.

    Raises
    ------
    SettingsError
        If the file is missing, is not TOML, or holds something unexpected.
    """
    return settings_from_tables(read_toml(path), str(path))
