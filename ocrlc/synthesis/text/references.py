"""Texts of papers, books and laws: references, notes, roman numerals, formulas, code."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ocrlc.synthesis.text.numbers import digits, letters
from ocrlc.synthesis.text.typesetting import NARROW_GAP, lowered, raised
from ocrlc.synthesis.text.vocabulary import capitalise, draw_language, draw_locale, draw_word, names

_JOURNALS = ("J. Chem. Phys.", "Nature", "Phys. Rev. B", "Proc. IEEE", "Ann. Math.", "Lancet",
             "Z. Phys.",
             "IEEE Trans. Inf. Theory", "J. Am. Chem. Soc.", "Acta Math.",
             "Bull. Soc. Fr.")  # fmt: skip
_FORMULAS = ("H2O", "CO2", "H2SO4", "NaCl", "CaCO3", "NH3", "CH4", "O2", "N2", "SO2", "NO3", "HCl",
             "NaOH", "KNO3", "Fe2O3", "Al2O3", "C6H12O6", "C2H5OH", "SiO2", "TiO2", "H2O2", "MgO",
             "CuSO4", "Ca(OH)2", "PO4", "Na2CO3", "H2S", "CH3OH", "HCO3", "NH4Cl", "Na+", "Cl-",
             "NO",
             "T1", "x1", "a2", "V0", "R12", "P3", "Hb", "pH", "B12", "D3", "xi", "an")  # fmt: skip
_CODE_UNITS = ("kg", "m", "cm", "mm", "km", "W/m", "g/cm", "s", "N/mm", "ft", "in")
_KEYWORDS = ("if", "return", "def", "int", "for", "while", "import", "else", "print", "const",
             "let",
             "void", "static", "class", "from", "in", "not", "sudo", "cd", "ls -l",
             "git")  # fmt: skip
_ENDS_OF_BLOCKS = ("}", "}", "{", "};", "});", ");", "),", "]", "],", "];", "[", "}}", "},", "(",
                   ")", "end", "/>", "*/", "/*", "//", "#", "--", "->", "=>", "&&",
                   "||")  # fmt: skip
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def roman(number: int) -> str:
    """Return a number from 1 to 399 in small roman numerals."""
    text = "c" * (number // 100)
    number %= 100
    for value, sign in ((90, "xc"), (50, "l"), (40, "xl"), *_ROMAN):
        while number >= value:
            text, number = text + sign, number - value
    return text


def draw_roman(rng: Random) -> str:
    """Return a roman numeral as pages, lists, chapters and monarchs have it."""
    small = roman(rng.randint(1, 12) if rng.random() < 0.6 else rng.randint(1, 89))
    word = draw_word(rng, draw_language(rng))
    forms = (
        small, small, f"({small})", f"({small}) {word}", f"{small}.", f"{small}. {word}",
        f"{small})",
        f"p. {small}", f"pp. {small}–{roman(rng.randint(90, 120))}",
        f"vol. {small}, p. {digits(rng, 2)}",
        f"- {small} -", f"§ 4({small})", f"{word} {small}", f"{word} ({small})", small.upper(),
        f"{capitalise(word, 'en')} {small.upper()}", f"({small.upper()})", f"{small.upper()}.",
        f"Chapter {small.upper()}", f"Art. {small.upper()}",
        f"{small}, {roman(rng.randint(1, 30))}",
        f"Ps. {small}. {rng.randint(1, 30)}", f"{small.upper()}. {word.upper()}", f"{small}",
    )  # fmt: skip
    return rng.choice(forms)


def _numbers(rng: Random) -> Sequence[int]:
    return sorted(rng.sample(range(1, 140), rng.randint(1, 4)))


def draw_citation(rng: Random) -> str:
    """Return a bracket with numbers or an author's name, among words, or alone."""
    language = draw_language(rng)
    numbers = _numbers(rng)
    comma = rng.choice((", ", ",", f",{NARROW_GAP}"))
    listed = comma.join(map(str, numbers))
    low = numbers[0]
    mark = rng.choice(
        (f"[{listed}]", f"[{listed}]", f"[{low}]", f"[{low}]", f"({listed})", "[ ]", "[]", "[x]",
         "[X]",
         f"[{low}–{low + 3}]", f"[{low}-{low + 2}]", f"[{letters(rng, 2)}{digits(rng, 2)}]",
         f"[{low}, p. {low}]",
         "[...]", "[…]", "[sic]", f"[{chr(97 + low % 9)}]", f"[{roman(1 + low % 12)}]")
    )  # fmt: skip
    shape = rng.random()
    if shape < 0.15:
        return mark
    before = " ".join(draw_word(rng, language) for _ in range(rng.randint(1, 4)))
    if shape < 0.3:
        return f"{mark} {capitalise(before, language)}"
    joint = rng.choice((" ", " ", ".", ""))
    after = rng.choice((".", ",", "", "", ";", ":"))
    tail = "" if rng.random() < 0.4 else " " + draw_word(rng, language)
    return f"{before}{joint}{mark}{after}{tail}"


