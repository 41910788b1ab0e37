"""People, companies, addresses, and how to reach and bill them."""

from __future__ import annotations

import unicodedata
from random import Random

from ocrlc.synthesis.text.numbers import digits, letters
from ocrlc.synthesis.text.vocabulary import capitalise, draw_locale, draw_word, names

_LEGAL = ("GmbH", "AG", "KG", "GmbH & Co. KG", "Ltd", "Ltd.", "Inc.", "LLC", "PLC", "S.A.", "SA",
          "SARL", "S.à r.l.", "SAS", "S.p.A.", "S.r.l.", "S.L.", "Lda.", "B.V.", "N.V.", "AB",
          "A/S",
          "ApS", "AS", "ASA", "Oy", "Oyj", "sp. z o.o.", "s.r.o.", "a.s.", "Kft.", "Zrt.", "S.R.L.",
          "d.o.o.", "UAB", "SIA", "OÜ", "ehf.", "A.Ş.", "Ltd. Şti.", "SDN BHD", "Sdn. Bhd.", "e.V.",
          "& Co.", "& Sons", "et Fils", "Group", "Holding", "Trading", "ENTERPRISE")  # fmt: skip
_STREETS = ("{n} {w} Street", "{n} {w} St.", "{n} {w} Road", "{n} {w} Ave", "{w}straße {n}",
            "{w}str. {n}", "{w}gasse {n}", "{n}, rue de {w}", "{n} rue {w}", "{n} bis, avenue {w}",
            "Calle {w}, {n}", "C/ {w} {n}, 3º B", "Via {w}, {n}", "Piazza {w} {n}", "Rua {w} {n}",
            "Rua {w}, nº {n}", "{w}straat {n}", "{w}laan {n}", "{w}gatan {n}", "{w}vägen {n}",
            "{w}vej {n}", "{w}veien {n}", "{w}katu {n} A", "ul. {w} {n}", "ul. {w} {n}/12",
            "{w}ova {n}", "{w} utca {n}.", "Str. {w} nr. {n}", "{w} g. {n}", "{w} iela {n}",
            "{w} Sok. No: {n}", "{w} Cad. No:{n}", "NO. {n}, JALAN {W}", "No.{n}, Jln {w} 2/3",
            "LOT {n}, {W}", "Unit {n}B, {w} House", "{n}-{m}, {W}", "P.O. Box {n}",
            "Postfach {n}")  # fmt: skip
_COUNTRY_NAMES = ("Deutschland", "France", "España", "Italia", "Österreich", "Polska", "Česko")
_DOMAINS = ("com", "de", "fr", "co.uk", "eu", "net", "org", "it", "es", "pl", "cz", "nl", "se",
            "fi",
            "com.my", "io", "at", "ch", "info", "hu", "ro", "pt", "dk", "no")  # fmt: skip
_COUNTRIES = ("DE", "FR", "GB", "ES", "IT", "NL", "AT", "CH", "BE", "PL", "CZ", "SE", "DK", "FI",
              "PT", "HU", "RO", "SI", "SK", "HR", "LT", "LV", "EE", "IE", "LU", "NO",
              "TR")  # fmt: skip


def draw_person(rng: Random) -> str:
    """Return a person's name in one of the orders forms ask for."""
    locale = draw_locale(rng)
    first = rng.choice(names("person", locale, r"first_names\w*") or ("Alex",))
    last = rng.choice(names("person", locale, r"(\w+_)?last_names\w*") or ("Novak",))
    shape = rng.random()
    if shape < 0.55:
        return f"{first} {last}"
    if shape < 0.65:
        return f"{last}, {first}"
    if shape < 0.73:
        return f"{first[0]}. {last}"
    if shape < 0.8:
        return last
    if shape < 0.88:
        title = rng.choice(("Mr ", "Mrs ", "Ms. ", "Dr. ", "Herr ", "Frau ", "M. ", "Mme ", "Sr. ",
                            "Prof. Dr. ", "Dott. ", "Ing. ", "Hr. ", "Dhr. "))  # fmt: skip
        return f"{title}{last}"
    return f"{first} {last}".upper() if shape < 0.95 else f"{first} {rng.choice('ABEJMS')}. {last}"


def draw_company(rng: Random) -> str:
    """Return a company's name."""
    locale = draw_locale(rng)
    legal = rng.choice(names("company", locale, r"company_suffixes") or _LEGAL)
    if rng.random() < 0.5:
        legal = rng.choice(_LEGAL)
    shape = rng.random()
    last = names("person", locale, r"(\w+_)?last_names\w*") or ("Novak",)
    if shape < 0.4:
        core = rng.choice(last)
    elif shape < 0.55:
        joint = rng.choice(("&", "+", "und", "&", "-", "et", "y"))
        core = f"{rng.choice(last)} {joint} {rng.choice(last)}"
    else:
        core = " ".join(capitalise(draw_word(rng, "en"), "en") for _ in range(rng.randint(1, 3)))
    name = f"{core} {legal}"
    return name.upper() if rng.random() < 0.3 else name


def draw_city(rng: Random) -> str:
    """Return a city, mostly one with its postal code."""
    locale = draw_locale(rng)
    known = names("address", locale, r"(real_)?(cities|city_names|places)") or names(
        "address", "de_DE", "cities"
    )
    city = rng.choice(known)
    shape = rng.random()
    if shape < 0.3:
        return city
    if shape < 0.7:
        return f"{digits(rng, 5)} {city}"
    forms = (
        f"{digits(rng, 4)} {city}",
        f"{digits(rng, 4)} {letters(rng, 2)} {city}",
        f"{digits(rng, 2)}-{digits(rng, 3)} {city}",
        f"{digits(rng, 3)} {digits(rng, 2)} {city}",
        f"{rng.choice(_COUNTRIES)}-{digits(rng, 5)} {city}",
        f"{city}, {letters(rng, 2)} {digits(rng, 5)}",
        f"{city} {letters(rng, 2)}{rng.randint(1, 20)} {rng.randint(1, 9)}{letters(rng, 2)}",
        f"{digits(rng, 5)} {city}, {rng.choice(_COUNTRY_NAMES)}",
    )
    return rng.choice(forms)


