"""Commands within limits of the system, such as those of a full disk."""

from __future__ import annotations

from collections.abc import Sequence


def limited(limit: str, command: Sequence[str]) -> list[str]:
    """Return what runs a command within a limit.

    Args:
        limit: options of the shell's `ulimit`: `-n 48` open files; `-f 100` blocks of 512 bytes in
            a file, beyond which writing fails as on a full disk; `-v` memory in KB.
        command: the command.
    """
    return ["sh", "-c", f'ulimit {limit} && exec "$@"', "sh", *command]
