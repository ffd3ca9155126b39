"""``twitchcam analyze``: the main job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from twitchcam.cli.console import DONE, FAILED, say, tell, tell_error
from twitchcam.cli.options import (
    config_option,
    highlights_option,
    json_option,
    overwrite_option,
    parse_region,
    parsed,
    quiet_option,
)
from twitchcam.cli.progress import show_progress
from twitchcam.cli.recordings import check_clip, facts_of, sha256_of
from twitchcam.cli.times import ClockTime, Position, parse_clock_time, parse_position
from twitchcam.errors import InterruptedRunError, OutputError, RegionError
from twitchcam.results import showing
from twitchcam.results.events_json import Document, one_line, to_text
from twitchcam.results.folder import SIGNALS_NPZ, OutputFolder, default_folder, earlier_analysis
from twitchcam.results.highlights.plan import Choice
from twitchcam.results.signals import read_signals
from twitchcam.results.summary import summary_lines
from twitchcam.results.writing import write_analysis
from twitchcam.settings import Settings, load_settings

__all__ = ["analyze"]


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for, the same for every recording."""

    settings: Settings
    mask: Path | None
    start: Position | None
    end: Position | None
    start_time: ClockTime | None
    highlights: Choice
    overwrite: bool
    silent: bool
    """No progress, no summary."""


