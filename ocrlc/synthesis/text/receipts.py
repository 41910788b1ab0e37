"""Lines of receipts, tables and forms. A tab stands for a wide gap between columns."""

from __future__ import annotations

from random import Random

from ocrlc.synthesis.text.contacts import (
    draw_account,
    draw_address_line,
    draw_city,
    draw_company,
    draw_person,
    draw_phone,
    draw_street,
)
from ocrlc.synthesis.text.numbers import (
    digits,
    draw_amount,
    draw_code,
    draw_date,
    draw_number,
    draw_price,
    draw_quantity,
    draw_time,
    letters,
)
from ocrlc.synthesis.text.vocabulary import capitalise, draw_language, draw_word, upper

_TOTALS = (
    "TOTAL", "Total", "SUBTOTAL", "Sub Total", "SUB-TOTAL", "Subtotal:", "TOTAL:", "GRAND TOTAL",
    "NET TOTAL", "Total Amount", "AMOUNT DUE", "Balance due", "BALANCE", "CASH", "Cash", "CHANGE",
    "Change", "TENDERED", "ROUNDING", "Rounding Adj", "ROUND ADJ", "DISCOUNT", "Discount", "TAX",
    "GST 6%", "GST @6%", "Total GST", "SR 6%", "VAT 20%", "Service Charge 10%", "SVC CHG", "TIP",
    "TOTAL SALES (EXCL GST)", "Total (incl. GST)", "TOTAL INCL. GST", "TOTAL RM", "ITEM(S)", "QTY",
    "VISA", "MASTERCARD", "CREDIT CARD", "PAID", "AMOUNT TENDERED", "CASH RECEIVED", "Saved",
    "SUMME", "Summe", "GESAMT", "Gesamtbetrag", "Zwischensumme", "ZU ZAHLEN", "BAR", "Bar",
    "Rückgeld", "RÜCKGELD", "gegeben", "MwSt 19%", "MWST 7 %", "Nettobetrag", "Brutto",
    "inkl. MwSt.",
    "EC-Karte", "Rabatt", "Pfand", "TOTAL TTC", "Total HT", "SOUS-TOTAL", "TVA 20 %", "TVA 5,5%",
    "À PAYER", "ESPÈCES", "RENDU", "Monnaie rendue", "CB", "Remise", "Net à payer", "IMPORTE TOTAL",
    "BASE IMPONIBLE", "IVA 21%", "EFECTIVO", "CAMBIO", "TOTALE", "TOTALE EURO", "CONTANTI", "RESTO",
    "SUBTOTALE", "di cui IVA", "TROCO", "NUMERÁRIO", "IVA 23%", "TOTAAL", "CONTANT", "WISSELGELD",
    "BTW 21%", "TOTALT", "ATT BETALA", "Moms 25%", "KONTANT", "I ALT", "MOMS", "YHTEENSÄ",
    "KÄTEINEN",
    "ALV 24%", "SUMA PLN", "RAZEM", "GOTÓWKA", "RESZTA", "PTU A 23%", "CELKEM", "HOTOVOST",
    "DPH 21%",
    "CELKOM", "SPOLU", "ÖSSZESEN", "KÉSZPÉNZ", "ÁFA 27%", "TOTAL LEI", "NUMERAR", "SKUPAJ",
    "UKUPNO",
    "GOTOVINA", "PDV 25%", "IŠ VISO", "MOKĖTI", "PVM 21%", "KOPĀ", "PVN 21%", "SAMTALS", "VSK 24%",
    "TOPLAM", "KDV %20", "NAKİT", "PARA ÜSTÜ", "JUMLAH", "TUNAI", "BAKI",
)  # fmt: skip
_LABELS = (
    "Invoice No", "Invoice No.", "Invoice Date", "Due Date", "Date", "Time", "Customer", "Bill To",
    "Ship to", "Order No.", "Account No", "Reference", "Page", "Tel", "Fax", "Cashier", "Table",
    "Receipt No", "Receipt #", "Bill No", "Trans No", "Doc No.", "Terminal", "Salesperson",
    "Member",
    "GST No", "GST ID", "Co. Reg. No", "Reg No", "Attn", "Ref", "Counter", "Operator", "Pax",
    "Document No", "Payment terms", "Quantity", "Description", "Unit Price", "Signature", "Name",
    "First name", "Date of birth", "Place of birth", "Address", "Postcode", "Country",
    "Nationality",
    "Rechnungsnummer", "Rechnungsdatum", "Rechnung Nr.", "Kundennummer", "Kunden-Nr.", "Datum",
    "Fällig am", "Lieferdatum", "Bestellnummer", "Steuernummer", "USt-IdNr.", "Seite", "Bediener",
    "Kasse", "Beleg-Nr.", "Straße, Nr.", "PLZ/Ort", "Geburtsdatum", "Unterschrift", "Betrag",
    "Verwendungszweck", "Kontoinhaber", "Menge", "Einzelpreis", "Größe", "Gültig bis",
    "N° de facture", "Date d'échéance", "Date d’émission", "Référence", "Désignation", "Quantité",
    "Prix unitaire", "N° client", "Adresse", "Nom", "Prénom", "Né(e) le", "Ville", "Montant HT",
    "Mode de règlement", "Caissier", "N° de commande", "Objet", "Numéro de téléphone",
    "Nº factura", "Fecha", "Fecha de vencimiento", "Cliente", "Dirección", "Descripción",
    "Cantidad",
    "Número de cuenta", "Código postal", "Firma", "Apellidos", "Teléfono",
    "Fattura n.", "Data", "Scadenza", "Quantità", "Prezzo unitario", "Codice fiscale", "Indirizzo",
    "Fatura n.º", "Data de emissão", "Endereço", "Quantidade", "Contribuinte", "Descrição",
    "Factuurnummer", "Factuurdatum", "Vervaldatum", "Klantnummer", "Omschrijving", "Aantal",
    "Fakturanummer", "Förfallodag", "Fakturadatum", "Belopp", "Kundnummer", "Forfaldsdato", "Beløb",
    "Forfallsdato", "Beskrivelse", "Laskun numero", "Eräpäivä", "Viitenumero", "Päiväys", "Määrä",
    "Numer faktury", "Data wystawienia", "Termin płatności", "Sprzedawca", "Nabywca", "Ilość",
    "Číslo faktury", "Datum splatnosti", "Dodavatel", "Odběratel", "Množství", "Dátum splatnosti",
    "Számlaszám", "Fizetési határidő", "Vevő", "Mennyiség", "Nr. factură", "Scadență", "Cumpărător",
    "Številka računa", "Rok plačila", "Broj računa", "Datum dospijeća", "Količina",
    "Sąskaitos Nr.", "Apmokėti iki", "Rēķina Nr.", "Apmaksas termiņš", "Reikningsnúmer",
    "Gjalddagi",
    "Núm. de factura", "Data de venciment", "Fatura No", "Vade tarihi", "Müşteri", "Açıklama",
)  # fmt: skip
_PHRASES = (
    "THANK YOU", "Thank you for your purchase!", "PLEASE COME AGAIN",
    "Thank You. Please Come Again.",
    "GOODS SOLD ARE NOT RETURNABLE", "TAX INVOICE", "INVOICE", "RECEIPT", "CASH BILL", "DUPLICATE",
    "CUSTOMER COPY", "*** COPY ***", "*** TOTAL ***", "WELCOME", "Vielen Dank für Ihren Einkauf",
    "Es bediente Sie", "RECHNUNG", "Lieferschein", "KUNDENBELEG", "Merci de votre visite",
    "FACTURE",
    "À bientôt !", "TICKET CLIENT", "¡Gracias por su visita!", "FACTURA SIMPLIFICADA", "Grazie",
    "Arrivederci e grazie", "DOCUMENTO COMMERCIALE", "Obrigado pela preferência", "FATURA-RECIBO",
    "Bedankt en tot ziens", "Tack för besöket!", "Välkommen åter", "Tak for besøget", "KVITTERING",
    "Kiitos käynnistä", "PARAGON FISKALNY", "Dziękujemy", "Děkujeme za nákup", "Ďakujeme", "NYUGTA",
    "Köszönjük a vásárlást!", "BON FISCAL", "Vă mulțumim!", "Hvala na posjetu", "Ačiū", "Paldies",
    "Takk fyrir", "Gràcies", "TEŞEKKÜR EDERİZ", "TERIMA KASIH", "GST SUMMARY", "TAX CODE",
    "E. & O. E.",
    "*** END OF RECEIPT ***", "NON-REFUNDABLE", "Powered by POS", "CLOSED", "REPRINT", "VOID",
)  # fmt: skip
_PACKS = ("500G", "1KG", "1.5L", "330ML", "250ML", "6PCS", "1'S", "10X", "A4", "M8", "2.5MM", "XL",
          "12PK", "20KG", "5L", "0,5 l", "200g", "(L)", "1/2", "3IN1", "60W", "S/M",
          "NO.5")  # fmt: skip
