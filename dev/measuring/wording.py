"""Which words on a Chinese screen are English, although they are the product's.

Whatever is read there in Latin letters is a word of the database (a name that somebody
typed), a word that is the same in both languages, a word of Odoo's own, or ours: then
it lacks its translation, or cannot be translated.
"""

import re
from functools import cached_property
from pathlib import Path

import polib

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
# What stands between the words of several fields that are shown in one line.
BETWEEN = re.compile(
    r"\s*(?:[\n·|•→←↑↓×÷≥≤<>=+…&/:;,()\[\]“”\"]|(?:^|(?<= ))[-–—] |\b[A-Z]{1,4}\d+|\d+[%.,]?)\s*"
)
SENTENCE = re.compile(r"[A-Za-z']+(?: [A-Za-z']+){3,}")
PLACE = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")
MARKUP = re.compile(r"<[^>]+>")

# The same in both languages, and why.
SAME = {
    "acronyms of the trade": "NPS CSAT CES CSI SLA RFM FAQ VIP CEM CRM KPI ROI RMSE PLS"
    " ECSI ACSI SCSB UJM TF-IDF",
    "formats and techniques": "PDF CSV XLS XLSX JSON XML HTML URL API REST HTTP HTTPS"
    " SMS QR ID UTC GMT GPS EXIF PNG JPEG ZIP ICS HMAC SHA-256 SHA GB UTF GBK UTF-8"
    " Markdown Webhook Webhooks Token Base64 iframe script ISO IP CSS SVG BOM NBSP",
    "names of products": "Odoo OdooBot Excel WhatsApp LimeSurvey Mermaid Slack WeChat"
    " Qualtrics SurveyMonkey Typeform Google Forms Teams Standard Webhooks Zendesk OCA"
    " Python",
    "keys of a keyboard": "Alt Ctrl Shift Enter Esc Tab OK",
    "units": "kB MB GB ms min km USD EUR CNY RMB pp pt px",
    "letters of formulas": "SE SD df CI AVG SUM R² r² p n t z",
}
KEPT = {word for words in SAME.values() for word in words.split()}
ADDRESS = re.compile(
    r"\S+[@_]\S+|\w+://\S*|\S+\.\w{2,4}(/\S*)?|/\S*|#\S+|[\w.]+\.[\w.]+"
)


