"""Damaging files at random: what a fuzz test feeds to readers of foreign bytes."""

from __future__ import annotations

from random import Random

EXTREMES = tuple(n.to_bytes(4, "big") for n in (0, 1, 0x7FFFFFFF, 0xFFFFFF7F, 0xFFFFFFFF))


def mutate(data: bytes, rng: Random) -> bytes:
    """Return the bytes with one to four kinds of damage."""
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(DAMAGES)(data, rng) or b"\0"
    return data


def flip(data: bytes, rng: Random) -> bytes:
    """Change some bytes, more often near the start, where headers are."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        changed[_place(data, rng)] = rng.randrange(256)
    return bytes(changed)


def extreme(data: bytes, rng: Random) -> bytes:
    """Put the largest or smallest number somewhere."""
    place = _place(data, rng)
    value = rng.choice(EXTREMES)[: rng.choice((2, 4))]
    return data[:place] + value + data[place + len(value) :]


def cut(data: bytes, rng: Random) -> bytes:
    """Cut the end off."""
    return data[: rng.randrange(len(data))]


def delete(data: bytes, rng: Random) -> bytes:
    """Take a piece out."""
    place = _place(data, rng)
    return data[:place] + data[place + rng.randint(1, 64) :]


def repeat(data: bytes, rng: Random) -> bytes:
    """Put a piece in twice, or in another place."""
    start, place = _place(data, rng), _place(data, rng)
    return data[:place] + data[start : start + rng.randint(1, 256)] + data[place:]


def digits(data: bytes, rng: Random) -> bytes:
    """Change a decimal number, as text formats hold them."""
    places = [i for i, byte in enumerate(data) if 48 <= byte < 58]
    if not places:
        return flip(data, rng)
    place = rng.choice(places)
    number = rng.choice((b"0", b"-1", b"99999999999", b"2147483648", b"1e999", b"9" * 5000))
    return data[:place] + number + data[place + 1 :]


DAMAGES = (flip, flip, extreme, extreme, cut, delete, repeat, digits)


def _place(data: bytes, rng: Random) -> int:
    reach = len(data) if rng.random() < 0.5 else min(len(data), 200)
    return rng.randrange(reach)
