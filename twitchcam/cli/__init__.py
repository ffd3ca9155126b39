"""The ``twitchcam`` command. One file a command, loaded when it is called; no logic of the analysis lives here.

Exit codes: 0 done, 1 the recording or the environment is at fault, 2 the command was typed wrongly, 3 a comparison
came out worse, 130 stopped by the person.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(args: Sequence[str] | None = None) -> int:
    """Run the command with ``args``, or with those of the process, and return its exit code."""
    try:
        from twitchcam.cli.command import run

        return run(args)
    except KeyboardInterrupt:  # before or after the command itself, which sees to its own interruptions
        sys.stderr.write("Stopped.\n")
        return 130
