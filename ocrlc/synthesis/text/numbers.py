"""Amounts, quantities, dates, times and codes as documents print them."""

from __future__ import annotations

from random import Random

_STYLES = ((",", "."), (".", ","), (" ", ","), ("'", "."), ("’", "."), ("", "."), ("", ","))
_STYLE_WEIGHTS = (9, 6, 3, 1, 0.6, 6, 5)
_BEFORE = ("$", "€", "€", "£", "£", "£", "£", "$",
           "US$", "RM", "RM ", "CHF ", "€ ", "EUR ", "USD ", "GBP ", "Fr. ", "¥",
           "kr ", "S$", "R$ ", "zł ", "A$", "C$", "$ ", "£ ", "Rs. ", "MYR ", "Kč ",
           "SFr. ")  # fmt: skip
_AFTER = (" €", " €", " €", " €", "€", "€", "€", " EUR",
          " kr", " Kč", " zł", " Ft", " lei", " TL", " CHF", " kr.", " SEK",
          " USD", " PLN", " RON", " DKK", " NOK", " HUF", "kr", ",-", " p", "¢", " ₺",
          " RM")  # fmt: skip
_UNITS = ("kg", "g", "mg", "ml", "l", "L", "cl", "m", "cm", "mm", "km", "m²", "m³", "cm²", "°C",
          "°F", "%", "kWh", "kW", "W", "V", "A", "Hz", "MHz", "GB", "MB", "kB", "TB", "pcs", "Stk.",
          "Stück", "pce", "ud.", "szt.", "ks", "db", "st", "kpl", "h", "min", "s", "Std.", "lb",
          "oz",
          "ft", "in", "µm", "µg", "mg/l", "km/h", "°", "€/kg", "€/m²", "ha", "bar", "dB", "kcal",
          "kJ",
          "x", "‰", "mm²", "g/m²", "KG", "PCS", "EA", "UNIT", "CTN", "PKT", "BTL", "gal",
          "mbar")  # fmt: skip
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hu": "január február március április május június július augusztus szeptember október "
    "november december",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
    "syyskuuta lokakuuta marraskuuta joulukuuta",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}
_MONTH_NAMES = {language: tuple(names.split()) for language, names in _MONTHS.items()}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Monday", "Friday", "Mo", "Di", "Mi",
         "Do",
         "Fr", "Sa", "So", "Montag", "Freitag", "lundi", "mardi", "vendredi", "lunes", "SUN",
         "SAT")  # fmt: skip
_CODE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOOK_ALIKES = "O0OQD0Il1|I5S8B2Z6Gb6q9gnrmvwuVWUcCoOsSxXzZpPkK"


def digits(rng: Random, count: int) -> str:
    """Return so many digits."""
    return f"{rng.randrange(10**count):0{count}d}"


def group(number: int, separator: str) -> str:
    """Return a number with its thousands set apart."""
    return f"{number:,}".replace(",", separator)


def draw_number(rng: Random, *, decimals: int | None = None) -> str:
    """Return a number in one of the national notations, small ones most often."""
    thousands, point = rng.choices(_STYLES, _STYLE_WEIGHTS)[0]
    whole = int(10 ** (rng.random() * rng.choice((1.2, 2, 3, 4, 6.5))))
    if rng.random() < 0.06:
        whole = 0
    places = rng.choices((0, 1, 2, 3), (2, 1, 12, 1))[0] if decimals is None else decimals
    return group(whole, thousands) + (point + digits(rng, places) if places else "")


def draw_amount(rng: Random) -> str:
    """Return an amount of money, with or without a currency."""
    amount = draw_number(rng, decimals=2 if rng.random() < 0.93 else 0)
    shape = rng.random()
    if shape < 0.34:
        text = amount
    elif shape < 0.68:
        text = rng.choice(_BEFORE) + amount
    else:
        text = amount + rng.choice(_AFTER)
    sign = rng.random()
    if sign < 0.05:
        return "-" + text
    if sign < 0.07:
        return f"({text})"
    if sign < 0.09:
        return text + rng.choice("-*ABET")
    return "–" + text if sign < 0.095 else text


def draw_price(rng: Random) -> str:
    """Return a bare price with two decimals, as in a column of a receipt."""
    point = "." if rng.random() < 0.65 else ","
    return f"{int(10 ** (rng.random() * 3)) - (rng.random() < 0.1)}{point}{digits(rng, 2)}"


def draw_quantity(rng: Random) -> str:
    """Return a measure, a percentage or a multiplication."""
    shape = rng.randrange(9)
    if shape < 4:
        space = " " if rng.random() < 0.6 else ""
        return draw_number(rng, decimals=rng.choice((0, 0, 1, 2, 3))) + space + rng.choice(_UNITS)
    if shape == 4:
        part = rng.choice(("", ".5", ",5", ".25", ",0"))
        return f"{rng.randint(0, 100)}{part}{rng.choice(('%', ' %'))}"
    if shape == 5:
        return f"{rng.randint(1, 99)} {rng.choice('xX×x@')} {draw_price(rng)}"
    if shape == 6:
        unit = rng.choice(("mm", "cm", "m"))
        return f"{rng.randint(1, 400)} {rng.choice('x××')} {rng.randint(1, 400)} {unit}"
    if shape == 7:
        return f"±{draw_number(rng, decimals=1)}{rng.choice((' %', '%', ' mm', '°'))}"
    return rng.choice(("1", "2", "12", "250", "6", "24")) + rng.choice("½¼¾")