_LEADERS = (".",) * 8 + ("_", "·")
_MARKS = ("SR", "ZRL", "S", "A", "B", "*", "T", "ZR", "E", "1", "2", "N", "F", "EA", "PCS")


def draw_item(rng: Random) -> str:
    """Return an article as a till or an invoice names it."""
    language = draw_language(rng)
    text = " ".join(draw_word(rng, language) for _ in range(rng.randint(1, 3)))
    shape = rng.random()
    if shape < 0.6:
        text = upper(text, language)
    elif shape < 0.9:
        text = " ".join(capitalise(word, language) for word in text.split())
    if rng.random() < 0.3:
        text = f"{text} {rng.choice(_PACKS)}"
    return text


def draw_receipt_line(rng: Random) -> str:
    """Return a line of a shop's receipt."""
    shape = rng.randrange(20)
    if shape < 4:
        return f"{rng.choice(_TOTALS)}{rng.choice(('', '', ':', ' :'))}\t{_money(rng)}"
    if shape < 7:
        return f"{draw_item(rng)}\t{_money(rng)}{rng.choice(('', '', '', ' '))}{_mark(rng)}"
    if shape == 7:
        return f"{rng.randint(1, 20)} {draw_item(rng)}\t{draw_price(rng)}"
    if shape == 8:
        return f"{draw_item(rng)}\t{rng.randint(1, 12)}\t{draw_price(rng)}\t{draw_price(rng)}"
    if shape == 9:
        times = rng.choice(("x", "@", "X", "*", "PCS @", "UNIT x"))
        return f"{rng.randint(1, 99)} {times} {draw_price(rng)}\t{draw_price(rng)}"
    if shape == 10:
        return f"@ {draw_price(rng)}" if rng.random() < 0.4 else f"{digits(rng, 13)}\t{_money(rng)}"
    if shape == 11:
        return rng.choice("*-=_.#*--") * rng.randint(3, 36)
    if shape == 12:
        return (
            f"#{digits(rng, 4)}"
            if rng.random() < 0.5
            else f"{digits(rng, 6)} {letters(rng, 2)}{digits(rng, 3)}"
        )
    if shape == 13:
        return f"{draw_date(rng)}{rng.choice((' ', chr(9)))}{draw_time(rng)}"
    if shape < 16:
        return rng.choice(_PHRASES)
    if shape == 16:
        return (
            rng.choice(("TEL", "Tel", "FAX", "H/P", "TEL NO.", "Phone"))
            + rng.choice((" : ", ":", ": "))
            + f"0{digits(rng, 1)}-{digits(rng, 8)}"
        )
    if shape == 17:
        stars = "*" * rng.randint(1, 4)
        return f"{stars} {draw_item(rng)} {stars}"
    if shape == 18:
        return f"{rng.choice(_TOTALS)} {draw_number(rng, decimals=2)}"
    return _money(rng)


