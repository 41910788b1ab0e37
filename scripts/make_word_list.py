"""Make the list of words with their frequencies by which doubtful letters are settled.

    python -m scripts.make_word_list

Takes the most frequent words of each Latin-script language from wordfreq and writes
`data/words/latin.npy`: for each word a hash and its frequency, see `ocrlc.recognition.word_list`.
"""

from __future__ import annotations

import io
import math
from pathlib import Path

import click
import numpy as np
from wordfreq import get_frequency_dict

from ocrlc.charset import Charset
from ocrlc.recognition.word_list import ENTRY, hashes
from ocrlc.system.files import write_atomic

LANGUAGES = (
    "ca", "cs", "da", "de", "en", "es", "fi", "fr", "hu", "is", "it", "lt", "lv", "ms", "nb", "nl",
    "pl", "pt", "ro", "sh", "sk", "sl", "sv", "tr",
)  # fmt: skip
LEAST = 2e-6
LEAST_FREQUENT = {"en": 4e-7, "de": 1e-6, "fr": 1e-6, "es": 1e-6}
"""Smallest share of a language's words; rarer words are left out, in languages that documents are
often written in only still rarer ones."""


def words() -> dict[str, float]:
    """Return words of the charset's letters with their share where it is highest."""
    letters = {c for c in Charset.load("latin").characters if c.isalpha() or c == "'"}
    found: dict[str, float] = {}
    for language in LANGUAGES:
        for word, share in get_frequency_dict(language).items():
            least = LEAST_FREQUENT.get(language, LEAST)
            if share >= least and len(word) > 1 and letters.issuperset(word):
                found[word] = max(share, found.get(word, 0.0))
    return found


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.option("-o", "path", default="data/words/latin.npy", type=click.Path(path_type=Path))
def main(path: Path) -> None:
    """Write the list."""
    entries: dict[int, tuple[int, int]] = {}
    for word, share in sorted(words().items(), key=lambda item: item[1]):
        # Of two words with the same first hash, the more frequent one is kept.
        first, check = hashes(word)
        entries[first] = check, round(10 * math.log10(share * 1e9))
    array = np.array([(first, *rest) for first, rest in sorted(entries.items())], dtype=ENTRY)
    buffer = io.BytesIO()
    np.save(buffer, array)
    write_atomic(path, buffer.getvalue())
    click.echo(f"{path}: {len(array)} words, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
