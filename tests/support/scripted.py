"""Readers of tables that need no model, importable by the workers of a cluster."""

from __future__ import annotations

from ocrlc.integrations.table_reader import TableReader
from tests.support.fake_readers import ScriptReader


class ScriptedReader(TableReader):
    """Does what the lines of files say."""

    def loader(self, options):
        return ScriptReader
