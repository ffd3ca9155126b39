"""Options that several commands share, and the kinds of values they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from twitchcam.cli.recordings import sha256_of
from twitchcam.errors import RegionError
from twitchcam.settings import Settings, load_settings

__all__ = [
    "config_option",
    "finding_options",
    "highlights_option",
    "jobs_option",
    "json_option",
    "overwrite_option",
    "parse_region",
    "parsed",
    "quiet_option",
    "root_option",
    "settings_from",
]

Command = TypeVar("Command", bound=Callable[..., Any])
Value = TypeVar("Value")


def parsed(parse: Callable[[str], Value]) -> Callable[[click.Context, click.Parameter, str | None], Value | None]:
    """Return an option's callback that reads its text; the sentence of a ValueError becomes a usage error."""

    def callback(ctx: click.Context, param: click.Parameter, value: str | None) -> Value | None:
        try:
            return None if value is None else parse(value)
        except ValueError as error:
            raise click.BadParameter(str(error), ctx, param) from error

    return callback


def parse_region(text: str) -> tuple[int, int, int, int]:
    """Read ``200,120,640,480``: left, top, width and height; a ValueError says what was expected."""
    numbers = [int(number) for number in re.findall(r"-?\d+", text)]
    if not re.fullmatch(r"\s*\d+(\s*,\s*\d+){3}\s*", text, re.ASCII) or numbers[2] == 0 or numbers[3] == 0:
        raise ValueError(
            f"{text!r} is not a region; expected left, top, width and height in whole pixels, such as 200,120,640,480."
        )
    left, top, width, height = numbers
    return left, top, width, height


def config_option(command: Command) -> Command:
    """Add ``--config``."""
    return click.option("--config", metavar="FILE", type=click.Path(), help="Settings file (TOML, one table a stage).")(
        command
    )


def highlights_option(*choices: str) -> Callable[[Command], Command]:
    """Return what adds ``--highlights`` with these choices, the first of them the default."""

    def add(command: Command) -> Command:
        return click.option(
            "--highlights",
            type=click.Choice(choices),
            default=choices[0],
            show_default=True,
            help="What the highlight video shows: what needs review and the clearest jerks, or what needs review only.",
        )(command)

    return add


def overwrite_option(command: Command) -> Command:
    """Add ``--overwrite``."""
    return click.option(
        "--overwrite", is_flag=True, help="Replace earlier results of the same recording that had other settings."
    )(command)


def jobs_option(words: str) -> Callable[[Command], Command]:
    """Return what adds ``--jobs`` with these words of help."""
    return click.option("--jobs", metavar="N", type=click.IntRange(min=1), help=words)


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print events.json instead of the summary; the files are still written."
    )(command)


def quiet_option(command: Command) -> Command:
    """Add ``--quiet``."""
    return click.option("--quiet", "-q", is_flag=True, help="Print nothing but warnings and errors.")(command)


def root_option(command: Command) -> Command:
    """Add ``--output ROOT``, for commands that analyse many recordings."""
    return click.option(
        "--output",
        metavar="ROOT",
        type=click.Path(),
        required=True,
        help="The folder that holds a folder of results for each recording.",
    )(command)


def finding_options(command: Command) -> Command:
    """Add ``--config``, ``--pose-model``, ``--region``, ``--mask`` and ``--age-weeks``: what is known of the infant."""
    add: list[Callable[[Command], Command]] = [
        config_option,
        click.option(
            "--pose-model",
            type=click.Choice(["full", "heavy", "none"]),
            help="Which model finds the baby's pose; none: go by movement alone. [default: full]",
        ),
        click.option(
            "--region",
            metavar="X,Y,W,H",
            callback=parsed(parse_region),
            help="Where the baby lies: left, top, width and height in pixels. [default: found by itself]",
        ),
        click.option(
            "--mask",
            metavar="FILE",
            type=click.Path(),
            help="Picture of the recording's size: white where the baby lies.",
        ),
        click.option(
            "--age-weeks",
            metavar="N",
            type=click.FloatRange(0, 520),
            help="The baby's age in weeks: the page then says what is usual at that age. Changes no label.",
        ),
    ]
    for option in reversed(add):
        command = option(command)
    return command


def settings_from(
    config: str | None,
    pose_model: str | None,
    region: tuple[int, int, int, int] | None,
    mask: str | None,
    age_weeks: float | None,
) -> Settings:
    """Return the settings that the values of `finding_options` ask for."""
    settings = Settings() if config is None else load_settings(Path(config))
    if pose_model is not None:
        settings = replace(settings, pose=replace(settings.pose, model=pose_model))
    recording: dict[str, Any] = {}
    if region is not None:
        recording["region_px"] = region
    if age_weeks is not None:
        recording["age_weeks"] = age_weeks
    if mask is not None:
        recording["mask_sha256"] = _mask_checksum(Path(mask))
    return replace(settings, recording=replace(settings.recording, **recording))


def _mask_checksum(mask: Path) -> str:
    try:
        return sha256_of(mask)
    except OSError as error:
        raise RegionError(f"The mask {mask} cannot be read: {error.strerror}.") from error
