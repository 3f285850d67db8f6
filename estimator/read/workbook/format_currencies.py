"""Currencies of number formats: a sign, and the language that says whose sign it is."""

import re

# The countries of the languages that Windows numbers, where several currencies share a sign.
COUNTRIES = {
    0x0409: "US", 0x540A: "US", 0x045C: "US", 0x0475: "US", 0x500A: "PR", 0x300A: "EC",
    0x440A: "SV", 0x0C09: "AU", 0x1009: "CA", 0x0C0C: "CA", 0x045D: "CA", 0x085D: "CA",
    0x047C: "CA", 0x1409: "NZ", 0x0481: "NZ", 0x4809: "SG", 0x1004: "SG", 0x0C04: "HK",
    0x3C09: "HK", 0x1404: "MO", 0x0404: "TW", 0x080A: "MX", 0x2C0A: "AR", 0x340A: "CL",
    0x047A: "CL", 0x240A: "CO", 0x380A: "UY", 0x2809: "BZ", 0x2009: "JM", 0x2C09: "TT",
    0x1C0A: "DO", 0x5C0A: "CU", 0x4C0A: "NI", 0x083E: "BN", 0x041D: "SE", 0x081D: "FI",
    0x0414: "NO", 0x0814: "NO", 0x0406: "DK", 0x040F: "IS", 0x0438: "FO", 0x0804: "CN",
    0x0411: "JP",
}  # fmt: skip
KRONE = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "FO": "DKK"}
YEN = {"CN": "CNY", "JP": "JPY"}
# Whose sign it is in each country.
SHARED_SIGNS = {
    "$": {
        "US": "$", "PR": "$", "EC": "$", "SV": "$", "AU": "AUD", "CA": "CAD", "NZ": "NZD",
        "SG": "SGD", "HK": "HKD", "MO": "MOP", "TW": "TWD", "MX": "MXN", "AR": "ARS", "CL": "CLP",
        "CO": "COP", "UY": "UYU", "BZ": "BZD", "JM": "JMD", "TT": "TTD", "BB": "BBD", "BS": "BSD",
        "BM": "BMD", "KY": "KYD", "GY": "GYD", "SR": "SRD", "NA": "NAD", "FJ": "FJD", "LR": "LRD",
        "DO": "DOP", "CU": "CUP", "BN": "BND",
    },
    "C$": {"NI": "NIO"},
    "kr": KRONE,
    "kr.": KRONE,
    "\u00a5": YEN,
    "\uffe5": YEN,
}  # fmt: skip
NUMBERED = re.compile("[0-9A-Fa-f]{3,8}")
# A language, perhaps its script, and the country: en-US, zh-Hant-TW.
TAGGED = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-(?P<country>[A-Za-z]{2})(?:-.*)?", re.DOTALL)


def currency_words(written: str) -> str:
    """What the currency ``written`` in the brackets of a format says: $-409, $-en-CA, EUR.

    Returns:
        The sign, or the code of the currency where several share the sign. Dollars of a country
        that is not known are no one's: their language stays with the sign.
    """
    sign, _, language = (part.strip() for part in written.partition("-"))
    # Behind a comma is the kind of digits.
    language = language.split(",")[0]
    shared = SHARED_SIGNS.get(sign, {})
    if not shared or not language:
        return sign
    known = shared.get(_find_country(language), "")
    return known or (f"{sign} ({language}) " if sign == "$" else sign)


def _find_country(language: str) -> str:
    """The country that a ``language`` names, as a number or a tag; empty where it names none."""
    if NUMBERED.fullmatch(language):
        return COUNTRIES.get(int(language, 16) & 0xFFFF, "")
    tagged = TAGGED.fullmatch(language)
    return tagged["country"].upper() if tagged else ""
