"""Which settings may change without measuring again: those of bursts, context and labels, and of what is shown."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from twitchcam.errors import ResultsError, SettingsError
from twitchcam.settings import Settings, load_settings, settings_from_tables

__all__ = ["RELABEL_STAGES", "settings_for_relabel"]

RELABEL_STAGES = ("bursts", "context", "labels")
"""The stages that work from signals.npz alone."""


def settings_for_relabel(measured: Mapping[str, Any], config: Path | None) -> Settings:
    """Return the settings that a recording was measured with, changed by a settings file.

    Parameters
    ----------
    measured : mapping
        The settings of the measurement, as plain tables.
    config : Path or None
        A settings file; what it does not name stays as it was measured. None: nothing changes.

    Raises
    ------
    SettingsError
        If the file is not as expected, or changes a setting of a stage that measures.
    ResultsError
        If the stored settings are not those of this version of the program.
    """
    try:
        stored = settings_from_tables(measured, "the stored settings")
    except SettingsError as error:
        raise ResultsError(f"The results come from another version of twitchcam: {error}") from error
    if config is None:
        return stored
    load_settings(config)  # says what is wrong with the file by itself
    named: dict[str, dict[str, Any]] = tomllib.loads(config.read_text(encoding="utf-8"))
    tables = stored.tables()
    changed = settings_from_tables(
        {
            **{stage: {**table, **named.get(stage, {})} for stage, table in tables.items()},
            "highlights": named.get("highlights", {}),  # what is shown is not stored
        },
        str(config),
    )
    for stage, table in changed.tables().items():
        for name, value in table.items():
            if stage not in RELABEL_STAGES and value != tables[stage][name]:
                raise SettingsError(
                    f"{config} sets [{stage}] {name} to {json.dumps(value)}, but the recording was measured with "
                    f"{json.dumps(tables[stage][name])}; relabel can change [bursts], [context] and [labels] only, "
                    "so analyse it again with --overwrite."
                )
    return changed
