"""Sequences of ordinary prose that word lists lack: the pronoun I, quotations, abbreviations."""

from __future__ import annotations

from random import Random

from ocrlc.synthesis.text.typesetting import NARROW_GAP
from ocrlc.synthesis.text.vocabulary import capitalise, draw_language, draw_word

_OF_MINE = (
    "I am", "I will", "I have", "I had", "I was", "I think", "I know", "I do not", "I cannot",
    "I'm",
    "I’m", "I've", "I’ve", "I'll", "I’ll", "I'd", "I’d", "and I", "that I", "if I", "as I",
    "when I",
    "If I", "As I", "When I", "What I", "do I", "may I", "May I", "should I", "Can I", "Am I",
    "than I",
    "so I", "but I", "But I", "which I", "before I", "where I", "I, the undersigned,", "I hereby",
    "I understand that I", "I agree", "(I", "“I", '"I', "‘I", "— I", "–I", "I saw", "I would",
    "I –",
    "you and I", "I shall", "I was told", "I can", "I need", "I may", "I want", "Nor did I",
    "had I",
)  # fmt: skip
_FIRST_PERSON = {"it": ("I", "i"), "sh": ("I", "i"), "pl": ("I", "i"), "sk": ("I", "i")}
"""Languages in which a lone I stands for an article or a conjunction."""

_SHORTENED = {
    "en": ("e.g.", "i.e.", "etc.", "et al.", "cf.", "viz.", "Mr.", "Mrs.", "Dr.", "No.", "Nos.",
           "vs.", "p.", "pp.", "Fig.", "Figs.", "Eq.", "ed.", "eds.", "vol.", "vols.", "ca.",
           "U.S.",
           "U.S.A.", "U.K.", "a.m.", "p.m.", "St.", "Jr.", "Inc.", "Ph.D.", "Sec.", "Art.", "Ch.",
           "ibid.", "op. cit.", "approx.", "Prof.", "Rev.", "Col.", "Gen.", "Messrs.", "B.C.",
           "A.D."),
    "de": ("z. B.", "z.B.", "d. h.", "d.h.", "u. a.", "u.a.", "usw.", "vgl.", "bzw.", "ggf.", "Nr.",
           "Abs.", "S.", "Bd.", "Hrsg.", "Dr.", "Prof.", "Str.", "ca.", "i. d. R.", "o. Ä.", "Art.",
           "gem.", "lfd. Nr.", "Abb.", "Tab.", "Kap.", "sog.", "evtl.", "inkl.", "zzgl.",
           "v. Chr."),
    "fr": ("c.-à-d.", "p. ex.", "etc.", "cf.", "M.", "MM.", "art.", "al.", "éd.", "chap.", "fig.",
           "n°", "n° 12", "N° 3", "nos", "p.", "t.", "env.", "av. J.-C.", "Mme", "Mlle", "1er",
           "2e",
           "XIXe", "ibid.", "vol.", "s.d.", "St-", "bd.", "tél.", "réf.", "qqch."),
    "es": ("p. ej.", "etc.", "Sr.", "Sra.", "Dr.", "EE. UU.", "EE.UU.", "pág.", "págs.", "núm.",
           "nº 4",
           "n.º 12", "Ud.", "Uds.", "art.", "cap.", "vol.", "a. C.", "S.A.", "1.ª", "2.º", "1ª",
           "3º"),
    "it": ("ecc.", "es.", "p.es.", "sig.", "Sig.ra", "dott.", "n.", "n. 5", "n° 7", "art.", "artt.",
           "cap.", "pag.", "vol.", "S.p.A.", "a.C.", "cfr.", "ibid.", "tel.", "1°", "2ª"),
    "pt": ("p. ex.", "etc.", "Sr.", "Sra.", "Dr.", "Exmo.", "pág.", "n.º", "n.º 9", "nº 2", "art.",
           "Lda.", "Av.", "V. Ex.ª", "a.C.", "1.º", "2.ª", "3º"),
    "nl": ("bijv.", "d.w.z.", "enz.", "o.a.", "nr.", "blz.", "m.b.t.", "t.a.v.", "ca.", "dhr.",
           "mevr.",
           "a.u.b.", "i.v.m.", "e.d.", "N.V.", "B.V.", "'s", "'t"),
    "sv": ("t.ex.", "t. ex.", "bl.a.", "dvs.", "m.m.", "osv.", "nr", "kl.", "s.k.", "f.d.", "ca"),
    "da": ("f.eks.", "bl.a.", "dvs.", "osv.", "nr.", "m.v.", "jf.", "stk.", "ca.", "pga.", "kl."),
    "pl": ("np.", "itd.", "itp.", "m.in.", "tzn.", "tj.", "nr", "str.", "r.", "ul.", "dr", "art.",
           "ok."),
    "cs": ("např.", "tj.", "atd.", "apod.", "č.", "str.", "tzv.", "mj.", "Ing.", "ul.", "čl.",
           "odst."),
}  # fmt: skip
_QUOTES = {
    "en": ("“”", "‘’", '""', "“”"), "de": ("„“", "»«", '""', "‚‘"), "fr": ("«»", "“”", '""'),
    "pl": ("„”", '""'), "cs": ("„“", '""'), "sv": ("””", '""', "’’"), "fi": ("””", '""'),
    "hu": ("„”", '""'), "ro": ("„”", "«»"), "da": ("»«", "„“", '""'), "es": ("«»", "“”", '""'),
    "it": ("«»", "“”", '""'), "pt": ("«»", "“”", '""'), "nb": ("«»", '""'),
}  # fmt: skip
_INSIDE = (".", ".", ",", "!", "?", ",", "…", "...", "")
_AFTER = (".", ",", ".", ";", ":", ")", "", " –", ".)", "?")


