"""Forks: the child has a copy of all objects, but of the threads only the one that forked.

What another thread was doing is never finished there, and locks that it held are never released.
"""

from __future__ import annotations

import ctypes
import threading
from typing import NoReturn, Protocol
from weakref import WeakSet

from ocrlc.errors import ConfigError
from ocrlc.system.platforms import at_fork, end_without_destructors


class ForkFollower(Protocol):
    """An object that is told of forks."""

    def before_fork(self) -> None:
        """Wait for the moment at which a copy can be used."""

    def after_fork(self, in_child: bool) -> None:
        """Continue; in the child, replace what the copy lacks."""


class BoundToProcess:
    """What computes in the process that made it, and is neither copied nor sent to another."""

    def __reduce__(self) -> NoReturn:
        """Say so where `pickle`, `multiprocessing` or `copy` would fail on some part of it.

        Raises:
            ConfigError: always.
        """
        raise ConfigError(
            f"{type(self).__name__} cannot be copied or sent to another process: make it there, or "
            "in a variable of the module before the processes are forked (docs/python.md)"
        )


_followers: WeakSet[ForkFollower] = WeakSet()
_waiting: list[ForkFollower] = []
_one_fork = threading.Lock()


def follow_forks(follower: ForkFollower) -> None:
    """Have an object told of all forks from now on, as long as it exists."""
    _followers.add(follower)


def leave_to_parent(copy: object) -> None:
    """In the child, never delete what only the parent can use, not even at the end.

    Engines have threads, which do not exist in the child. The destructors would wait for them, or
    abort the program.
    """
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(copy))
    end_without_destructors()


def _before() -> None:
    _one_fork.acquire()
    _waiting.extend(_followers)
    for follower in _waiting:
        follower.before_fork()


def _after(in_child: bool) -> None:
    while _waiting:
        _waiting.pop().after_fork(in_child)
    _one_fork.release()


at_fork(_before, lambda: _after(False), lambda: _after(True))
