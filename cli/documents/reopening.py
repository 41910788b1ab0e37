"""Opening documents once more, for results that show or contain their pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ocrlc.batches.isolated_reader import IsolatedReader
from ocrlc.batches.outcomes import Reader

Value = TypeVar("Value")


@dataclass(frozen=True)
class Opener:
    """Calls functions that open documents: here or, if reading has limits, within the same limits.

    Attributes:
        reader: the reader whose process opens documents; None for this process.
    """

    reader: Reader | None = None

    def call(self, function: Callable[..., Value], *arguments: object, pages: int) -> Value:
        """Call a function.

        Args:
            function: a function that can be pickled.
            *arguments: its arguments.
            pages: number of pages that it opens; each may take as long as reading it.

        Raises:
            InputError: it took longer or more memory than allowed.
            Exception: any exception of the function.
        """
        if not isinstance(self.reader, IsolatedReader):
            return function(*arguments)
        each = self.reader.timeout
        return self.reader.call(function, *arguments, within=each and each * max(1, pages))
