"""Forks: the child has a copy of all objects, but of the threads only the one that forked.

What another thread was doing is never finished there, and locks that it held are never released.
"""

from __future__ import annotations

import threading
from typing import Protocol
from weakref import WeakSet

from ocrlc.system.platforms import at_fork


class ForkFollower(Protocol):
    """An object that is told of forks."""

    def before_fork(self) -> None:
        """Wait for the moment at which a copy can be used."""

    def after_fork(self, in_child: bool) -> None:
        """Continue; in the child, replace what the copy lacks."""


_followers: WeakSet[ForkFollower] = WeakSet()
_waiting: list[ForkFollower] = []
_one_fork = threading.Lock()


def follow_forks(follower: ForkFollower) -> None:
    """Have an object told of all forks from now on, as long as it exists."""
    _followers.add(follower)


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
