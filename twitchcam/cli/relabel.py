"""``twitchcam relabel``: other settings of bursts and labels, without decoding again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from twitchcam.cli.console import DONE, say, tell
from twitchcam.cli.options import config_option, json_option, quiet_option
from twitchcam.cli.progress import show_progress
from twitchcam.errors import ResultsError
from twitchcam.results import showing
from twitchcam.results.events_json import to_text
from twitchcam.results.finding import find_recording
from twitchcam.results.folder import SIGNALS_NPZ, OutputFolder, default_folder, refuse_other_recording
from twitchcam.results.relabelling import settings_for_relabel
from twitchcam.results.signals import read_signals
from twitchcam.results.summary import summary_lines
from twitchcam.results.writing import write_events

__all__ = ["relabel"]


@click.command(epilog="Example: twitchcam relabel night.mp4.twitchcam --config strict.toml")
@click.argument("folder_path", metavar="DIR", type=click.Path())
@config_option
@json_option
@quiet_option
def relabel(folder_path: str, config: str | None, as_json: bool, quiet: bool) -> int:
    """Group and label a finished run again, from what was measured, and write its events again.

    DIR is the folder of a run. The settings file may change [bursts], [context] and [labels]; what it does not name
    stays as it was when the recording was analysed. Without a settings file the events become those of the analysis
    again. The page is made again too, and the highlight video where there was one and the recording is found.
    """
    path = Path(folder_path)
    if path.is_file():
        raise ResultsError(f"{path} is a file; expected the folder of an analysis, such as {default_folder(path)}.")
    if not path.is_dir():
        raise ResultsError(f"There is no folder {path}; expected the folder of an analysis.")
    measurement = read_signals(path / SIGNALS_NPZ)
    settings = settings_for_relabel(measurement.settings, None if config is None else Path(config))
    refuse_other_recording(path, lambda: measurement.video.sha256)

    from twitchcam import pipeline

    choice = showing.earlier_choice(path)
    with OutputFolder(path) as folder:
        document = write_events(folder, pipeline.judge(measurement, settings))
        recording = None
        with suppress(ResultsError):
            recording = find_recording(path, document)
        with show_progress(document["video"]["file_name"], quiet=as_json or quiet) as progress:
            shown = showing.show(
                folder, document, lambda: measurement, recording, settings.highlights, choice, progress
            )
    if as_json:
        say(to_text(document).rstrip("\n"))
    elif not quiet:
        say("\n".join(summary_lines(document, path, shown)))
    if as_json or quiet:
        for warning in document["findings"].get("warnings", []):
            tell(warning)
    return DONE