def draw_street(rng: Random) -> str:
    """Return a street and a number."""
    locale = draw_locale(rng)
    streets = names("address", locale, r"streets|street_names")
    number = rng.randint(1, 250)
    if streets and rng.random() < 0.7:
        suffix = rng.choice(("", "", "", "a", "B", "/2", " A"))
        return f"{rng.choice(streets)} {number}{suffix}"
    known = names("person", locale, r"(\w+_)?last_names\w*") or ("Linden",)
    word = rng.choice(known)
    return rng.choice(_STREETS).format(n=number, m=number + 2, w=word, W=word.upper())


def draw_phone(rng: Random) -> str:
    """Return a phone number, with a label now and then."""
    forms = (
        f"+{rng.randint(1, 99)} {rng.randint(10, 999)} {digits(rng, 3)} {digits(rng, 4)}",
        f"+{rng.randint(30, 49)} ({digits(rng, 1)}) {digits(rng, 3)} {digits(rng, 6)}",
        f"0{digits(rng, 3)} / {digits(rng, 3)} {digits(rng, 2)} {digits(rng, 2)}",
        f"0{digits(rng, 2)}-{digits(rng, 4)} {digits(rng, 4)}",
        f"0{digits(rng, 1)}-{digits(rng, 8)}",
        f"({digits(rng, 3)}) {digits(rng, 3)}-{digits(rng, 4)}",
        " ".join(digits(rng, 2) for _ in range(5)),
        f"{digits(rng, 3)}-{digits(rng, 3)}-{digits(rng, 4)}",
        f"00{rng.randint(30, 49)}{digits(rng, 9)}",
        ".".join(digits(rng, 2) for _ in range(5)),
    )
    label = ("", "", "", "Tel. ", "Tel: ", "TEL : ", "Tél. : ", "Fax ", "FAX: ", "Phone: ",
             "Mobil: ",
             "T ", "Tlf. ", "Puh. ", "Telefon ", "HP:")  # fmt: skip
    return rng.choice(label) + rng.choice(forms)


def draw_address_line(rng: Random) -> str:
    """Return an e-mail address, a web address or a user name."""
    locale = draw_locale(rng)
    last = rng.choice(names("person", locale, r"(\w+_)?last_names\w*") or ("novak",))
    bare = unicodedata.normalize("NFD", last.lower())
    user = "".join(c for c in bare if c.isascii() and c.isalnum()) or "info"
    word = "".join(c for c in draw_word(rng, "en") if c.isalnum())
    domain = f"{word}{rng.choice(('', '-', '', ''))}{user if rng.random() < 0.3 else ''}".strip("-")
    domain = f"{domain}.{rng.choice(_DOMAINS)}"
    forms = (
        f"{user}@{domain}",
        f"{rng.choice(('info', 'office', 'kontakt', 'sales', 'contact', 'billing'))}@{domain}",
        f"{rng.choice('abcdefgjkmpst')}.{user}@{domain}",
        f"{user}_{word}{rng.randint(1, 99)}@{domain}",
        f"www.{domain}",
        f"https://{domain}/{word}",
        f"http://www.{domain}/{user}/index.html?id={rng.randint(1, 9999)}",
        f"https://www.{domain}",
        f"E-Mail: {user}@{domain}",
        f"@{user}",
        f"{domain}/{word}-{user}",
        f"C:\\{user}\\{word}.{rng.choice(('pdf', 'txt', 'exe', 'docx'))}",
        f"{word}_{user}.{rng.choice(('pdf', 'xlsx', 'jpg', 'csv'))}",
    )
    text = rng.choice(forms)
    return text.upper() if rng.random() < 0.06 else text


def draw_account(rng: Random) -> str:
    """Return an IBAN, a BIC, a VAT or company number."""
    country = rng.choice(_COUNTRIES)
    iban = f"{country}{digits(rng, 2)}{digits(rng, rng.choice((12, 14, 16, 18, 20)))}"
    if rng.random() < 0.2:
        iban = f"{country}{digits(rng, 2)}{letters(rng, 4)}{digits(rng, 14)}"
    spaced = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))
    forms = (
        spaced,
        f"IBAN: {spaced}",
        f"IBAN {iban}",
        f"{letters(rng, 4)}{country}{letters(rng, 2)}{rng.choice(('XXX', '', digits(rng, 3)))}",
        f"BIC {letters(rng, 4)}{country}2{letters(rng, 1)}",
        f"{country}{digits(rng, 9)}",
        f"USt-IdNr.: {country}{digits(rng, 9)}",
        f"VAT No. {country} {digits(rng, 3)} {digits(rng, 4)} {digits(rng, 2)}",
        f"N° TVA : FR{digits(rng, 11)}",
        f"P.IVA {digits(rng, 11)}",
        f"GST Reg No: {digits(rng, 12)}",
        f"NIP: {digits(rng, 3)}-{digits(rng, 3)}-{digits(rng, 2)}-{digits(rng, 2)}",
        f"CIF {letters(rng, 1)}{digits(rng, 8)}",
        f"HRB {digits(rng, 5)}",
        f"({digits(rng, 6)}-{letters(rng, 1)})",
        f"SIRET {digits(rng, 14)}",
        f"Org.nr {digits(rng, 6)}-{digits(rng, 4)}",
    )
    return rng.choice(forms)
