"""HTML that loads nothing from elsewhere.

Whoever opens a text, or prints it, would otherwise ask another server for a picture,
and tell it so; a printing server would even ask machines that nobody outside reaches.
Pictures come from our own server or lie in the text itself. Links stay: they load
nothing until somebody follows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import lxml.etree
import lxml.html

# Elements that have no other use than to load something; none is needed in a text.
LOADING = {
    *("applet", "audio", "embed", "frame", "frameset", "iframe", "object", "source"),
    *("track", "video"),
}
HOLLOW = {"embed", "source", "track"}
# Elements of a whole document, which no text brings along (Odoo takes them out).
OF_DOCUMENTS = {"base", "link", "meta", "script", "style"}
ATTRIBUTES = {
    *("background", "data", "dynsrc", "formaction", "icon", "lowsrc", "manifest"),
    *("ping", "poster", "src", "srcdoc", "srcset"),
}
PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
STATIC = re.compile(r"/\w+/static/[\w./ -]+(?:\?[\w=&.-]*)?")
ASSETS = re.compile(r"/web/assets/[\w./-]+")
IMAGE = re.compile(r"/web/image/[\w./ ,()&=-]+(?:\?[\w./=&%-]*)?")
MAY_LOAD = re.compile(
    r"\bstyle\b|href|"
    + "|".join(rf"\b{name}\b" for name in sorted(ATTRIBUTES | LOADING | OF_DOCUMENTS)),
    re.IGNORECASE,
)
CSS_LOADS = re.compile(r"url|image|import|src|expression|behavio|binding|\\|/\*", re.I)
CSS_URL = re.compile(r"url\(\s*(['\"]?)([^'\"()]*)\1\s*\)", re.IGNORECASE)


def is_local(url: str, pattern: re.Pattern[str] = STATIC) -> bool:
    """Whether an address is a picture itself, or leads to ``pattern`` of our server."""
    url = url.strip()
    if PICTURE.match(url):
        return True
    return bool(pattern.fullmatch(url)) and ".." not in url and "//" not in url


def local_text(html: str) -> str:
    """A text with nothing left that loads from elsewhere."""
    if not html or not MAY_LOAD.search(html):
        return html
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    _clean(root, lambda url: url if is_local(url, IMAGE) or is_local(url) else None)
    for element in list(root.iter(*OF_DOCUMENTS)):
        element.drop_tree()
    text = lxml.html.tostring(root, encoding="unicode")
    return text.removeprefix("<div>").removesuffix("</div>")


def local_document(html: str | bytes, picture: Callable[[str], str | None]) -> bytes:
    """A document to be printed, the same way.

    :param html: text or bytes of the whole
    :param picture: callable that gives the ``data:`` address of a picture of our own
        server, or None; so the printer need not ask for it, and is not sent elsewhere
    :return: bytes
    """
    parser = lxml.html.HTMLParser(encoding="utf-8")
    html = html.encode() if isinstance(html, str) else html
    root = lxml.html.document_fromstring(html, parser=parser)

    def wanted(url: str) -> str | None:
        if IMAGE.fullmatch(url.strip()):
            return picture(url.strip())
        return url if is_local(url) or is_local(url, ASSETS) else None

    _clean(root, wanted)
    for element in list(root.iter("meta")):
        if element.get("http-equiv", "").lower() == "refresh":
            element.drop_tree()
    for element in list(root.iter("base")):
        if element.getparent().tag != "head":
            element.drop_tree()
    for element in list(root.iter("style")):
        text = element.text or ""
        if "@import" in text or not all(
            is_local(match[2]) for match in CSS_URL.finditer(text)
        ):
            element.drop_tree()
    return lxml.html.tostring(root, doctype="<!DOCTYPE html>", encoding="utf-8")


def _clean(root: Any, wanted: Callable[[str], str | None]) -> None:
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag.lower() in LOADING and element is not root:
            # what follows an <embed> is read as if it were within
            (element.drop_tag if element.tag in HOLLOW else element.drop_tree)()
            continue
        for name, value in list(element.attrib.items()):
            plain = name.lower().rsplit(":", 1)[-1].rsplit("}", 1)[-1]
            if plain == "style":
                if not _is_local_style(value):
                    del element.attrib[name]
            elif plain in ATTRIBUTES or (plain == "href" and _loads(element, value)):
                url = wanted(value)
                if url is None:
                    del element.attrib[name]
                else:
                    element.set(name, url)


def _loads(element: Any, value: str) -> bool:
    """Whether the address of an element is asked for without anybody's doing."""
    tag = element.tag.lower().rsplit("}", 1)[-1]
    return tag not in ("a", "area", "base") and not value.startswith("#")


def _is_local_style(style: str) -> bool:
    if not CSS_LOADS.search(CSS_URL.sub("", style).replace("background-image", "")):
        return all(is_local(match[2]) for match in CSS_URL.finditer(style))
    return False