def _author(rng: Random) -> str:
    last = names("person", draw_locale(rng), r"(\w+_)?last_names\w*") or ("Novak",)
    first = f"{rng.choice('ABCDEFGHIJKLMNPRSTW')}."
    if rng.random() < 0.3:
        first += rng.choice(("", " ", "-")) + f"{rng.choice('ABCDEFGHIJKLMNPRSTW')}."
    name = rng.choice(last)
    return rng.choice((f"{name}, {first}", f"{first} {name}", f"{name} {first}", name))


def draw_reference(rng: Random) -> str:
    """Return an entry of a bibliography, or a line of one."""
    author, year = _author(rng), rng.randint(1890, 2026)
    volume, issue, page = rng.randint(1, 90), rng.randint(1, 12), rng.randint(1, 900)
    pages = f"{page}{rng.choice('–-–')}{page + rng.randint(1, 30)}"
    title = capitalise(" ".join(draw_word(rng, "en") for _ in range(rng.randint(2, 4))), "en")
    numbers = rng.choice(
        (f"{volume}({issue}):{pages}", f"{volume}({issue}), {pages}",
         f"{volume} ({issue}): {pages}.",
         f"vol. {volume}, no. {issue}, pp. {pages},", f"{volume}, {page}",
         f"Bd. {volume}, S. {page} ff.")
    )  # fmt: skip
    many = rng.choice(("et al.,", "et al.", "et al. ", "and others,", "et al.:", "u. a.,"))
    forms = (
        f"{author} ({year}). {title}.", f"[{rng.randint(1, 99)}] {author}, {title},",
        f"{author} {many} {year}", f"({author} {many} {year})", f"{author} {many} [{volume}]",
        f"{title}. {rng.choice(_JOURNALS)}, {numbers}", f"{rng.choice(_JOURNALS)} {numbers}",
        f"{numbers} ({year})", f"{author}, {title.lower()}, {year}.", f"{year}, {numbers}",
        f"{author} and {_author(rng)}, {many} {year}",
        f"{title}, {rng.randint(2, 4)}nd ed., {year}.",
        f"{rng.randint(1, 60)}. {author}: {title}. {year};{volume}:{pages}.",
        f"(see {author}, {year})",
        f"doi:10.{digits(rng, 4)}/{letters(rng, 2).lower()}.{digits(rng, 5)}",
        f"{author} {year}{rng.choice('abc')}",
        f"Ibid., p. {page}.", f"{author}, op. cit., pp. {pages}.",
        f"ISBN {digits(rng, 3)}-{digits(rng, 1)}-{digits(rng, 5)}",
        f"{author} v. {_author(rng)}, {volume} U.S. {page}",
        f"arXiv:{digits(rng, 4)}.{digits(rng, 5)}",
    )  # fmt: skip
    return rng.choice(forms)


def draw_note(rng: Random) -> str:
    """Return a footnote, or words with a note's mark behind one of them."""
    language = draw_language(rng)
    words = [draw_word(rng, language) for _ in range(rng.randint(2, 6))]
    number = rng.randint(1, 9) if rng.random() < 0.7 else rng.randint(10, 60)
    mark = rng.choice(
        (raised(str(number)),) * 5 + ("*", "**", "†", "‡", f"[{number}]", f"({number})")
    )
    if rng.random() < 0.35:
        return f"{mark}{rng.choice(('', ' ', ' '))}{capitalise(' '.join(words), language)}."
    place = rng.randrange(len(words))
    stop = rng.choice(("", "", ".", ",", ";", "”", ".”"))
    words[place] += stop + mark if rng.random() < 0.7 else mark + stop
    return " ".join(words)


