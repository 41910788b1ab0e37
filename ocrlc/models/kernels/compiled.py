"""Compiling kernels with numba; what was compiled is kept on disk where that is possible."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast

from numba import njit
from numba.core.caching import FunctionCache

logger = logging.getLogger(__name__)

_jit = njit(fastmath=True, nogil=True, boundscheck=False, error_model="numpy")


class _Cache(FunctionCache):
    """numba's own, but a full disk ends no training: what is compiled is used all the same."""

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled for a signature."""
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except OSError as error:
            logger.info("a compiled kernel is not kept: %s", error)


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is compiled when it is first called, once for all processes."""
    kernel: Any = _jit(function)
    try:
        # As `cache=True` does, which takes no other class.
        kernel._cache = _Cache(function)  # type: ignore[no-untyped-call]
    except RuntimeError as error:  # no folder can be written: a user without a home
        logger.info("compiled kernels are not kept: %s", error)
    return cast("Callable[..., Any]", kernel)
