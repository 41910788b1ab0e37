"""Running a Paddle predictor without Python's global lock.

`Predictor.run()` of Paddle 3.3 keeps the lock while it computes, so clones on several threads
would take turns. The method it binds is exported by Paddle's library, and ctypes releases the
lock around a call: this module calls it directly, after checking that the object in hand is what
it takes it for. Wherever a check fails, callers fall back to `run()`, correct and slower.
"""

from __future__ import annotations

import ctypes
import logging
import platform
import sys
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)

RUN = "_ZN12paddle_infer9Predictor3RunEv"
"""`bool paddle_infer::Predictor::Run()`."""
VTABLE = "_ZTVN6paddle17AnalysisPredictorE"
TESTED = "3.3."
"""Paddle's releases whose object layout was checked."""


def release_lock(predictor: Any) -> Callable[[], bool] | None:
    """Return a function that runs the predictor without the lock, or None where that is unsafe.

    A C++ exception must not pass through the function: it would end the process. Run every new
    input shape once by `predictor.run()`, which turns exceptions into Python's.

    Args:
        predictor: a `paddle.inference.Predictor`; must outlive the function.
    """
    import paddle

    known = sys.implementation.name == "cpython" and platform.system() == "Linux"
    if not known or not paddle.__version__.startswith(TESTED):
        return None
    try:
        library = ctypes.CDLL(paddle.base.libpaddle.__file__)
        method = library[RUN]
        vtable = ctypes.addressof(ctypes.c_char.in_dll(library, VTABLE))
    except (AttributeError, OSError, ValueError) as error:
        logger.debug("predictors keep the interpreter's lock: %s", error)
        return None
    address = _address(predictor)
    # Behind a vtable's address come its offset and type entries; objects point past those two.
    if not address or _pointer(_pointer(address)) != vtable + 2 * ctypes.sizeof(ctypes.c_void_p):
        logger.debug("predictors keep the interpreter's lock: unexpected object layout")
        return None
    method.restype = ctypes.c_bool
    method.argtypes = [ctypes.c_void_p]
    return lambda: bool(method(address))


def _address(instance: Any) -> int:
    """Return the C++ object behind a pybind11 instance: the pointer after Python's own header."""
    if type(instance).__basicsize__ < object.__basicsize__ + ctypes.sizeof(ctypes.c_void_p):
        return 0
    return _pointer(id(instance) + object.__basicsize__)


def _pointer(address: int) -> int:
    return ctypes.c_void_p.from_address(address).value or 0 if address else 0
