"""A network that is loaded when it is first used, once in each process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ocrlc.inference.network import Network
from ocrlc.system.forks import follow_forks, leave_to_parent
from ocrlc.system.stages import stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LazyNetwork:
    """Loads a network once, when it is first used; may be shared between threads.

    The child of a fork loads it again: engines have threads, which do not exist in the child.

    Args:
        open: loads the network.
    """

    def __init__(self, open: Callable[[], Network]) -> None:
        self._open = open
        self._network: Network | None = None
        self._loading = threading.Lock()
        self._running = threading.Lock()
        follow_forks(self)

    def before_fork(self) -> None:
        """Wait for the end of the computation: engines share data, also between networks."""
        self._running.acquire()

    def after_fork(self, in_child: bool) -> None:
        """Continue; in the child, without the parent's network."""
        self._running.release()
        if in_child:
            self._loading = threading.Lock()
            if self._network is not None:
                leave_to_parent(self._network)
            self._network = None

    @property
    def is_loaded(self) -> bool:
        """Whether the network has been loaded."""
        return self._network is not None

    def load(self) -> Network:
        """Load the network unless it is loaded.

        Raises:
            ModelError: the program is missing or broken.
        """
        with self._loading:
            if self._network is None:
                self._network = self._open()
            return self._network

    @stage("network")
    def run(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Compute one input.

        Raises:
            ModelError: the program is missing or broken, or failed on this input.
        """
        network = self.load()
        with self._running:
            return network.run(x)
