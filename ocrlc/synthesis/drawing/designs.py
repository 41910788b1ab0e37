"""Recognising a font's kind by its names, and the design it has in common with other fonts."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["sans", "serif", "mono", "condensed", "machine", "script"]
"""Kinds of fonts; "machine" are those of printers of receipts, forms and labels."""

# Fonts of symbols, emoji and mathematics have other pictures in place of Latin letters; small
# capitals and outlined or engraved faces do not look like ordinary text.
_LEFT_OUT = re.compile(
    r"symbol|emoji|dingbat|\bmath|icons?\b|awesome|braille|barcode|music|keyboard|keyfont|dseg"
    r"|lohit|small ?cap|caps\b|\bsc\b|initials|display caps|outline|shadow|inline|engraved|unicase"
    r"|inverted|gnutypewriter|last ?resort|blank|redact|nastaliq|kufi|cjk|adobe|d050000l"
    # Black letter, uncials, the Church Slavonic tradition, and letters made of something else.
    r"|fraktur|yfrak|yswab|uncial|missaali|aboensis|acathist|shafarik|pochaevsk"
    r"|(fedorovsk|indiction|menaion|monomakh|pomorsky|ponomar|triodion|babel) unicode"
    r"|abecedario|phon[eé]ti|drm\w*[st]c|cabin ?sketch|punk nova|junkyard|wargames|f500|\bfrm\b"
    r"|because we|it wasn|penguin attack|foulis|isabella|modak"
    r"|qt(arabian|blackforest|blimpo|canaith|caslanopen|clay|cloist|doghaus|dublin|graphlite"
    r"|heidelberg|kung|linoscroll|londonscroll|okcorral|robotic|usa)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"ocr|typewriter|typist|\btypo\b|3270|glass ?tty|spleen|dotgothic|^px\b|perfect dos|vt323"
    r"|bitmap|dot ?matrix|courier|receipt|thermal|fake ?receipt|merchant copy",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"script|dancing|chancery|z003|chorus|comic|hand|cursive", re.IGNORECASE)
_MONO = re.compile(r"mono|code|console|inconsolata|hermit", re.IGNORECASE)
_CONDENSED = re.compile(r"cond|narrow|compressed|kaffeesatz|bebas", re.IGNORECASE)
_SERIF = re.compile(
    r"serif|roman|times|tinos|tymes|termes|garamond|libertine|vollkorn|charis|gentium|caladea|p052"
    r"|c059|bookman|bonum|pagella|schola|old ?standard|stix|tribun|slab|concrete|quattrocento$"
    r"|xits|arvo|alegreya(?! ?sans)|arapey|baskerv|caslon|csln|cochineal|crimson|eczar|elstob|etbb"
    r"|essays|fanwood|goudy|bodoni|bodini|ibarra|linden hill|merriweather(?! ?sans)|museum|playfair"
    r"|xcharter|tempora|century|caslan|qtbasker|qtweise|qtpalatine|qtkorrin|prociono|junicode"
    r"|algol|newcomputermodern(?!mono|sans)|drm",
    re.IGNORECASE,
)
_SERIF_CLASSES = (1, 2, 3, 4, 5, 7)
_SERIF_PANOSE = range(2, 11)

# Metric clones and re-issues have the same outlines, so they must be on the same side of the
# split; otherwise held-out lines would show glyphs that were trained on.
_SAME_DESIGN: tuple[tuple[str, str], ...] = (
    (r"(arimo|liberation sans)\b", "liberation sans"),
    (r"(tinos|liberation serif)\b", "liberation serif"),
    (r"(cousine|liberation mono)\b", "liberation mono"),
    (r"(nimbus sans|tex ?gyre ?heros|free ?sans|qthelvet)", "nimbus sans"),
    (r"(nimbus roman|tex ?gyre ?termes|free ?serif|stix|xits)", "nimbus roman"),
    (r"(nimbus mono|tex ?gyre ?cursor|free ?mono)", "nimbus mono"),
    (r"(p052|(tex ?gyre|ae) ?pagella)", "palatino"),
    (r"(urw bookman|qtbookmann|(tex ?gyre|ae) ?bonum)", "bookman"),
    (r"(c059|qtschoolcentury|(tex ?gyre|ae) ?schola)", "schoolbook"),
    (r"(urw gothic|tex ?gyre ?adventor)", "avant garde"),
    (r"(z003|tex ?gyre ?chorus)", "chancery"),
    (r"(libertinus|linux libertine) ?(serif|$)", "linux libertine"),
    (r"libertinus sans", "linux biolinum"),
    (r"(cochineal|crimson)", "crimson"),
    (r"(erewhon|heuristica|linguistics pro)", "utopia"),
    (r"libre (csln|caslon)", "libre caslon"),
    (r"libre (bskvl|baskerville)", "libre baskerville"),
    (r"fira (mono|code)", "fira code"),
    (r"droid serif", "noto serif"),
    (r"quattro$", "quattrocento"),
    (r"(alm fixed|um typewriter)", "computer modern mono"),
    (r"(drm|lexend|iwona|kurier|inconsolata|comic neue|old standard|accanthis|junicode)", r"\1"),
    (r"(yrsa|rasa)$", "yrsa"),
    (r"(hack\b|aerial mono|(dejavu|bitstream vera)\b.*mono)", "vera mono"),
    (r"(tymes|(dejavu|bitstream vera)\b.*serif)", "vera serif"),
    (r"(sans$|aerial|dejavu|bitstream vera|verana|veranda)\b", "vera sans"),
    (
        r"(cmu|lm|latin modern|newcomputermodern|aem)(?=[\sa-z]).*(typewriter|mono|teletype)",
        "computer modern mono",
    ),
    (r"(cmu|lm|latin modern|newcomputermodern)(?=[\sa-z]).*(sans|bright)", "computer modern sans"),
    (r"(cmu |lm ?(roman|serif)|latin modern|newcomputermodern|aemroman)", "computer modern roman"),
    (r"open ?sans|noto sans\b(?! mono)|noto mono|droid sans", "open sans"),
    (r"noto (sans mono|serif)\b", r"noto \1"),
    (r"(px|ac|mx|bm)(437|plus| )", "pc rom"),
    (r"ocr ?a", "ocr a"),
    (r"ocr ?b", "ocr b"),
    (
        r"(tlwg|tiresias|routed gothic|spleen|ibm 3270|linux (libertine|biolinum)|courier prime)",
        r"\1",
    ),
    (r"(pt sans|pt serif|gentium|clear sans|quicksand|roboto slab|eb garamond|gillius)", r"\1"),
)
WIDESPREAD = frozenset({"lato", "caladea", "nimbus roman", "vera mono"})
"""Very common designs: a recogniser must be trained on them, so none is held out."""
_VARIANT = re.compile(
    r"\b(semi|extra|ultra|demi)?-?(condensed|cond|narrow|light|bold|thin|medium|wide|display)\b"
)


def is_left_out(family: str, style: str) -> bool:
    """Whether a face is unsuitable for ordinary text."""
    return _LEFT_OUT.search(f"{family} {style}") is not None


def design_of(family: str) -> str:
    """Return the common name of all families with the same outlines."""
    name = family.lower()
    for pattern, design in _SAME_DESIGN:
        match = re.match(pattern, name)
        if match:
            return match.expand(design)
    return " ".join(_VARIANT.sub("", name).split()) or name


def kind_of(
    family: str, style: str, *, fixed_pitch: bool, family_class: int, panose: tuple[int, int]
) -> Kind:
    """Return the kind of a face.

    Args:
        family: family name.
        style: style name.
        fixed_pitch: `isFixedPitch` of the font's `post` table.
        family_class: upper byte of `sFamilyClass` in `OS/2`, 0 if there is none.
        panose: family type and serif style of `OS/2`.
    """
    if _MACHINE.search(family):
        return "machine"
    if _SCRIPT.search(family):
        return "script"
    if fixed_pitch or _MONO.search(family):
        return "mono"
    if _CONDENSED.search(f"{family} {style}"):
        return "condensed"
    if "sans" in family.lower():
        return "sans"
    panose_serif = panose[0] == 2 and panose[1] in _SERIF_PANOSE
    if _SERIF.search(family) or family_class in _SERIF_CLASSES or panose_serif:
        return "serif"
    return "sans"
