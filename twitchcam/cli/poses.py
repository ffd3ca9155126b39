"""``twitchcam poses``: the landmark track of a recording."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from twitchcam.cli.console import DONE, say
from twitchcam.cli.options import overwrite_option, quiet_option
from twitchcam.cli.progress import show_progress
from twitchcam.cli.recordings import check_clip, sha256_of
from twitchcam.results.folder import POSES_CSV, POSES_NPZ, OutputFolder, default_folder, earlier_poses
from twitchcam.results.writing import write_pose_track
from twitchcam.settings import Settings

__all__ = ["poses"]


@click.command(epilog="Example: twitchcam poses night.mp4 --every 10")
@click.argument("clip", metavar="CLIP", type=click.Path())
@click.option("--output", metavar="DIR", type=click.Path(), help="Folder for the track. [default: as with analyze]")
@click.option(
    "--every",
    metavar="SECONDS",
    type=click.FloatRange(min=0.0, min_open=True),
    help=f"Time between two looks. [default: {Settings().pose.interval_s:g}]",
)
@click.option(
    "--pose-model", type=click.Choice(["full", "heavy"]), help=f"Which model. [default: {Settings().pose.model}]"
)
@overwrite_option
@quiet_option
def poses(
    clip: str, output: str | None, every: float | None, pose_model: str | None, overwrite: bool, quiet: bool
) -> int:
    """Write the track of the baby's pose landmarks: poses.npz for programs, poses.csv for tables."""
    path = Path(clip)
    check_clip(path)
    folder_path = default_folder(path) if output is None else Path(output)
    settings = Settings()
    if pose_model is not None:
        settings = replace(settings, pose=replace(settings.pose, model=pose_model))
    interval_s = settings.pose.interval_s if every is None else every
    request = {"pose_model": settings.pose.model, "interval_s": interval_s}
    files = f"{folder_path / POSES_NPZ} and {POSES_CSV}"
    if earlier_poses(folder_path, lambda: sha256_of(path), request, overwrite=overwrite):
        if not quiet:
            say(f"Up to date: {files}.")
        return DONE
    with OutputFolder(folder_path) as folder:
        with show_progress(path.name, quiet=quiet) as progress:
            from twitchcam import pipeline

            track = pipeline.track_poses(path, settings, interval_s=interval_s, progress=progress)
        write_pose_track(folder, track, request)
    if not quiet:
        looks, found = len(track.found), int(track.found.sum())
        say(f"The baby's pose was found in {found} of {looks} looks. Written: {files}.")
    return DONE
