"""A network that is loaded when it is first used."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ocrlc.inference.network import Network

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LazyNetwork:
    """Loads a network once, when it is first used; may be shared between threads.

    Args:
        open: loads the network.
    """

    def __init__(self, open: Callable[[], Network]) -> None:
        self._open = open
        self._network: Network | None = None
        self._loading = threading.Lock()

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

    def run(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Compute one input.

        Raises:
            ModelError: the program is missing or broken, or failed on this input.
        """
        return self.load().run(x)
