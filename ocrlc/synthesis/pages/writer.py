"""The texts of pages: words in one language, prose that fills a width, headings, names, numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from random import Random

from ocrlc.synthesis.pages.typefaces import Type
from ocrlc.synthesis.text.mixture import KINDS
from ocrlc.synthesis.text.prose import draw_heading
from ocrlc.synthesis.text.typesetting import plain
from ocrlc.synthesis.text.vocabulary import capitalise, draw_word, upper


class Writer:
    """Writes in one language.

    Args:
        chance: source of chance.
        language: a name of `vocabulary.LANGUAGES`.
    """

    def __init__(self, chance: Random, language: str) -> None:
        self.chance = chance
        self.language = language
        self._left: list[str] = []

    def word(self) -> str:
        """Return a word in lower case."""
        return draw_word(self.chance, self.language)

    def words(self, low: int, high: int) -> str:
        """Return some words, the first with a capital."""
        count = self.chance.randint(low, high)
        text = " ".join([self.word() for _ in range(count)])
        return capitalise(text, self.language)

    def title(self, low: int = 1, high: int = 5) -> str:
        """Return a heading, some in capitals, some with a number."""
        dice = self.chance.random()
        if dice < 0.15:
            return plain(draw_heading(self.chance))
        text = self.words(low, high)
        if dice < 0.4:
            return upper(text, self.language)
        if dice < 0.55:
            return " ".join(capitalise(word, self.language) for word in text.split())
        return text

    def kind(self, *names: str) -> str:
        """Return a text of one of the kinds of `text.KINDS`, such as "date"; no wide gaps.

        Never a row of dashes or stars: such rules are not labelled on receipts either.
        """
        while True:
            text = plain(KINDS[self.chance.choice(names)](self.chance))
            if len(text) < 3 or any(map(str.isalnum, text)):
                return text

    def next_words(self) -> Iterator[str]:
        """Yield the words of running prose, without end."""
        while True:
            if not self._left:
                self._left = self._sentence()[::-1]
            yield self._left.pop()

    def line(self, kind: Type, width: float) -> str:
        """Return the next words of the prose, as many as fit a width, at least one."""
        taken: list[str] = []
        room = width
        space = kind.measure(" ")
        for word in self.next_words():
            room -= kind.measure(word) + (space if taken else 0)
            if taken and room < 0:
                self._left.append(word)
                break
            taken.append(word)
        return " ".join(taken)

    def _sentence(self) -> list[str]:
        chance = self.chance
        words = [self.word() for _ in range(chance.randint(4, 19))]
        for place in range(len(words)):
            dice = chance.random()
            if dice < 0.07:
                words[place] += ","
            elif dice < 0.12 or (dice < 0.3 and self.language == "de"):
                words[place] = capitalise(words[place], self.language)
            elif dice < 0.135:
                words[place] = f"({words[place]})"
            elif dice < 0.15:
                words[place] = f"“{words[place]}”"
            elif dice < 0.175:
                words[place] = str(int(10 ** (chance.random() * 4)))
            elif dice < 0.182:
                words[place] = f"[{chance.randint(1, 60)}]"
            elif dice < 0.19:
                words[place] += "–" + self.word()
        words[0] = capitalise(words[0], self.language)
        words[-1] += chance.choice("........:;?!")
        return words


def writable(text: str, characters: Collection[str]) -> str:
    """Return a text without what a face has no glyphs for; accents go first."""
    if all(character in characters or character == " " for character in text):
        return text
    kept = []
    for character in text:
        simple = unicodedata.normalize("NFD", character)[0]
        if character in characters or character == " ":
            kept.append(character)
        elif simple in characters:
            kept.append(simple)
    return " ".join("".join(kept).split())
