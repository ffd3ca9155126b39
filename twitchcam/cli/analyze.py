"""``twitchcam analyze``: the main job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import click

from twitchcam.batch.one import Request, analyze_into, show_in
from twitchcam.cli.console import DONE, FAILED, say, tell, tell_error
from twitchcam.cli.options import (
    finding_options,
    highlights_option,
    jobs_option,
    json_option,
    overwrite_option,
    parsed,
    quiet_option,
    settings_from,
)
from twitchcam.cli.progress import show_progress
from twitchcam.cli.recordings import check_clip, facts_of
from twitchcam.cli.times import ClockTime, Position, parse_clock_time, parse_position
from twitchcam.errors import InterruptedRunError, OutputError
from twitchcam.records import Footage
from twitchcam.results.events_json import Document, one_line, to_text
from twitchcam.results.folder import default_folder
from twitchcam.results.highlights.plan import Choice
from twitchcam.results.summary import summary_lines
from twitchcam.settings import Settings
from twitchcam.workers import default_jobs

__all__ = ["analyze"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for."""

    request: Request
    start: Position | None
    end: Position | None
    start_time: ClockTime | None
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
@finding_options
@click.option("--join", is_flag=True, help="The files are one recording that the camera cut into pieces.")
@click.option(
    "--in-order",
    is_flag=True,
    help="With --join: put the files end to end as they are given, whatever their clock times.",
)
@highlights_option("all", "review", "none")
@click.option("--no-video", is_flag=True, help="Skip the highlight video, as --highlights none does.")
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
@jobs_option("Processes that work on a recording; any number gives the same results. [default: cores]")
@overwrite_option
@json_option
@quiet_option
def analyze(
    clips: tuple[str, ...],
    output: str | None,
    config: str | None,
    join: bool,
    in_order: bool,
    highlights: str,
    no_video: bool,
    pose_model: str | None,
    region: tuple[int, int, int, int] | None,
    mask: str | None,
    start: Position | None,
    end: Position | None,
    start_time: ClockTime | None,
    jobs: int | None,
    age_weeks: float | None,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Find, group and label the movements in one or more recordings.

    The results of each recording go into a folder of their own: report.html with everything on one page,
    highlights.mp4 with the movements to show a doctor and the clearest brief jerks, events.json and events.csv with
    every movement, and signals.npz with what was measured. A recording that has been analysed with the same settings
    is not analysed again, and a run that was stopped goes on where it was.

    With --join all files are one recording with one time line, by the clock times in their names, or else in the
    files; its folder has the name of the first file.
    """
    if in_order and not join:
        raise click.UsageError("--in-order says how --join puts files together; give both.")
    if start_time is not None and len(clips) > 1 and not join:
        raise click.UsageError("--start-time is the time of one recording; analyse the recordings one by one.")
    asked = _Asked(
        Request(
            settings=settings_from(config, pose_model, region, mask, age_weeks),
            mask=None if mask is None else Path(mask),
            highlights=Choice.NONE if no_video else Choice(highlights),
            overwrite=overwrite,
            jobs=jobs or default_jobs(),
        ),
        start=start,
        end=end,
        start_time=start_time,
        silent=as_json or quiet,
    )
    code = DONE
    several = len(clips) > 1 and not join
    jobs_to_do = _joined_job(clips, output, asked, in_order=in_order) if join else _jobs(clips, output)
    for number, (clip, folder) in enumerate(jobs_to_do, start=1):
        if number > 1 and not asked.silent:
            say()
        try:
            if isinstance(folder, OutputError):
                raise folder
            name = f"{clip.name} ({number} of {len(clips)})" if several else clip.name
            document, done = _analyze_one(clip, folder, asked, name)
            code = max(code, done)
        except (click.ClickException, BrokenPipeError, InterruptedRunError):
            raise
        except Exception as error:  # one recording at fault must not stop the others
            tell_error(error)
            code = FAILED
            continue
        if asked.silent:
            for warning in document["findings"].get("warnings", []):
                tell(f"{clip.name}: {warning}")
        if as_json:
            say(one_line(document) if several else to_text(document).rstrip("\n"))
    return code


def _joined_job(
    clips: tuple[str, ...], output: str | None, asked: _Asked, *, in_order: bool
) -> Iterator[tuple[Footage, Path | OutputError]]:
    """Return the one recording that the files are, with its folder."""
    paths = dict[Path, Path]()
    for clip in map(Path, clips):
        check_clip(clip)
        if clip.resolve() in paths:
            tell(f"{clip} was given twice; it is used once.")
        paths.setdefault(clip.resolve(), clip)

    from twitchcam.video import join_files

    joined = join_files(
        list(paths.values()),
        in_order=in_order,
        longest_gap_s=asked.request.settings.joining.longest_asked_gap_s,
        tell=None if asked.silent else tell,
    )
    yield joined, default_folder(joined.paths[0]) if output is None else Path(output)


def _jobs(clips: tuple[str, ...], output: str | None) -> Iterator[tuple[Footage, Path | OutputError]]:
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


def _analyze_one(clip: Footage, folder: Path, asked: _Asked, name: str) -> tuple[Document, int]:
    """Analyze one recording, or find that it has been done; print the summary. Return the outcome and an exit code."""
    check_clip(clip)
    request = replace(asked.request, settings=_settings_for(clip, asked))
    with show_progress(name, quiet=asked.silent) as progress:
        note = None if asked.silent else lambda sentence: tell(f"{name}: {sentence}")
        document, up_to_date = analyze_into(clip, folder, request, progress, note)
    if up_to_date and not asked.silent:
        say(f"Up to date: {folder} holds the results of this recording with these settings.\n")
    shown, code = "", DONE
    try:
        with show_progress(name, quiet=asked.silent) as progress:
            shown = show_in(clip, folder, document, request, progress)
    except (click.ClickException, InterruptedRunError):
        raise
    except Exception as error:  # what was found is there to read, so it is still told
        tell_error(error)
        code = FAILED
    if not asked.silent:
        say("\n".join(summary_lines(document, folder, shown)))
    return document, code


def _settings_for(clip: Footage, asked: _Asked) -> Settings:
    """Return the settings with the times that depend on the recording."""
    recording = asked.request.settings.recording
    from_s, to_s, start_time = recording.from_s, recording.to_s, recording.start_time
    in_frames = [position for position in (asked.start, asked.end) if position and position.frames is not None]
    needs_date = asked.start_time is not None and asked.start_time.day is None
    nominal_fps, day = None, None
    if in_frames or needs_date:
        info = facts_of(clip)
        nominal_fps = info.nominal_fps
        day = None if info.start_time is None else info.start_time.date()
    if asked.start is not None:
        from_s = asked.start.to_s(nominal_fps)
    if asked.end is not None:
        to_s = asked.end.to_s(nominal_fps)
    if to_s is not None and to_s <= from_s:
        raise click.UsageError(f"--to must be later than --from; found {from_s:g} s to {to_s:g} s.")
    if asked.start_time is not None:
        start_time = _moment(clip, asked.start_time, day).isoformat()
    changed = replace(recording, from_s=from_s, to_s=to_s, start_time=start_time)
    return replace(asked.request.settings, recording=changed)


def _moment(clip: Footage, clock_time: ClockTime, day: date | None) -> datetime:
    if clock_time.day is None and day is None:
        raise click.UsageError(
            f"{clip.name} does not state its date, so --start-time needs it too, "
            f"such as 2024-03-05T{clock_time.at:%H:%M}."
        )
    return clock_time.on(day or date.min)
