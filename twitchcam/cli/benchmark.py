"""``twitchcam benchmark``: how well detection works on clips with truth."""

from __future__ import annotations

import json
import time
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from twitchcam.cli.console import DONE, FAILED, WORSE, say, tell
from twitchcam.cli.options import config_option, jobs_option, quiet_option
from twitchcam.cli.progress import show_progress
from twitchcam.errors import DatasetError
from twitchcam.settings import Settings, load_settings

if TYPE_CHECKING:
    from twitchcam.benchmark.dataset import Dataset

__all__ = ["benchmark"]

_COMMANDS = {
    "run": "Score a detector on the clips of a folder; what `benchmark DIR` does.",
    "validate": "Say what is wrong with a folder of clips and truth.",
    "compare": "Compare two runs clip by clip.",
    "stress": "Make clips worse one factor at a time, and see what stays.",
    "speed": "Measure how fast an analysis is, and how much memory it takes.",
}


class _DefaultGroup(click.Group):
    """A group that takes `benchmark DIR` for `benchmark run DIR`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*_COMMANDS, *self.get_help_option_names(ctx)}:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "speed":  # in a file of its own, loaded when it is called
            found = import_module("twitchcam.cli.benchmark_speed").speed
            assert isinstance(found, click.Command)
            return found
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] DIR")
        formatter.write_usage(ctx.command_path, "COMMAND ...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        run = self.commands["run"]
        with formatter.section("Options"):
            formatter.write_dl(
                [
                    record
                    for p in run.get_params(ctx)
                    if isinstance(p, click.Option) and (record := p.get_help_record(ctx)) is not None
                ]
            )
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _output_option(command: Any) -> Any:
    return click.option(
        "--output", metavar="OUT", type=click.Path(), help="Folder for results.json and report.html. [default: none]"
    )(command)


def _detector_option(command: Any) -> Any:
    return click.option(
        "--detector",
        metavar="NAME",
        default="twitchcam",
        show_default=True,
        help="Which detector: twitchcam, frame-difference, or one that is plugged in.",
    )(command)


def _keep_going_option(command: Any) -> Any:
    return click.option("--keep-going", is_flag=True, help="Score what can be scored, and list what was skipped.")(
        command
    )


@click.group(
    cls=_DefaultGroup,
    epilog="Examples: twitchcam benchmark clips --output baseline, then: twitchcam benchmark compare baseline later",
)
def benchmark() -> None:
    """Measure detection on the clips of DIR, each with its truth.

    A clip NAME.mp4 has its truth beside it, as NAME.truth.json or as a BIDS table NAME_events.tsv. Figures on a few
    children, or on movements put into clips, say nothing about children in general.
    """


@benchmark.command(epilog="Example: twitchcam benchmark run clips --jobs 2 --output baseline")
@click.argument("folder", metavar="DIR", type=click.Path())
@_detector_option
@config_option
@_output_option
@jobs_option("Clips looked at at the same time. [default: cores]")
@_keep_going_option
@click.option(
    "--keep",
    metavar="KEPT",
    type=click.Path(),
    help="Folder that keeps what is measured, so that the same clips can be judged again in minutes. [default: none]",
)
@click.option("--verbose", "-v", is_flag=True, help="List misses and false findings with their times.")
@quiet_option
def run(
    folder: str,
    detector: str,
    config: str | None,
    output: str | None,
    jobs: int | None,
    keep_going: bool,
    keep: str | None,
    verbose: bool,
    quiet: bool,
) -> int:
    """Score a detector on the clips of DIR, and print the table.

    With --keep, what is measured stands in KEPT. Another run with other settings of [bursts], [context] and [labels],
    or with a program in which only these stages differ, takes it from there.
    """
    from twitchcam.benchmark.detectors import open_detector
    from twitchcam.benchmark.results import document_of
    from twitchcam.benchmark.running import Job, run_detector
    from twitchcam.benchmark.settings import ScoringSettings
    from twitchcam.workers import default_jobs

    settings = Settings() if config is None else load_settings(Path(config))
    dataset = _load(Path(folder), keep_going)
    began_s = time.monotonic()
    with show_progress(dataset.name, quiet=quiet) as progress:
        outcomes = run_detector(
            partial(open_detector, detector, settings, None if keep is None else Path(keep)),
            [Job(clip.name, clip.path, clip.video.duration_s) for clip in dataset.clips],
            processes=jobs or default_jobs(),
            progress=progress,
        )
    took_s = time.monotonic() - began_s
    failed = [text for text in outcomes.values() if isinstance(text, str)]
    if failed and not keep_going:
        raise DatasetError(f"{failed[0]} With --keep-going the other clips are scored.")
    document = document_of(dataset, outcomes, detector, ScoringSettings())
    if output is not None:
        _write(Path(output), document)
    if not quiet:
        import_module("twitchcam.cli.benchmark_tables").print_run(document, verbose=verbose)
        footage_s = sum(clip.video.duration_s for clip in dataset.clips)
        say(f"{footage_s:.0f} s of footage took {took_s:.0f} s.")
    _tell_skipped(document)
    return DONE if document["clips"] else FAILED


@benchmark.command(epilog="Example: twitchcam benchmark validate clips")
@click.argument("folder", metavar="DIR", type=click.Path())
def validate(folder: str) -> int:
    """Say what is wrong with a folder of clips and truth, file by file and row by row."""
    from twitchcam.benchmark.dataset import load_dataset

    dataset = load_dataset(Path(folder))
    for problem in dataset.problems:
        say(problem.sentence)
    episodes = sum(len(clip.episodes) for clip in dataset.clips)
    say(
        f"{len(dataset.clips)} clips can be scored ({episodes} true events or episodes); problems: "
        f"{len(dataset.problems) or 'none'}."
    )
    return FAILED if dataset.problems else DONE


@benchmark.command(epilog="Example: twitchcam benchmark compare baseline later")
@click.argument("before", metavar="A", type=click.Path())
@click.argument("after", metavar="B", type=click.Path())
@click.option(
    "--other-pictures",
    is_flag=True,
    help="Clips may differ as long as their truth is the same: a set that was rendered again.",
)
@quiet_option
def compare(before: str, after: str, other_pictures: bool, quiet: bool) -> int:
    """Compare run B with run A clip by clip: which differences are beyond noise.

    A and B are folders of runs, or their results.json. The exit code is 3 when B is worse: in a measure beyond noise,
    or by any episode to review that is no longer found.
    """
    from twitchcam.benchmark.compare import compare as compare_runs
    from twitchcam.benchmark.results import read_results
    from twitchcam.benchmark.settings import CompareSettings

    comparison = compare_runs(
        read_results(Path(before)), read_results(Path(after)), CompareSettings(), other_pictures=other_pictures
    )
    if not quiet:
        import_module("twitchcam.cli.benchmark_tables").print_comparison(comparison, before, after)
    return WORSE if comparison.worse else DONE


@benchmark.command(epilog="Example: twitchcam benchmark stress clips --factor noise --factor size --output stress")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--factor", "factors", metavar="NAME", multiple=True, help="Only this factor; may be given again.")
@_detector_option
@config_option
@click.option("--output", metavar="OUT", type=click.Path(), help="Folder for stress.json. [default: none]")
@jobs_option("Clips looked at at the same time. [default: cores]")
@_keep_going_option
@quiet_option
def stress(
    folder: str,
    factors: tuple[str, ...],
    detector: str,
    config: str | None,
    output: str | None,
    jobs: int | None,
    keep_going: bool,
    quiet: bool,
) -> int:
    """Encode each clip again, one factor at a time downwards, and say which events keep their label.

    Factors: weak-camera (10 frames a second, 360 lines, 200 kbit/s), frame-rate, size, bit-rate, codec, dropped-frames,
    darkness, noise. Each step takes about as long as a run; stress.json is written after each.
    """
    from twitchcam.benchmark import stress as stressing
    from twitchcam.benchmark.detectors import open_detector
    from twitchcam.benchmark.settings import ScoringSettings, StressSettings
    from twitchcam.workers import default_jobs

    settings = Settings() if config is None else load_settings(Path(config))
    steps = stressing.steps_of(StressSettings(), factors)
    dataset = _load(Path(folder), keep_going)
    document: dict[str, Any] = {}
    with show_progress(dataset.name, quiet=quiet) as progress:
        for document in stressing.stress(
            dataset,
            partial(open_detector, detector, settings),
            steps,
            settings=StressSettings(),
            scoring=ScoringSettings(),
            detector=detector,
            processes=jobs or default_jobs(),
            progress=progress,
        ):
            if output is not None:  # after each step: the rest takes long, and may be stopped
                _write_texts(Path(output), {"stress.json": json.dumps(document, indent=1) + "\n"})
    if not quiet:
        import_module("twitchcam.cli.benchmark_tables").print_stress(document)
    for row in document["steps"]:
        for problem in row["failed"].values():
            tell(f"{row['factor']} {row['value']}: {problem}")
    return DONE


def _load(folder: Path, keep_going: bool) -> Dataset:
    from twitchcam.benchmark.dataset import load_dataset

    dataset = load_dataset(folder)
    if dataset.problems and not (keep_going and dataset.clips):
        more = f" ({len(dataset.problems)} problems in all)" if len(dataset.problems) > 1 else ""
        raise DatasetError(
            f"{dataset.problems[0].sentence}{more} `twitchcam benchmark validate` lists what is wrong; "
            "with --keep-going the other clips are scored."
        )
    return dataset


def _write(folder: Path, document: dict[str, Any]) -> None:
    from twitchcam.benchmark.page import PAGE, page_of
    from twitchcam.benchmark.results import RESULTS_JSON, to_text

    _write_texts(folder, {PAGE: page_of(document), RESULTS_JSON: to_text(document)})


def _write_texts(folder: Path, texts: dict[str, str]) -> None:
    from twitchcam.results.folder import OutputFolder

    with OutputFolder(folder) as opened:
        opened.write({name: partial(_put, text) for name, text in texts.items()})


def _put(text: str, file: BinaryIO) -> None:
    file.write(text.encode())


def _tell_skipped(document: dict[str, Any]) -> None:
    for entry in document["skipped"]:
        tell(f"Skipped: {entry['problem']}")
