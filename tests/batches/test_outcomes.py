"""Many documents: order, errors, several readers."""

from __future__ import annotations

import threading
import time

import pytest

from ocrlc.batches.outcomes import LOOK_AHEAD, read_each
from ocrlc.document import Document
from ocrlc.errors import ConfigError, InputError, ModelError
from ocrlc.results import Page


class Slowpoke:
    """Reads a number by sleeping that many milliseconds."""

    def __init__(self) -> None:
        self.busy = threading.Lock()

    def recognize(self, source):
        assert self.busy.acquire(blocking=False), "a reader reads one document at a time"
        try:
            time.sleep(source / 1000)
            if source == 13:
                raise InputError("13: unlucky")
            if source == 14:
                raise ModelError("broken")
            if source == 15:
                raise ConfigError("no such thing")
            return Document((Page(str(source), 1, 1, 1),))
        finally:
            self.busy.release()


def read(reader, item):
    return reader.recognize(item)


@pytest.mark.parametrize("count", [1, 3])
def test_outcomes_come_in_order_whatever_fails(count):
    items = [30, 1, 13, 20, 2, 1, 13, 0]
    outcomes = list(read_each([Slowpoke() for _ in range(count)], items, read))
    assert [outcome.source for outcome in outcomes] == items
    assert [bool(outcome.error) for outcome in outcomes] == [item == 13 for item in items]
    for outcome in outcomes:
        if outcome.error:
            assert outcome.document == Document()
        else:
            assert outcome.document.pages[0].source == str(outcome.source)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("number", "error"), [(14, ModelError), (15, ConfigError)])
def test_broken_model_or_setting_ends_it(count, number, error):
    with pytest.raises(error):
        list(read_each([Slowpoke() for _ in range(count)], [1, number, 2], read))


@pytest.mark.parametrize(("count", "most"), [(1, 1), (3, 3 * LOOK_AHEAD)])
def test_inputs_are_taken_as_they_are_needed(count, most):
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield 0

    outcomes = read_each([Slowpoke() for _ in range(count)], items(), read)
    next(outcomes)
    assert len(taken) <= most
    outcomes.close()
    assert len(taken) <= most