def _words(rng: Random, language: str, least: int, most: int) -> str:
    return " ".join(draw_word(rng, language) for _ in range(rng.randint(least, most)))


def draw_first_person(rng: Random) -> str:
    """Return part of a sentence with the pronoun I, or with a lone I of another language."""
    if rng.random() < 0.12:
        language = rng.choice(sorted(_FIRST_PERSON))
        middle = rng.choice(_FIRST_PERSON[language])
        return f"{_words(rng, language, 0, 3)} {middle} {_words(rng, language, 1, 4)}".strip()
    text = f"{_words(rng, 'en', 0, 4)} {rng.choice(_OF_MINE)} {_words(rng, 'en', 0, 5)}".strip()
    shape = rng.random()
    if shape < 0.15:
        text = f"{text}, {rng.choice(_OF_MINE)} {_words(rng, 'en', 1, 3)}"
    elif shape < 0.2:
        text = f"{_words(rng, 'en', 2, 4)} I{rng.choice('.,?!;')}"
    return text + (rng.choice((".", ",", ".", ";", "?", "!", ".”", '."')) if shape > 0.6 else "")


def draw_quotation(rng: Random) -> str:
    """Return a quotation, its stop or comma within the marks or behind them."""
    language = draw_language(rng)
    left, right = tuple(rng.choice(_QUOTES.get(language, ('""', "“”"))))
    if language == "fr" and left == "«":
        left, right = "« ", " »"
    said = _words(rng, language, 1, 5)
    if rng.random() < 0.6:
        said = capitalise(said, language)
    inner = rng.random() < 0.55
    stop, after = (rng.choice(_INSIDE), "") if inner else ("", rng.choice(_AFTER))
    opening = left if rng.random() < 0.7 else ""
    text = f"{opening}{said}{stop}{right}{after}"
    shape = rng.random()
    if shape < 0.5:
        text = f"{_words(rng, language, 1, 4)}{rng.choice((' ', ': ', ', ', ' '))}{text}"
    if 0.25 < shape < 0.75:
        text = f"{text} {_words(rng, language, 1, 4)}"
    return text


def draw_parenthesis(rng: Random) -> str:
    """Return words in round or square brackets among others, the brackets closed or cut off."""
    language = draw_language(rng)
    left, right = rng.choice(("()", "()", "()", "()", "[]", "[]"))
    inside = _words(rng, language, 1, 4)
    if rng.random() < 0.3:
        inside = f"{inside} {rng.randint(1, 2100)}"
    shape = rng.random()
    before = _words(rng, language, 1, 4) + " "
    after = f"{right}{rng.choice(('.', ',', '', '', '', ';', ':'))}"
    if shape < 0.15:
        return f"{before}{left}{inside}"
    if shape < 0.3:
        return f"{inside}{after} {before}".strip()
    if shape < 0.4:
        return f"{left}{capitalise(inside, language)}.{right}"
    return f"{before}{left}{inside}{after} {_words(rng, language, 0, 3)}".strip()


def draw_abbreviation(rng: Random) -> str:
    """Return words with one or two abbreviations of their language, a comma behind some."""
    language = rng.choices(tuple(_SHORTENED), (12, 6, 6, 2, 2, 2, 2, 1, 1, 1, 1))[0]
    text = _words(rng, language, 0, 3)
    for _ in range(rng.choice((1, 1, 2))):
        short = rng.choice(_SHORTENED[language])
        comma = "," if rng.random() < (0.45 if short in ("etc.", "et al.", "i.e.") else 0.2) else ""
        gap = NARROW_GAP if comma and rng.random() < 0.3 else " "
        if rng.random() < 0.08:
            short = f"({short}"
        text = f"{text} {short}{comma}{gap}{_words(rng, language, 1, 3)}".strip()
    return text


def draw_enumeration(rng: Random) -> str:
    """Return words with commas, the spaces behind them narrow at times."""
    language = draw_language(rng)
    gap = NARROW_GAP if rng.random() < 0.5 else " "
    words = [draw_word(rng, language) for _ in range(rng.randint(2, 6))]
    if rng.random() < 0.4:
        words = [capitalise(word, language) for word in words]
    return f",{gap}".join(words) + rng.choice(("", "", ".", ",", ";"))
