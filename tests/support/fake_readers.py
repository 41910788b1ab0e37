"""Readers that need no model, importable by the processes that tests start."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import numpy as np

from ocrlc.document import Document
from ocrlc.errors import InputError, ModelError
from ocrlc.loading.load import RawPage, load_pages
from ocrlc.results import Line, Page


def every_page(*page):
    return True


class ScriptReader:
    """Does what each line of a file says, a line a page: a word to read, or a misfortune."""

    def __init__(self) -> None:
        self.hoard: list[np.ndarray] = []

    def load(self):
        pass

    def recognize(self, source):
        return Document(tuple(self.pages(source)))

    def pages(
        self,
        source,
        wanted=every_page,
        load_options=None,
        read_options=None,
        chosen=every_page,
    ):
        is_file = hasattr(source, "read")
        path = Path(source.name if is_file else source)
        script = source.read().decode() if is_file else path.read_text()
        for number, word in enumerate(script.splitlines(), 1):
            if not chosen(str(path), number):
                continue
            if word == "undecodable":
                time.sleep(60)
            if word == "bomb":
                self.hoard.append(np.ones(400 << 20, np.uint8))
                time.sleep(60)
            raw = RawPage(np.zeros((20, 30), np.uint8), str(path), number)
            if wanted(raw):
                yield self.read(raw, word)

    def read(self, raw, word):
        if word == "slow":
            time.sleep(60)
        elif word == "greedy":
            self.hoard.append(np.ones(400 << 20, np.uint8))
            time.sleep(60)
        elif word == "hoard":
            self.hoard.append(np.ones(200 << 20, np.uint8))
        elif word == "killed":
            os.kill(os.getpid(), 9)
        elif word == "bad":
            raise InputError(f"{raw.source}: damaged")
        elif word == "vast":
            raise MemoryError
        elif word == "bug":
            raise ZeroDivisionError("unforeseen")
        elif word == "model":
            raise ModelError("the model is broken")
        corners = ((0, 0), (9, 0), (9, 9), (0, 9))
        text = str(os.getpid()) if word == "pid" else word
        return Page(raw.source, raw.number, 30, 20, (Line(text, 1.0, corners),))


class Sleeper(ScriptReader):
    """Never gets a document open."""

    def pages(self, *_, **__):
        time.sleep(60)


class Decoder(ScriptReader):
    """Decodes documents as `OCR` does, and finds nothing on their pages."""

    def pages(
        self,
        source,
        wanted=every_page,
        load_options=None,
        read_options=None,
        chosen=every_page,
    ):
        for raw in load_pages(source, load_options, chosen):
            if wanted(raw):
                height, width = raw.image.shape[:2]
                yield Page(raw.source, raw.number, width, height)


def no_model():
    raise ModelError("no such model")


def no_memory():
    raise MemoryError


def no_disk():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "program")


def no_start():
    os._exit(3)
