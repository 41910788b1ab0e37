"""The `ocrlc` command: commands loaded when used, errors turned into one line and an exit code."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence

import click

from ocrlc.errors import OcrlcError, ResourceError
from ocrlc.system.platforms import most_memory
from ocrlc.system.refusals import refusal
from ocrlc.version import __version__

from .common import Settings, debug_option, say
from .interrupts import CODE, Interrupts

COMMANDS = (
    "recognize",
    "train",
    "eval",
    "export",
    "synth",
    "benchmark",
    "models",
    "serve",
    "mcp",
)
"""Each is a module of this package with a `command`; the help lists them in this order."""

LEAST_MEMORY = 256 << 20
"""Bytes of addresses without which OpenBLAS, a part of NumPy, hangs while it is loaded."""
MISSING_LIBRARY = (
    "OpenCV and Paddle need the system libraries libGL, glib and libgomp; "
    "on Debian and Ubuntu: apt-get install libgl1 libglib2.0-0 libgomp1"
)


class ReaderLeftError(Exception):
    """The program that read our stdout has ended (`| head`), which is not an error."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command, or None when no command has that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".{cmd_name}", __package__)
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; catch a broken pipe before click turns it into exit code 1.

        Raises:
            ResourceError: there is too little memory for NumPy to start, which it tries for ever.
        """
        allowed = most_memory()
        if allowed is not None and allowed < LEAST_MEMORY:
            reason = f"a limit of {allowed >> 20} MB, see ulimit -v"
            raise ResourceError(f"there is not enough memory: {reason}")
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderLeftError from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ocrlc", message="%(prog)s %(version)s")
@debug_option
def cli() -> None:
    """Read documents on ordinary CPUs, and train the models that do it."""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit with one of the documented exit codes."""
    # Pillow warns of damaged files; what matters of that is an error or a warning of ours.
    warnings.filterwarnings("ignore", module="PIL")
    logging.getLogger("pikepdf").setLevel(logging.WARNING)  # it announces itself otherwise
    # Pydantic would search every installed package for plugins of its own at each start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    settings = Settings()
    _reserve_standard_streams()
    interrupts = Interrupts()
    interrupts.watch()
    code = run(
        lambda: cli.main(args, "ocrlc", standalone_mode=False, obj=settings), settings, interrupts
    )
    interrupts.end(code)
    sys.exit(code)


def _reserve_standard_streams() -> None:
    """Open the null device in place of closed standard streams.

    A file opened later would get the number of a closed stream, and libraries would print into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def run(
    command: Callable[[], object], settings: Settings, interrupts: Interrupts | None = None
) -> int:
    """Call `command`; turn an exception into one line on stderr and an exit code."""
    interrupts = interrupts or Interrupts()
    try:
        code = command()
        if interrupts.received:  # and something has caught the exception
            raise KeyboardInterrupt
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (BrokenPipeError, ReaderLeftError):
        # Python flushes once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (click.Abort, KeyboardInterrupt) as error:
        # click replaces KeyboardInterrupt by an exception of its own.
        cause = error.__cause__ if isinstance(error, click.Abort) else error
        interrupts.told()
        return _fail(str(cause or "") or "interrupted", CODE)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _fail(_usage_message(error), error.exit_code)
    except Exception as error:
        if settings.debug:
            traceback.print_exc()
        if interrupts.received:  # C code turns the exception into others
            interrupts.told()
            return _fail("interrupted", CODE)
        return _fail(*_explain(error))


def _explain(error: Exception) -> tuple[str, int]:
    if isinstance(error, OcrlcError):
        return str(error), error.exit_code
    reason = refusal(error)
    if reason:
        return reason, ResourceError.exit_code
    if isinstance(error, ImportError) and "lib" in str(error) and ".so" in str(error):
        return f"{error}. {MISSING_LIBRARY}", 1
    return f"this is a bug, {type(error).__name__}: {error} (--debug shows where)", 1


def _usage_message(error: click.ClickException) -> str:
    message = error.format_message()
    context = getattr(error, "ctx", None)
    return f"{message} ({context.command_path} --help)" if context else message


def _fail(message: str, code: int) -> int:
    say(message)
    return code


if __name__ == "__main__":
    main()
