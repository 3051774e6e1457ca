"""Bytes -> text: the charset told by what the letters make, whatever was declared.

UTF-8 proves itself: text in another charset hardly ever happens to be valid UTF-8. Of the one-byte charsets of Arabic
pages the right one is that under which the letters are about as frequent as in Arabic news. Samples of 5, 10, 20 and 50
characters in windows-1256 are read right in .93, .98, 1.0 and 1.0 of all cases, by charset-normalizer in 0, .15, .74
and .98 (bench/charsets.py).
"""

from __future__ import annotations

import codecs
import re
from math import log

from resiliparse.parse.encoding import map_encoding_to_html5

from mahdar.model import Reason

BAD_SHARE = 0.1
"""Text that is UTF-8 but for some bytes has fewer bad places than this share of its letters beyond ASCII; text in
windows-1256 read as UTF-8 has more bad places than letters."""
JUNK_SHARE = 0.1
"""Of random bytes an eighth are control characters, of text hardly any."""
SAMPLE_BYTES = 8_000  # of text beyond ASCII are enough to know its charset
DECLARED_BONUS = 6.0  # a declaration weighs as much as one letter that fits
ARABIC_LIKE = -4.6
"""Of Arabic news in the right charset 20 letters have a mean of -3.1, one sample in 1,000 is below -4.1; Persian -4.2;
Russian, Greek, Hebrew, Turkish, Chinese read as windows-1256 have -5.2 to -9.3."""
_HEAD_BYTES = 4_096

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_MAGIC = (
    (b"%PDF-", "a PDF"), (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP file"), (b"\x1f\x8b", "a gzip file"), (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3", "an SQLite database"), (b"BZh", "a bzip2 file"), (b"\xfd7zXZ", "an xz file"),
    (b"\x7fELF", "a program"),
)  # fmt: skip
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,400}?\bcharset|\?xml\b[^>]{0,200}?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_ARABIC = ("cp1256", "iso8859-6")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff][\x80-\xff A-Za-z]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_ASCII = bytes(range(0x80))
_CONTROL_BYTES = bytes((*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F))  # the others begin with C2 or EF in UTF-8

# How often each letter stands among those beyond ASCII, in thousandths: measured on 144 news articles of 2015-2024.
_FREQUENCIES = {
    "ا": 152, "ل": 114, "ي": 79, "م": 60, "و": 55, "ن": 52, "ر": 49, "ت": 45, "ب": 32, "ة": 31, "ع": 31, "د": 29,
    "س": 26, "ف": 25, "ق": 24, "أ": 21, "ه": 20, "ح": 18, "ك": 17, "ج": 15, "إ": 11, "،": 9, "ش": 9, "ط": 9, "ص": 8,
    "ى": 8, "خ": 8, "ز": 7, "ض": 7, "ئ": 5, "ث": 5, "ذ": 5, "ء": 4, "غ": 3, "ظ": 2, "ؤ": 2, "ً": 1, "آ": 1, "ـ": 1,
    "؛": 0.3, "؟": 0.3, "«": 0.5, "»": 0.5, "”": 0.3, "“": 0.3, "–": 0.2, "’": 0.2, "‘": 0.2, "…": 0.2, "\u00a0": 0.5,
    "ّ": 0.5, "َ": 0.3, "ُ": 0.4, "ِ": 0.3, "ْ": 0.2, "ٌ": 0.2, "ٍ": 0.2,
    "é": 5, "è": 2, "à": 2, "ê": 1, "ç": 1, "ü": 1, "ö": 1, "ä": 1, "î": 0.5, "ô": 0.5, "û": 0.3, "â": 0.5,
}  # fmt: skip
_WEIGHTS = {letter: log(share / 1000) for letter, share in _FREQUENCIES.items()}
_UNKNOWN = log(0.00002)
FAULT = -4.0  # Latin and Arabic letters in one word, or a letter inside a word that only ends words
_MIXED = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ][ء-ي]|[ء-ي][A-Za-zÀ-ÖØ-öø-ÿ]")
_NOT_BEFORE = re.compile("[ةى][ء-غف-ي]")  # letters that only end a word


def decode(data: bytes, declared: str | None, media_type: str) -> tuple[str, str] | Reason:
    """`data` as text, and the name of its charset; or why it is none.

    `declared` is what the sender says of the charset; what the page itself says is looked up. Letters stay as they are,
    except where UTF-8 was plainly taken for another charset and encoded again: that is undone. \\r\\n becomes \\n.
    """
    if not data:
        return Reason("decode", "there are no bytes in it")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return Reason("decode", f"{name}, not a page")
    text, charset = _decode(data, declared)
    encoded = text.encode("utf-8", "surrogatepass")
    beyond = encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if any(twice.may_be_in(beyond) for twice in _TWICE):
        text = _undo_twice_encoded(text)
        encoded = text.encode("utf-8", "surrogatepass")
    text = text.replace("\r\n", "\n") if "\r" in text else text
    suspect = (
        len(encoded) - len(encoded.translate(None, _CONTROL_BYTES)) + encoded.count(b"\xc2") + encoded.count(b"\xef")
    )
    junk = len(_CONTROL.findall(text)) if suspect > JUNK_SHARE * len(text) else 0
    if junk > JUNK_SHARE * len(text):
        return Reason(
            "decode", f"not text: {junk} of {len(text)} characters are control signs or no characters ({media_type})"
        )
    return text, charset.replace("cp125", "windows-125").replace("iso8859", "iso-8859")


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    # 1. A byte order mark leaves no doubt.
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace"), charset.removesuffix("-le").removesuffix("-be")
    # 2. Two bytes a letter, the upper one 00 or 06 nearly always: UTF-16 without its mark.
    if two_byte := _two_byte(data):
        return data.decode(two_byte, "replace"), two_byte
    # 3. Valid UTF-8, or nearly.
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    letters = sum(1 for char in text if char > "\x7f")
    bad = text.count("\ufffd")
    if bad <= BAD_SHARE * (letters - bad):
        return text, "utf-8"
    # 4. The one-byte charset that makes most sense.
    charset = _likeliest(data, [name for name in (declared, _own(data)) if name])
    return data.decode(charset, "replace"), charset


