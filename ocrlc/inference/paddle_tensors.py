"""Reading `.pdiparams`: tensors one after the other, without names."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DTYPES = {5: np.float32, 2: np.int32, 3: np.int64, 20: np.uint8}
_HEADER = "<IQIi"
"""Version, number of levels of detail, version of the tensor, length of its description."""


def read_tensors(path: Path) -> Iterator[NDArray[Any]]:
    """Yield the tensors of a file, up to its end.

    Raises:
        ValueError, KeyError, struct.error: the file is damaged or cut off.
        OSError: the file cannot be read.
    """
    data = path.read_bytes()
    place = 0
    while place < len(data):
        _, levels, _, length = struct.unpack_from(_HEADER, data, place)
        place += struct.calcsize(_HEADER)
        if levels:
            raise ValueError(f"{path.name}: a tensor has levels of detail")
        kind, shape = _tensor_description(data[place : place + length])
        place += length
        array = np.frombuffer(data, _DTYPES[kind], math.prod(shape), place)
        place += array.nbytes
        yield array.reshape(shape)


def _tensor_description(data: bytes) -> tuple[int, list[int]]:
    """Parse the protobuf message: field 1 the data type, field 2 the dimensions, all varints."""
    fields: dict[int, list[int]] = {1: [], 2: []}
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        if tag & 7 == 2:
            size, place = _varint(data, place)
            end = place + size
            while place < end:
                value, place = _varint(data, place)
                fields[tag >> 3].append(value)
        else:
            value, place = _varint(data, place)
            fields[tag >> 3].append(value)
    return fields[1][0], fields[2]


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place
