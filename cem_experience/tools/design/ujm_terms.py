"""The words of UJM 1.0 draft (User Journey Mapping, Open User Journey Initiative).

Source: https://specs.openuji.org/ujm/1.0-draft, an Editor's Draft. No licence is given
with it, so that neither its context nor its schema is part of this suite: the context
below is our own and names the terms that we write. What UJM has no term for stands in
a namespace of ours (``cem:``), as the draft asks for ("profile-specific extensions").
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

VERSION = "1.0"
SPECIFICATION = f"https://specs.openuji.org/ujm/{VERSION}-draft"
UJM, CEM = "https://www.openuji.org/ns/ujm#", "urn:x-cem-experience:"

_IRI, _JSON = {"@type": "@id"}, {"@type": "@json"}
CONTEXT = {
    "@version": 1.1,
    "@vocab": UJM,
    "ujm": UJM,
    "cem": CEM,
    "id": "@id",
    "type": "@type",
    "conformsTo": {"@id": "http://purl.org/dc/terms/conformsTo", **_IRI},
    **dict.fromkeys(
        ("personas", "start", "end", "from", "to", "touchpoint", "calls"), _IRI
    ),
    "step": _IRI,
    "channel": {"@type": "@vocab"},
    "members": {"@container": "@set"},
    "cem:phase": _IRI,
    "cem:dimensions": _JSON,
    "cem:standards": _JSON,
    "cem:questions": _JSON,
}

# Channels of UJM; the end of the id of ours, and by which names it is known
CHANNELS = {
    "Web": ("web_site", "website", "web", "网站", "官网"),
    "MobileApp": ("app", "mobileapp", "应用", "手机应用"),
    "Phone": ("call_centre", "callcentre", "callcenter", "phone", "呼叫中心", "电话"),
    "InPerson": ("counter", "inperson", "柜台", "面对面"),
    "Email": ("e_mail", "email", "电子邮件", "邮件"),
    "SMS": ("SMS", "sms", "短信"),
}
_BY_NAME = {name: term for term, names in CHANNELS.items() for name in names[1:]}
_BY_NAME |= {names[0]: term for term, names in CHANNELS.items()}
_PREFIXES = (
    *(UJM, "https://openuji.org/ns/ujm#", "ujm:"),
    *("https://schema.org/", "schema:", "http://purl.org/dc/terms/", "dcterms:", "@"),
)
_NO_WORD = re.compile(r"[\s\-]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def term_of(name: str) -> str:
    """A term without the prefix or namespace that it may be written with."""
    if name.startswith(CEM):
        return f"cem:{name.removeprefix(CEM)}"
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def channel_term(name: str) -> str:
    """The UJM channel of a channel's name, or a term of ours that holds the name."""
    term = _BY_NAME.get(_NO_WORD.sub("", name).lower())
    return term or f"cem:{quote(name, safe='')}"


def channel_name(term: str) -> str:
    """The name by which the journey builder finds or makes the channel of a term."""
    term = term_of(term)
    if term.startswith("cem:"):
        return unquote(term.removeprefix("cem:"))
    if term in CHANNELS:
        return CHANNELS[term][0]
    return _CAMEL.sub(" ", term)