class Wording:
    """What is known of the words of one database, seen in Chinese.

    :param env: environment of the database
    """

    def __init__(self, env):
        self.ours, self.forms, self.odoos_forms = {}, [], []
        for path in Path(__file__).parents[2].glob("cem_experience*/i18n/*.po*"):
            for entry in polib.pofile(str(path)):
                if not entry.obsolete:
                    self._learn(entry.msgid, entry.msgstr)
        self._learn_fields(env)
        self.odoos = self._words_of_odoo(env)
        # Texts of translated fields, of records that came with no module.
        self.data_of_people = set()
        self.data = self._data(env)

    def _learn(self, english, chinese):
        english, chinese = english.strip(), chinese.strip()
        for words in {english, *MARKUP.split(english)}:
            if LATIN.search(words):
                self.ours.setdefault(" ".join(words.split()), set()).add(chinese)
        form = self._form(english)
        if form:
            self.forms.append(form)

    @staticmethod
    def _form(english):
        """Pattern of a text in which something is filled in; None if nothing is."""
        parts = PLACE.split(" ".join(MARKUP.sub("", english).split()))
        # "%s of %s" alone would take everything for ours.
        if len(parts) > 1 and re.search(r"[A-Za-z]{3,}", "".join(parts)):
            return re.compile(".+".join(map(re.escape, parts)))
        return None

    def _learn_fields(self, env):
        """Labels, helps and choices of the fields of ours, as the client gets them."""
        for name in sorted(env.registry.models):
            model = env[name]
            known = {
                field
                for field in model._fields.values()
                if any(module.startswith("cem_experience") for module in field._modules)
            }
            if not known:
                continue
            names = [field.name for field in known]
            asked = ["string", "help", "selection"]
            english, chinese = (
                model.with_context(lang=lang).fields_get(names, asked)
                for lang in ("en_US", "zh_CN")
            )
            for field, said in english.items():
                there = chinese[field]
                for kind in ("string", "help"):
                    if said.get(kind):
                        self._learn(said[kind], there.get(kind) or "")
                choices = dict(there.get("selection") or ())
                for key, words in said.get("selection") or ():
                    self._learn(words, choices.get(key) or "")

    def _words_of_odoo(self, env):
        """Words of the other modules that are installed: theirs to translate."""
        from odoo.modules.module import get_module_path

        found = set()
        installed = env["ir.module.module"].search([("state", "=", "installed")])
        for module in installed.mapped("name"):
            if module.startswith("cem_experience"):
                continue
            pot = Path(get_module_path(module)) / "i18n" / f"{module}.pot"
            if pot.is_file():
                for entry in polib.pofile(str(pot)):
                    for words in {entry.msgid, *MARKUP.split(entry.msgid)}:
                        found.add(" ".join(words.split()))
                    form = self._form(entry.msgid)
                    if form:
                        self.odoos_forms.append(form)
        # The texts in which it shows lists that are empty.
        return found | {
            *("Laoreet id", "Volutpat blandit", "Integer vitae", "Viverra nam"),
            "In massa",
        }

    def _data(self, env):
        """All that is written in the rows of the database, but in those of screens."""
        env.cr.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type IN ('text', 'character varying')
              AND table_name !~
               '^(ir_(ui|model|act|module|exports|filters|cron|asset|config)|res_groups|bus_)'
            """
        )
        # A translated field is of ours if it came with a module; see _translated().
        texts = []
        for table, column in env.cr.fetchall():
            env.cr.execute(
                f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" ~ %s',
                ["[A-Za-z]{2}"],
            )
            texts += [row[0] for row in env.cr.fetchall()]
        return self._joined(texts + self._translated(env))

    def _translated(self, env):
        """English texts of translated fields, but of records that came with a module."""
        texts = []
        for name in sorted(env.registry.models):
            model = env[name]
            if not model._auto or model._abstract or name.startswith("ir."):
                continue
            fields = [f for f in model._fields.values() if f.store and f.translate]
            for field in fields:
                env.cr.execute(
                    f"""
                    SELECT t."{field.name}"->>'en_US', EXISTS (
                        SELECT FROM ir_model_data d
                        WHERE d.model = %s AND d.res_id = t.id
                          AND d.module LIKE 'cem_experience%%'
                          AND d.name NOT LIKE '%%_demo'
                    ) FROM "{model._table}" t WHERE t."{field.name}" IS NOT NULL
                    """,
                    [name],
                )
                for words, with_module in env.cr.fetchall():
                    if words and not with_module:
                        texts.append(words)
                        self.data_of_people.add(" ".join(words.split()))
        return texts

    @staticmethod
    def _joined(texts):
        return "\n".join(" ".join(MARKUP.sub(" ", words).split()) for words in texts)

    @cached_property
    def _names(self):
        return set(self.data.split("\n"))

    # ------------------------------------------------------------------
    # Judging
    # ------------------------------------------------------------------

    def wrong(self, said, is_label=False):
        """What is wrong with words read on a Chinese screen, or None.

        :param is_label: whether they stand where no data stand, such as in a label
        """
        words = " ".join(said.split())
        if not LATIN.search(words) or self._is_kept(words):
            return None
        if words in self.ours and words not in self.data_of_people:
            there = self.ours[words] - {""}
            if words in there or (words in self._names and not is_label):
                return None
            if not there and words in self.odoos:
                return None
            return (
                f"should be {' or '.join(sorted(there))}" if there else "untranslated"
            )
        if words in self.odoos or words in self.data:
            return None
        if CHINESE.search(words):
            # A name in a Chinese sentence is one or two words, not four.
            left = [run for run in SENTENCE.findall(words) if not self._is_known(run)]
            return f"half translated: {left}" if left else None
        if any(form.fullmatch(words) for form in self.odoos_forms):
            return None
        if any(form.fullmatch(words) for form in self.forms):
            return "untranslated, with something filled in"
        left = [part for part in BETWEEN.split(words) if not self._is_known(part)]
        return f"not translatable: {left}" if left else None

    def _is_known(self, words):
        return (
            not LATIN.search(words)
            or self._is_kept(words)
            or words in self.odoos
            or words in self.data
        )

    @staticmethod
    def _is_kept(words):
        return all(
            word.strip(".,:;()%*“”") in KEPT
            or not LATIN.search(word)
            or ADDRESS.fullmatch(word)
            for word in words.split()
        )
