"""Texts of strangers, before they stand in one line: a header, a file name, a message."""

from __future__ import annotations

import base64
import re
from email.errors import HeaderParseError
from email.header import decode_header
from typing import overload

# Controls (line breaks and NUL among them), the line and paragraph separators, marks
# that turn the direction of what follows, and halves of characters
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bq]\?[^?]*\?=", re.I)


@overload
def one_line(text: str) -> str: ...
@overload
def one_line(text: None) -> None: ...
def one_line(text: str | None) -> str | None:
    """``text`` without anything that ends a line, or pretends to.

    ``"Lin\\r\\nBcc: spy@example.com"`` becomes ``"Lin Bcc: spy@example.com"``: in a
    header it stays part of the name. What has no such characters is returned as it is.

    :param text: a string; anything else is returned as it is
    """
    if not isinstance(text, str) or not _UNFIT.search(text):
        return text
    return _UNFIT.sub(" ", text).strip()


@overload
def header_line(text: str) -> str: ...
@overload
def header_line(text: None) -> None: ...
def header_line(text: str | None) -> str | None:
    """:func:`one_line` for the header of a mail, inside encoded words (RFC 2047) too.

    Python decodes them and, in versions before 3.11.10, writes what it finds there as
    it is: an encoded line break would end the line after all.
    """
    text = one_line(text)
    if not isinstance(text, str) or "=?" not in text:
        return text
    return _ENCODED_WORD.sub(_clean_word, text)


def _clean_word(match: re.Match[str]) -> str:
    try:
        words = "".join(
            part.decode(charset or "ascii", "replace")
            if isinstance(part, bytes)
            else part
            for part, charset in decode_header(match[0])
        )
    except (HeaderParseError, LookupError, ValueError):
        # nobody can read it: it stays the plain characters that it is
        return match[0].replace("=?", "= ?")
    if one_line(words) == words:
        return match[0]
    encoded = base64.b64encode(one_line(words).encode()).decode()
    return f"=?utf-8?b?{encoded}?="


def file_name(text: str | None, default: str = "file") -> str:
    """``text`` as the name of a file, without folders and without line breaks."""
    name = re.sub(r'[\\/:*?"<>|]+', "-", one_line(text or "")).strip(" .")
    return name[:120] or default


def html_page(body: str, language: str | None, direction: str = "ltr") -> str:
    """``body`` as a page that says which language it is in.

    Programs that read mails aloud choose the voice by it, and others whether to offer a
    translation.

    :param body: HTML; a page that says so itself is returned as it is
    :param language: code of Odoo's, such as ``zh_CN`` or ``sr@latin``
    :param direction: ``ltr`` or ``rtl``
    """
    if not language or re.search(r"<html\b", body[:500], re.I):
        return body
    return (
        f'<!DOCTYPE html>\n<html lang="{language_tag(language)}" dir="{direction}">\n'
        f'<head><meta charset="utf-8"/></head>\n<body>{body}</body>\n</html>'
    )


def language_tag(code: str) -> str:
    """Odoo's code of a language as BCP 47 has it: ``zh-CN``, ``sr-Latn``."""
    name, _at, script = code.partition("@")
    language, _low, country = name.partition("_")
    script = {"latin": "Latn", "cyrillic": "Cyrl"}.get(script.lower(), script)
    return "-".join(part for part in (language, script.title(), country) if part)
