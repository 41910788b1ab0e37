"""The languages that a recogniser's charset covers, by Tesseract's codes."""

from __future__ import annotations

LETTERS = {
    "afr": "áéêëèíîïóôöúûüý",
    "bos": "čćđšž",
    "bre": "âêîôûùñé",
    "cat": "àçèéíïòóúü·",
    "ces": "áčďéěíňóřšťúůýž",
    "cym": "áàâäéèêëíìîïóòôöúùûüẃẁŵẅýỳŷÿ",
    "dan": "æøåé",
    "deu": "äöüß",
    "eng": "",
    "epo": "ĉĝĥĵŝŭ",
    "est": "äõöüšž",
    "eus": "çñ",
    "fao": "áðíóúýæø",
    "fin": "äåöšž",
    "fra": "àâæçèéêëîïôœùûüÿ",
    "fry": "âêîôûúéëïöü",
    "gla": "àèìòù",
    "gle": "áéíóú",
    "glg": "áéíïñóúü",
    "hrv": "čćđšž",
    "hun": "áéíóöőúüű",
    "ind": "",
    "isl": "áðéíóúýþæö",
    "ita": "àèéìíîòóùú",
    "lat": "æœ",
    "lav": "āčēģīķļņšūž",
    "lit": "ąčęėįšųūž",
    "ltz": "äéëöü",
    "mlt": "àċèġħìòùż",
    "mri": "āēīōū",
    "msa": "",
    "nld": "áèéêëíïóôöúüĳ",
    "nor": "æøåéèêòóô",
    "oci": "àáçèéíïòóúü",
    "pol": "ąćęłńóśźż",
    "por": "àáâãçéêíóôõúü",
    "ron": "ăâîșț",
    "slk": "áäčďéíĺľňóôŕšťúýž",
    "slv": "čšž",
    "spa": "áéíñóúü¿¡",
    "sqi": "çë",
    "srp_latn": "čćđšž",
    "swa": "",
    "swe": "åäöé",
    "tgl": "ñ",
    "tur": "âçğıîöşûüİ",
    "vie": "ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự",
}
"""For each language, the lower-case letters that it needs in addition to a to z."""
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def spelled_with(charset: frozenset[str]) -> frozenset[str]:
    """Return the languages whose letters, lower and upper case, are all in a charset."""
    return frozenset(
        code
        for code, letters in LETTERS.items()
        if charset.issuperset(_both_cases(ALPHABET + letters))
    )


def _both_cases(letters: str) -> set[str]:
    return set(letters) | set(letters.upper())