@click.command(
    epilog="Examples: twitchcam analyze night.mp4, or: "
    "twitchcam analyze night.mp4 --from 01:30:00 --to 02:00:00 --start-time 2024-03-05T21:40"
)
@click.argument("clips", metavar="CLIP...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(),
    help="Folder for the results; with several recordings, the folder that holds one folder for each. "
    "[default: the recording's name + .twitchcam, beside it]",
)
@config_option
@highlights_option("all", "review", "none")
@click.option("--no-video", is_flag=True, help="Skip the highlight video, as --highlights none does.")
@click.option(
    "--pose-model",
    type=click.Choice(["full", "heavy", "none"]),
    help="Which model finds the baby's pose; none: go by movement alone. [default: full]",
)
@click.option(
    "--region",
    metavar="X,Y,W,H",
    callback=parsed(parse_region),
    help="Where the baby lies: left, top, width and height in pixels. [default: found by itself]",
)
@click.option(
    "--mask", metavar="FILE", type=click.Path(), help="Picture of the recording's size: white where the baby lies."
)
@click.option(
    "--from",
    "start",
    metavar="T",
    callback=parsed(parse_position),
    help="Begin here: seconds, MM:SS, HH:MM:SS or frames (1500f).",
)
@click.option("--to", "end", metavar="T", callback=parsed(parse_position), help="End here, in the same forms.")
@click.option(
    "--start-time",
    metavar="WALLCLOCK",
    callback=parsed(parse_clock_time),
    help="Clock time of the first picture: 2024-03-05T22:10, or 22:10 where the recording states its date.",
)
@click.option(
    "--age-weeks",
    metavar="N",
    type=click.FloatRange(0, 520),
    help="The baby's age in weeks: the page then says what is usual at that age. Changes no label.",
)
@overwrite_option
@json_option
@quiet_option
def analyze(
    clips: tuple[str, ...],
    output: str | None,
    config: str | None,
    highlights: str,
    no_video: bool,
    pose_model: str | None,
    region: tuple[int, int, int, int] | None,
    mask: str | None,
    start: Position | None,
    end: Position | None,
    start_time: ClockTime | None,
    age_weeks: float | None,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Find, group and label the movements in one or more recordings.

    The results of each recording go into a folder of their own: report.html with everything on one page,
    highlights.mp4 with the movements to show a doctor and the clearest brief jerks, events.json and events.csv with
    every movement, and signals.npz with what was measured. A recording that has been analysed with the same settings
    is not analysed again.
    """
    if start_time is not None and len(clips) > 1:
        raise click.UsageError("--start-time is the time of one recording; analyse the recordings one by one.")
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
    settings = replace(settings, recording=replace(settings.recording, **recording))
    request = _Request(
        settings=settings,
        mask=None if mask is None else Path(mask),
        start=start,
        end=end,
        start_time=start_time,
        highlights=Choice.NONE if no_video else Choice(highlights),
        overwrite=overwrite,
        silent=as_json or quiet,
    )
    code = DONE
    several = len(clips) > 1
    for number, (clip, folder) in enumerate(_jobs(clips, output), start=1):
        if number > 1 and not request.silent:
            say()
        try:
            if isinstance(folder, OutputError):
                raise folder
            name = f"{clip.name} ({number} of {len(clips)})" if several else clip.name
            document, done = _analyze_one(clip, folder, request, name)
            code = max(code, done)
        except (click.ClickException, BrokenPipeError, InterruptedRunError):
            raise
        except Exception as error:  # one recording at fault must not stop the others
            tell_error(error)
            code = FAILED
            continue
        if request.silent:
            for warning in document["findings"].get("warnings", []):
                tell(f"{clip.name}: {warning}")
        if as_json:
            say(one_line(document) if several else to_text(document).rstrip("\n"))
    return code


def _jobs(clips: tuple[str, ...], output: str | None) -> Iterator[tuple[Path, Path | OutputError]]:
    """Pair each recording with its folder; one given twice comes once, one without a folder of its own is refused."""
    seen: set[Path] = set()
    taken: dict[Path, Path] = {}
    for clip in map(Path, clips):
        if clip.resolve() in seen:
            tell(f"{clip} was given twice; it is analysed once.")
            continue
        seen.add(clip.resolve())
        if output is None:
            folder = default_folder(clip)
        else:
            folder = Path(output) if len(clips) == 1 else default_folder(clip, Path(output))
        if folder in taken:
            yield (
                clip,
                OutputError(
                    f"{clip} and {taken[folder]} have the same name, so their results would share {folder}; "
                    "analyse one of them with another --output."
                ),
            )
        else:
            taken[folder] = clip
            yield clip, folder


def _analyze_one(clip: Path, folder_path: Path, request: _Request, name: str) -> tuple[Document, int]:
    """Analyze one recording, or find that it has been done; print the summary. Return the outcome and an exit code."""
    check_clip(clip)
    showing.refuse_foreign(folder_path)
    settings = _settings_for(clip, request)
    document = earlier_analysis(folder_path, lambda: sha256_of(clip), settings.tables(), overwrite=request.overwrite)
    if document is not None:
        if not request.silent:
            say(f"Up to date: {folder_path} holds the results of this recording with these settings.\n")
    else:
        with OutputFolder(folder_path) as folder:
            with show_progress(name, quiet=request.silent) as progress:
                from twitchcam import pipeline

                analysis = pipeline.analyze(clip, settings, mask=request.mask, progress=progress)
            document = write_analysis(folder, analysis)
    shown, code = "", DONE
    try:
        with OutputFolder(folder_path) as folder, show_progress(name, quiet=request.silent) as progress:
            shown = showing.show(
                folder,
                document,
                lambda: read_signals(folder_path / SIGNALS_NPZ),
                clip,
                settings.highlights,
                request.highlights,
                progress,
            )
    except (click.ClickException, InterruptedRunError):
        raise
    except Exception as error:  # what was found is there to read, so it is still told
        tell_error(error)
        code = FAILED
    if not request.silent:
        say("\n".join(summary_lines(document, folder_path, shown)))
    return document, code


def _settings_for(clip: Path, request: _Request) -> Settings:
    """Return the settings with the times that depend on the recording."""
    recording = request.settings.recording
    from_s, to_s, start_time = recording.from_s, recording.to_s, recording.start_time
    in_frames = [position for position in (request.start, request.end) if position and position.frames is not None]
    needs_date = request.start_time is not None and request.start_time.day is None
    nominal_fps, day = None, None
    if in_frames or needs_date:
        info = facts_of(clip)
        nominal_fps = info.nominal_fps
        day = None if info.start_time is None else info.start_time.date()
    if request.start is not None:
        from_s = request.start.to_s(nominal_fps)
    if request.end is not None:
        to_s = request.end.to_s(nominal_fps)
    if to_s is not None and to_s <= from_s:
        raise click.UsageError(f"--to must be later than --from; found {from_s:g} s to {to_s:g} s.")
    if request.start_time is not None:
        start_time = _moment(clip, request.start_time, day).isoformat()
    changed = replace(recording, from_s=from_s, to_s=to_s, start_time=start_time)
    return replace(request.settings, recording=changed)


def _moment(clip: Path, clock_time: ClockTime, day: date | None) -> datetime:
    if clock_time.day is None and day is None:
        raise click.UsageError(
            f"{clip.name} does not state its date, so --start-time needs it too, "
            f"such as 2024-03-05T{clock_time.at:%H:%M}."
        )
    return clock_time.on(day or date.min)


def _mask_checksum(mask: Path) -> str:
    try:
        return sha256_of(mask)
    except OSError as error:
        raise RegionError(f"The mask {mask} cannot be read: {error.strerror}.") from error
