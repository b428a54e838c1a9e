"""What templates kept in files have in common: reading, language, search by text."""

import functools
import json

from odoo.fields import Domain
from odoo.tools import file_open


@functools.lru_cache(maxsize=64)
def read_file(folder, code):
    """Description in the file of this code, not to be changed.

    :raise OSError, ValueError: there is no such file, or it cannot be read
    """
    if not code.isidentifier():
        raise ValueError(code)
    with file_open(f"{folder}/{code}.json", "r") as stream:
        return json.load(stream)


def language_of(env):
    """``zh`` or ``en``: in which of the two languages of the files to read."""
    return "zh" if (env.lang or "").startswith("zh") else "en"


def search_name(templates, operator, value):
    """Domain of the templates whose name or industry has this text."""
    if operator not in ("ilike", "=", "like", "=ilike"):
        return NotImplemented
    wanted = str(value or "").lower()
    codes = [
        template.code
        for template in templates.search([])
        if wanted in f"{template.name} {template.industry}".lower()
    ]
    return Domain("code", "in", codes)
