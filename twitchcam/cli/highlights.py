"""``twitchcam highlights``: the highlight video of a finished run, made again."""

from __future__ import annotations

from pathlib import Path

import click

from twitchcam.cli.console import DONE, say
from twitchcam.cli.options import config_option, highlights_option, quiet_option
from twitchcam.cli.progress import show_progress
from twitchcam.errors import ResultsError
from twitchcam.results import showing
from twitchcam.results.events_json import read_document
from twitchcam.results.finding import find_recording
from twitchcam.results.folder import EVENTS_JSON, SIGNALS_NPZ, OutputFolder, default_folder, refuse_other_recording
from twitchcam.results.highlights.plan import Choice
from twitchcam.results.signals import read_signals
from twitchcam.settings import Settings, load_settings

__all__ = ["highlights"]


@click.command(epilog="Example: twitchcam highlights night.mp4.twitchcam --recording /media/camera")
@click.argument("folder_path", metavar="DIR", type=click.Path())
@click.option(
    "--recording",
    metavar="PATH",
    type=click.Path(),
    help="The recording, or the folder that it lies in. [default: looked for near DIR]",
)
@highlights_option("all", "review")
@click.option("--clips", is_flag=True, help="One file for each movement instead, in DIR/clips.")
@config_option
@quiet_option
def highlights(
    folder_path: str, recording: str | None, highlights: str, clips: bool, config: str | None, quiet: bool
) -> int:
    """Make the highlight video and the page of a finished run again.

    DIR is the folder of a run. The recording is known by its name and its checksum. In the settings file only
    [highlights] counts here.
    """
    path = Path(folder_path)
    if path.is_file():
        raise ResultsError(f"{path} is a file; expected the folder of an analysis, such as {default_folder(path)}.")
    if not path.is_dir():
        raise ResultsError(f"There is no folder {path}; expected the folder of an analysis.")
    settings = (Settings() if config is None else load_settings(Path(config))).highlights
    document = read_document(path / EVENTS_JSON)
    measurement = read_signals(path / SIGNALS_NPZ)
    refuse_other_recording(path, lambda: measurement.video.sha256)
    clip = find_recording(path, document, None if recording is None else Path(recording))
    choice = Choice(highlights)
    with OutputFolder(path) as folder, show_progress(clip.name, quiet=quiet) as progress:
        if clips:
            made = showing.write_clips(folder, document, measurement, clip, settings, choice, progress)
            words = f"{len(made)} clips: {path / showing.CLIPS}" if made else "There is no movement to show."
        else:
            words = showing.show(folder, document, lambda: measurement, clip, settings, choice, progress, again=True)
    if not quiet:
        say(words)
    return DONE
