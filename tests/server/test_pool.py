"""Turns with the readers: in order, given up, and readers that are lost."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from ocrlc.errors import ResourceError
from ocrlc.server.pool import BusyError, ReaderPool
from tests.server.conftest import FakeReader


def test_turns_come_in_order_one_at_a_time():
    pool = ReaderPool([FakeReader()], 9)
    done = []

    def job(number):
        def work(reader, stop):
            with reader.busy:
                time.sleep(0.01)
                done.append(number)
            return number

        return work

    async def use():
        return await asyncio.gather(*(pool.run(job(number)) for number in range(8)))

    assert asyncio.run(use()) == done == list(range(8))


def test_readers_work_side_by_side():
    pool = ReaderPool([FakeReader(), FakeReader()], 0)
    together = threading.Barrier(2)

    async def use():
        jobs = (pool.run(lambda reader, stop: together.wait(20)) for _ in range(2))
        return await asyncio.gather(*jobs)

    assert sorted(asyncio.run(use())) == [0, 1]


def test_places_are_bounded_and_given_back():
    pool = ReaderPool([FakeReader()], 1)
    with pool.place(), pool.place():
        with pytest.raises(BusyError) as caught, pool.place():
            pass
        assert caught.value.seconds >= 1
    with pool.place():
        assert pool.inside == 1
    assert pool.inside == 0


def test_who_leaves_the_queue_does_not_take_a_turn():
    pool = ReaderPool([FakeReader()], 9)
    done, leave = [], threading.Event()

    async def use():
        first = asyncio.ensure_future(pool.run(lambda reader, stop: leave.wait(20)))
        second = asyncio.ensure_future(pool.run(lambda reader, stop: done.append(2)))
        third = asyncio.ensure_future(pool.run(lambda reader, stop: done.append(3)))
        await asyncio.sleep(0.05)
        second.cancel()
        leave.set()
        await asyncio.gather(first, third)

    asyncio.run(use())
    assert done == [3]


def test_reader_is_loaded_again_before_its_next_turn():
    class Lost(FakeReader):
        def load(self):
            self.loaded = True

    reader = Lost()
    pool = ReaderPool([reader], 9)

    def lose(reader, stop):
        reader.loaded = False
        raise ValueError("lost")

    async def use():
        with pytest.raises(ValueError, match="lost"):
            await pool.run(lose)
        return await pool.run(lambda reader, stop: reader.loaded)

    assert asyncio.run(use()) is True


def test_reader_that_does_not_start_is_tried_until_it_does(caplog, monkeypatch):
    class Failing(FakeReader):
        tries = 0

        def load(self):
            self.tries += 1
            if self.tries < 4:
                raise ResourceError("no memory")

    monkeypatch.setattr("ocrlc.server.pool.PAUSES", (0.02, 0.05))
    reader = Failing()
    pool = ReaderPool([reader], 9)

    async def use():
        await pool.run(lambda reader, stop: True)
        waiting = asyncio.ensure_future(pool.run(lambda reader, stop: reader.tries))
        while not pool.down:
            await asyncio.sleep(0.001)
        with pytest.raises(BusyError, match="can be started"), pool.place():
            pass
        return await waiting

    assert asyncio.run(use()) == 4
    assert pool.down == 0
    assert [record.message for record in caplog.records] == [
        f"a reader does not start, next try in {pause} s: no memory" for pause in (0.02, 0.04, 0.05)
    ]
