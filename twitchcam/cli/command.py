"""The group of all commands, and what every outcome of one means to the shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from twitchcam import __version__
from twitchcam.cli.console import DONE, FAILED, INTERRUPTED, tell, tell_error
from twitchcam.errors import InterruptedRunError

__all__ = ["command", "run"]

_COMMANDS = {
    "analyze": "Find, group and label the movements in recordings.",
    "batch": "Analyze many recordings, whatever becomes of some.",
    "watch": "Analyze recordings as they arrive in a folder.",
    "collect": "Gather the results of many recordings in two tables.",
    "highlights": "Make the highlight video of a finished run again.",
    "relabel": "Label a finished run again with other label settings.",
    "poses": "Write the track of the baby's pose landmarks.",
    "benchmark": "Measure detection on clips with truth.",
}
"""Commands in the order of their help, with one line each: the help loads none of them."""


class _LazyGroup(click.Group):
    """A group whose commands are loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        found = getattr(import_module(f"twitchcam.cli.{cmd_name}"), cmd_name)
        assert isinstance(found, click.Command)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stopped:
            if sys.stderr.isatty():
                click.echo(err=True)  # ends the line on which the terminal shows ^C
            raise InterruptedRunError("The run was stopped.") from stopped

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`twitchcam COMMAND --help` explains a command. Example: twitchcam analyze night.mp4",
)
@click.version_option(__version__, "--version", prog_name="twitchcam", message="%(prog)s %(version)s")
def command() -> None:
    """Find brief jerks, and movements that a doctor should see, in recordings of a sleeping baby.

    Everything happens on this computer; nothing is sent anywhere. This is not a medical device, it makes no
    diagnosis, and it is not a live monitor.
    """


def run(args: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    try:
        code = command.main(args, prog_name="twitchcam", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt, InterruptedRunError):
        tell("Stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone, as with `| head`; nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        tell_error(error)
        return FAILED
    return code if isinstance(code, int) else DONE