def draw_table_row(rng: Random) -> str:
    """Return several columns of a table, or an entry of a list with dotted leaders."""
    shape = rng.randrange(8)
    if shape < 2:
        leader = rng.choice(_LEADERS) * rng.randint(3, 24)
        end = rng.choice((str(rng.randint(1, 400)), draw_price(rng)))
        return f"{draw_item(rng)} {leader} {end}"
    if shape == 2:
        return "\t".join(draw_number(rng) for _ in range(rng.randint(2, 4)))
    if shape == 3:
        return "\t".join(draw_item(rng).split()[0] for _ in range(rng.randint(2, 4)))
    if shape == 4:
        return "\t".join(rng.choice(_LABELS) for _ in range(rng.randint(2, 3)))
    if shape == 5:
        return f"{rng.randint(1, 40)}\t{draw_item(rng)}\t{draw_amount(rng)}"
    if shape == 6:
        return f"{draw_code(rng)}\t{draw_quantity(rng)}\t{draw_amount(rng)}"
    if rng.random() < 0.25:
        return f"{rng.choice(('|', '│'))} {draw_item(rng)} | {draw_number(rng)} |"
    return f"{draw_item(rng)}\t{draw_number(rng)}\t{draw_number(rng)}"


def draw_label(rng: Random) -> str:
    """Return a form's label, alone or with what was filled in."""
    label = rng.choice(_LABELS)
    case = rng.random()
    if case < 0.2:
        label = label.upper()
    shape = rng.random()
    if shape < 0.3:
        return label
    if shape < 0.42:
        return label + rng.choice((":", " :", ":", "*", " *", "."))
    colon = rng.choice((":", ": ", " : ", " ", "\t", ":\t", " :\t", ":"))
    fillers = (draw_date, draw_code, draw_amount, draw_person, draw_company, draw_code, draw_phone,
               draw_street, draw_city, draw_account, draw_address_line, draw_quantity,
               draw_time)  # fmt: skip
    return label + colon + rng.choice(fillers)(rng)


def draw_phrase(rng: Random) -> str:
    """Return what is printed at the head or the foot of a document."""
    return rng.choice(_PHRASES)


def _money(rng: Random) -> str:
    return draw_price(rng) if rng.random() < 0.6 else draw_amount(rng)


def _mark(rng: Random) -> str:
    return " " + rng.choice(_MARKS) if rng.random() < 0.25 else ""
