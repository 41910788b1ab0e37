"""Matrix products in bfloat16 for training, by the oneDNN library that comes with Paddle.

Paddle's dygraph mode computes convolutions on a CPU in float32 only. On a CPU with instructions for
bfloat16, products of bfloat16 numbers summed in float32 take half the time. NumPy has no such type:
bfloat16 arrays are stored as uint16, the upper halves of float32 numbers.

The library's C interface: https://uxlfoundation.github.io/oneDNN/
"""

from __future__ import annotations

import ctypes
import sys
import weakref
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.system.cpu import supports_bf16

BF16 = np.uint16
_TYPES = {"<u2": 2, "<f4": 3}
"""Numbers of bf16 and f32 in the C interface, by NumPy's type names."""

_CPU, _IN_ORDER = 1, 1
_SOURCE, _WEIGHTS, _TARGET = 1, 33, 17
"""Numbers in the C interface: the kinds of engine and stream, and a primitive's arguments."""

_Form = tuple[tuple[int, ...], tuple[int, ...], str]
"""An array's shape, strides in elements, and type."""


def available() -> bool:
    """Whether this CPU computes in bfloat16, and Paddle's oneDNN can be called."""
    return supports_bf16() and _library() is not None


def to_bf16(x: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Round to bfloat16. The result is contiguous, whatever the strides of `x`."""
    out = np.empty(x.shape, BF16)
    _reorder(_form(x), _form(out))(x, out)
    return out


def matmul(a: NDArray[np.uint16], b: NDArray[np.uint16], out: NDArray[np.float32]) -> None:
    """Write the product of two matrices, or of two stacks of them, to `out`.

    Args:
        a: left factor, bfloat16; views are fine, transposed ones too. Shape: M, K or B, M, K, where
            B may be 1.
        b: right factor, bfloat16. Shape: K, N or B, K, N.
        out: the product. Shape: M, N or B, M, N.
    """
    _matmul(_form(a), _form(b), _form(out))(a, b, out)


class _Primitive:
    """A compiled operation.

    Args:
        description: oneDNN's description of the operation.
        layouts: memory layouts of its arguments by argument number, in the order of the calls.

    Description and layouts are freed here. Calls must not overlap, because they share the memory
    objects of the arguments.
    """

    def __init__(self, description: ctypes.c_void_p, layouts: dict[int, ctypes.c_void_p]) -> None:
        self._handle = ctypes.c_void_p()
        _call("dnnl_primitive_create", ctypes.byref(self._handle), description)
        _call("dnnl_primitive_desc_destroy", description)
        self._memories = []
        for layout in layouts.values():
            memory = ctypes.c_void_p()
            _call("dnnl_memory_create", ctypes.byref(memory), layout, _engine(), None)
            _call("dnnl_memory_desc_destroy", layout)
            self._memories.append(memory)
        self._arguments = (_Argument * len(layouts))(
            *(_Argument(*pair) for pair in zip(layouts, self._memories, strict=True))
        )
        weakref.finalize(self, _free, self._handle, self._memories)

    def __call__(self, *arrays: NDArray[Any]) -> None:
        for memory, array in zip(self._memories, arrays, strict=True):
            _call("dnnl_memory_set_data_handle", memory, ctypes.c_void_p(array.ctypes.data))
        stream = _stream()
        _call("dnnl_primitive_execute", self._handle, stream, len(arrays), self._arguments)
        _call("dnnl_stream_wait", stream)


def _free(primitive: ctypes.c_void_p, memories: Sequence[ctypes.c_void_p]) -> None:
    for memory in memories:
        _call("dnnl_memory_destroy", memory)
    _call("dnnl_primitive_destroy", primitive)


class _Argument(ctypes.Structure):
    _fields_ = (("number", ctypes.c_int), ("memory", ctypes.c_void_p))


@lru_cache(maxsize=2048)
def _matmul(a: _Form, b: _Form, out: _Form) -> _Primitive:
    description = ctypes.c_void_p()
    left, right, result = (_layout(form) for form in (a, b, out))
    _call(
        "dnnl_matmul_primitive_desc_create",
        ctypes.byref(description), _engine(), left, right, None, result, None,
    )  # fmt: skip
    return _Primitive(description, {_SOURCE: left, _WEIGHTS: right, _TARGET: result})


@lru_cache(maxsize=2048)
def _reorder(source: _Form, target: _Form) -> _Primitive:
    description = ctypes.c_void_p()
    before, after = _layout(source), _layout(target)
    _call(
        "dnnl_reorder_primitive_desc_create",
        ctypes.byref(description), before, _engine(), after, _engine(), None,
    )  # fmt: skip
    return _Primitive(description, {_SOURCE: before, _TARGET: after})


def _form(array: NDArray[Any]) -> _Form:
    strides = tuple(stride // array.itemsize for stride in array.strides)
    return array.shape, strides, array.dtype.str


def _layout(form: _Form) -> ctypes.c_void_p:
    shape, strides, dtype = form
    numbers = ctypes.c_int64 * len(shape)
    layout = ctypes.c_void_p()
    _call(
        "dnnl_memory_desc_create_with_strides", ctypes.byref(layout), len(shape),
        numbers(*shape), _TYPES[dtype], numbers(*strides),
    )  # fmt: skip
    return layout


@cache
def _engine() -> ctypes.c_void_p:
    engine = ctypes.c_void_p()
    _call("dnnl_engine_create", ctypes.byref(engine), _CPU, ctypes.c_size_t(0))
    return engine


@cache
def _stream() -> ctypes.c_void_p:
    stream = ctypes.c_void_p()
    _call("dnnl_stream_create", ctypes.byref(stream), _engine(), _IN_ORDER)
    return stream


@cache
def _library() -> ctypes.CDLL | None:
    """Return the oneDNN 3 library in Paddle's Linux packages; None if it is not there."""
    package = find_spec("paddle")
    if sys.platform != "linux" or package is None or package.origin is None:
        return None
    path = Path(package.origin).parent / "libs/libdnnl.so.3"
    return ctypes.CDLL(str(path)) if path.is_file() else None


def _call(name: str, *arguments: Any) -> None:
    library = _library()
    assert library is not None
    if status := getattr(library, name)(*arguments):
        raise RuntimeError(f"oneDNN: {name} failed with status {status}")