def _own(data: bytes) -> str | None:
    """The charset that the page itself declares."""
    found = _DECLARED.search(data, 0, _HEAD_BYTES)
    return found[1].decode("ascii", "replace") if found else None


def _two_byte(data: bytes) -> str | None:
    sample = data[: SAMPLE_BYTES - SAMPLE_BYTES % 2]
    pairs = len(sample) // 2
    for charset, upper, lower in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        plain = upper.count(0) + upper.count(6)
        if pairs >= 4 and plain > 0.9 * pairs and lower.count(0) + lower.count(6) < 0.1 * pairs:
            return charset
    return None


def _likeliest(data: bytes, declared: list[str]) -> str:
    """The charset under which `data` reads best as Arabic; where it reads like none, what is declared."""
    sample = b" ".join(_samples(data))
    known = [found for name in declared if (found := map_encoding_to_html5(name.lower(), False)) and found[:3] != "utf"]
    scores = {name: score(sample.decode(name, "replace")) + DECLARED_BONUS * (name in known) for name in _ARABIC}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= ARABIC_LIKE * sum(byte > 0x7F for byte in sample):
        return best
    return (*known, "cp1252")[0]


def _samples(data: bytes) -> list[bytes]:
    found, size = [], 0
    for match in _BEYOND_ASCII.finditer(data):
        found.append(match.group()[: SAMPLE_BYTES - size])
        size += len(found[-1])
        if size >= SAMPLE_BYTES:
            break
    return found


def score(text: str) -> float:
    """How likely `text` is as Arabic news: its letters' log likelihoods, less for what no Arabic word does."""
    letters = sum(_WEIGHTS.get(char, _UNKNOWN) for char in text if char > "\x7f")
    faults = sum(1 for _ in _MIXED.finditer(text)) + sum(1 for _ in _NOT_BEFORE.finditer(text))
    return letters + FAULT * faults


# ── UTF-8 encoded twice ───────────────────────────────────────────────────────────────────────────────────────────────


def _table(charset: str) -> dict[int, int]:
    """What `charset` makes of each byte from 80 to FF -> a character of that number, for a way back to the bytes."""
    made = {byte: bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in range(0x80, 0x100)}
    return {ord(char): byte for byte, char in made.items()}


class _Twice:
    """UTF-8 that was taken for `charset`: an Arabic letter shows as two characters, a quotation mark as three."""

    def __init__(self, charset: str) -> None:
        self._bytes = _table(charset)
        chars = {byte: chr(char) for char, byte in self._bytes.items()}
        lead, two, three = (
            "".join(chars[byte] for byte in group) for group in (b"\xd8\xd9\xda\xdb", b"\xc2\xc3", b"\xe2\xef")
        )
        rest = "\x80-\xbf" + "".join(map(re.escape, (chars[byte] for byte in range(0x80, 0xC0))))
        letter = f"[{lead}{two}][{rest}]|[{three}][{rest}]{{2}}"
        self._leads = lead
        self._clear = re.compile(3 * f"[{lead}][{rest}]")  # written out, it is searched for ten times as fast
        self._letter = re.compile(letter)
        self._stretch = re.compile(f"(?:{letter})++(?:[\\x00-\\x7f]{{0,60}}+(?:{letter})++)*+")

    def may_be_in(self, beyond: str) -> bool:
        """False where a text whose letters beyond ASCII are `beyond` has no three such letters in a row."""
        return bool(self._clear.search(beyond))

    def undo(self, text: str) -> str:
        """`text` with every stretch undone that has three such letters in a row somewhere: no language writes so."""
        clear = any(lead in text for lead in self._leads) and self._clear.search(text)
        return self._stretch.sub(self._undo_stretch, text) if clear else text

    def _undo_stretch(self, match: re.Match[str]) -> str:
        stretch = match.group()
        return self._letter.sub(self._undo_letter, stretch) if self._clear.search(stretch) else stretch

    def _undo_letter(self, match: re.Match[str]) -> str:
        try:
            return match.group().translate(self._bytes).encode("latin-1").decode("utf-8")
        except UnicodeError:
            return match.group()


_TWICE = (_Twice("cp1252"), _Twice("cp1256"))


def _undo_twice_encoded(text: str) -> str:
    for twice in _TWICE:
        text = twice.undo(text)
    return text
