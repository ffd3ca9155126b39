"""What the commands say, and the exit codes they end with."""

from __future__ import annotations

import os
import sys
import traceback

import click

from twitchcam.errors import DEBUG, sentence_of

__all__ = ["DONE", "FAILED", "INTERRUPTED", "USAGE", "WORSE", "say", "tell", "tell_error"]

DONE = 0
FAILED = 1
USAGE = 2
WORSE = 3
INTERRUPTED = 130


def say(text: str = "") -> None:
    """Print to standard output."""
    click.echo(text)


def tell(text: str) -> None:
    """Print to standard error, on one line."""
    click.echo(" ".join(text.split()), err=True)


def tell_error(error: Exception) -> None:
    """Print an error as one sentence; with TWITCHCAM_DEBUG=1 also where it came from."""
    if os.environ.get(DEBUG, "0") not in {"", "0"}:
        traceback.print_exception(error, file=sys.stderr)
    tell(sentence_of(error))