def draw_formula(rng: Random) -> str:
    """Return a formula or a unit with its small figures, in words or alone."""
    shape = rng.random()
    if shape < 0.45:
        formula = rng.choice(_FORMULAS)
        if rng.random() < 0.6:
            formula = formula[0] + "".join(lowered(c) if c.isdigit() else c for c in formula[1:])
    elif shape < 0.75:
        power = rng.choice("222333")
        sign = raised(power) if rng.random() < 0.85 else power
        formula = f"{rng.randint(1, 900)} {rng.choice(_CODE_UNITS)}{sign}"
    elif shape < 0.9:
        exponent = rng.choice(("-", "")) + str(rng.randint(2, 24))
        figure = raised(exponent) if rng.random() < 0.8 else f"^{exponent}"
        formula = f"{rng.randint(1, 9)}.{rng.randint(0, 9)} {rng.choice('××x·')} 10{figure}"
    else:
        number = rng.choice((1, 2, 3, 4, 11, 12, 19, 21, 22))
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number if number < 4 else number % 10, "th")
        formula = f"{number}{raised('th' if number in (11, 12) else ending)}"
    language = draw_language(rng)
    before = " ".join(draw_word(rng, language) for _ in range(rng.randint(0, 3)))
    after = " ".join(draw_word(rng, language) for _ in range(rng.randint(0, 3)))
    return f"{before} {formula}{rng.choice(('', '', '.', ',', ')'))} {after}".strip()


def draw_mixed_name(rng: Random) -> str:
    """Return a name of letters and digits among words: A4, B12, RFC 2119, F-16, x86, 3D."""
    letter, low = letters(rng, 1), rng.choice("abcdehkmnpqrtvxyz")
    number = str(int(10 ** (rng.random() * 3.2)))
    name = rng.choice(
        (f"{letter}{number}", f"{letter}{number}", f"{letters(rng, 2)}{number}",
         f"{letter}-{number}", f"{low}{number}",
         f"{number}{letter}", f"{number}{low}", f"{letters(rng, 3)} {number}",
         f"{letter}{number}{low}", f"({letter}{number})",
         f"{letter}{number}/{letter}{rng.randint(1, 9)}", f"{number}-{letter}",
         f"{letter}.{number}", f"{letter}{number}{letters(rng, 1)}")
    )  # fmt: skip
    language = draw_language(rng)
    before = " ".join(draw_word(rng, language) for _ in range(rng.choice((0, 0, 1, 2, 3))))
    after = " ".join(draw_word(rng, language) for _ in range(rng.choice((0, 0, 1, 2, 3))))
    return f"{before} {name}{rng.choice(('', '', '', ',', '.', ':'))} {after}".strip()


def draw_code_line(rng: Random) -> str:
    """Return a line of a program, a command or a setting."""
    if rng.random() < 0.15:
        return rng.choice(_ENDS_OF_BLOCKS)
    a, b = (draw_word(rng, "en").replace("'", "") for _ in range(2))
    number = rng.randint(0, 4096)
    forms = (
        f"{rng.choice(_KEYWORDS)} {a} {rng.choice(('=', '==', '!=', '+=', '<', '>='))} {number}",
        f"{a}_{b}({number})",
        f"{a}[{number}] = {b};", f"if ({a} && {b}) {{", f"for ({a} = 0; {a} < {number}; {a}++)",
        f"return {a}.{b}()",
        f"$ {rng.choice(_KEYWORDS)} --{a}={b}", f"/{a}/{b}/{number}.conf", f"# {a} {b}",
        f"// {a} {b}",
        f'{a}: "{b}"', f"<{a} {b}=\"{number}\">", f"</{a}>", f"import {a}.{b} as {a[:1]}",
        f"{a} | {b} > {a}.txt",
        f"0x{number:04X}", f"{a}{capitalise(b, 'en')}({a[:1]}, {b[:1]});", "} else {", f"{a}->{b}",
        f"~/.{a}/{b}",
        f"lambda {a[:1]}: {a[:1]} + {number}", f"{a}::{b}", f"[{a}]", f"{{{a}, {b}}}", f"@{a}({b})",
        f"{a} := {b} * {number}",
    )  # fmt: skip
    return rng.choice(forms)