def draw_date(rng: Random, language: str = "en") -> str:
    """Return a date in one of the forms in use."""
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(1985, 2032)
    name = rng.choice(_MONTH_NAMES.get(language, _MONTH_NAMES["en"]))
    separator = rng.choice("../--/ ")
    shape = rng.randrange(16)
    if shape < 4:
        return f"{day:02d}{separator}{month:02d}{separator}{year}"
    if shape < 6:
        return f"{day:02d}{separator}{month:02d}{separator}{year % 100:02d}"
    forms = (
        f"{year}-{month:02d}-{day:02d}",
        f"{day}. {month}. {year}",
        f"{month}/{day}/{year}",
        f"{day} {name} {year}",
        f"{day}. {name} {year}",
        f"{name.capitalize()} {day}, {year}",
        f"{day:02d}-{name[:3].upper()}-{year % 100:02d}",
        f"{name.capitalize()} {year}",
        f"{rng.choice(_DAYS)}, {day} {name[:3].capitalize()} {year}",
        f"{year}/{month:02d}/{day:02d}",
    )
    return forms[shape - 6]


def draw_time(rng: Random) -> str:
    """Return a time of day or a duration."""
    hour, minute, second = rng.randrange(24), rng.randrange(60), rng.randrange(60)
    forms = (
        f"{hour:02d}:{minute:02d}",
        f"{hour:02d}:{minute:02d}:{second:02d}",
        f"{hour % 12 + 1}:{minute:02d} {rng.choice(('AM', 'PM', 'am', 'pm'))}",
        f"{hour % 12 + 1:02d}:{minute:02d}:{second:02d}{rng.choice((' AM', ' PM', 'PM'))}",
        f"{hour} h {minute:02d}",
        f"{hour}h{minute:02d}",
        f"{hour:02d}.{minute:02d} Uhr",
        f"{hour:02d}:{minute:02d} – {(hour + 2) % 24:02d}:{minute:02d}",
    )
    return rng.choice(forms)


def draw_code(rng: Random) -> str:
    """Return an article number, a serial, an invoice number or another mixed string."""
    shape = rng.randrange(13)
    if shape < 2:
        return digits(rng, rng.choice((4, 5, 6, 7, 8, 10, 12, 13, 13, 14, 16, 20)))
    if shape == 2:
        return (
            letters(rng, rng.randint(1, 4))
            + rng.choice(("-", "", "/", " "))
            + digits(rng, rng.randint(2, 8))
        )
    if shape == 3:
        return "-".join(_chunk(rng, rng.randint(2, 5)) for _ in range(rng.randint(2, 5)))
    if shape == 4:
        return _chunk(rng, rng.randint(5, 18))
    if shape == 5:
        kind = rng.choice(("INV", "RE", "FA", "SO", "PO", "R", "F", "No", "CS", "FV", "DOC"))
        year = f"{rng.choice('-/#_ ')}{rng.randint(2000, 2032)}{rng.choice('-/_')}"
        return kind + year + digits(rng, rng.randint(3, 6))
    if shape == 6:
        return " ".join(digits(rng, 4) for _ in range(rng.randint(2, 5)))
    if shape == 7:
        return "#" + digits(rng, rng.randint(2, 6))
    if shape == 8:
        return "".join(rng.choice("0123456789abcdef") for _ in range(rng.choice((6, 8, 12, 16))))
    if shape == 9:
        return "*" * rng.randint(2, 12) + digits(rng, 4)
    if shape == 10:
        return f"{digits(rng, 3)}-{digits(rng, rng.randint(3, 6))}-{digits(rng, rng.randint(1, 4))}"
    if shape == 11:
        return f"{letters(rng, 1)}{digits(rng, 2)}.{digits(rng, 1)}"
    return f"{letters(rng, 3)} {digits(rng, rng.randint(2, 4))} {letters(rng, rng.randint(1, 2))}"


def draw_look_alikes(rng: Random) -> str:
    """Return a string of glyphs that are easily taken for one another."""
    shape = rng.randrange(6)
    if shape == 0:
        return " ".join(rng.choice(_LOOK_ALIKES) for _ in range(rng.randint(1, 6)))
    if shape == 1:
        pairs = ("rn", "m", "cl", "d", "vv", "w", "nn", "ri", "n", "li", "h", "ii", "u", "IJ", "lJ")
        return "".join(rng.choice(pairs) for _ in range(rng.randint(2, 6)))
    if shape == 2:
        marks = (
            ".",
            ",",
            ":",
            ";",
            "-",
            "–",
            "'",
            "’",
            "·",
            "|",
            "!",
            "_",
            "=",
            "~",
            "—",
            '"',
            "”",
        )
        return "".join(
            digits(rng, rng.randint(1, 2)) + rng.choice(marks) for _ in range(rng.randint(2, 6))
        )
    if shape == 3:
        return "".join(rng.choice(_LOOK_ALIKES) for _ in range(rng.randint(2, 14)))
    if shape == 4:
        cased = "".join(rng.choice("cosvwxzpku") for _ in range(rng.randint(1, 7)))
        return "".join(c.upper() if rng.random() < 0.5 else c for c in cased)
    return "".join(
        rng.choice("0O") if rng.random() < 0.4 else rng.choice("0123456789") for _ in range(6)
    )


def letters(rng: Random, count: int) -> str:
    """Return so many capital letters."""
    return "".join(rng.choice(_CODE_LETTERS) for _ in range(count))


def _chunk(rng: Random, length: int) -> str:
    share = rng.choice((0.2, 0.5, 0.8))
    return "".join(
        rng.choice(_CODE_LETTERS) if rng.random() < share else rng.choice("0123456789")
        for _ in range(length)
    )
