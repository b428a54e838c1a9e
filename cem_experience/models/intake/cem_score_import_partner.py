import re
from collections import defaultdict
from unicodedata import digit

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ...tools.base.messages import _lt
from ...tools.intake.phones import ROUNDED, read_phone
from ..base.tool_texts import translated_template

# Most telling first: a reference is made to tell customers apart, a phone is shared.
KEYS = ("reference", "email", "phone")
UNKNOWN, SEVERAL, MISSING = "unknown", "several", "missing"
ROUNDED_NUMBER = _lt(
    "“%(value)s” is a number that a spreadsheet has rounded, so nobody can tell whose it"
    " is. Format the column as text there, and fill it in anew."
)
# An address without names, quotes and the like is normal once it is in small letters;
# to take any other apart costs as much as to store an answer.
PLAIN_EMAIL = re.compile(r"[a-z0-9_+\-]+(\.[a-z0-9_+\-]+)*@([a-z0-9\-]+\.)+[a-z]{2,}")


class CemScoreImportPartner(models.AbstractModel):
    """Whose answers a row holds: customers are found a batch at a time."""

    _name = "cem.score.import.partner"
    _description = "Import of Answers: the Customers"

    def _find_partners(self, frame):
        """The customer of each row.

        :param frame: the rows, with the file's columns
        :return: tuple of a list of partner ids (None: no customer), a dict from
            position to why there is none (:data:`UNKNOWN`, :data:`SEVERAL`), for rows
            that name a customer; rows that name none are :data:`MISSING`; and a dict
            from position to the reason against a row that names nobody for sure
        """
        misread = self._rounded(frame)
        keys = {}
        for role in KEYS:
            column = self.column_ids._with_role(role)
            if column:
                normalise = getattr(self, f"_normalised_{role}")
                keys[role] = _mapped(normalise, frame[column.name])
        if not keys:
            return [None] * len(frame), {}, misread
        found = {
            role: getattr(self, f"_partners_by_{role}")(
                {key for row in cells for key in row}
            )
            for role, cells in keys.items()
        }
        partners, reasons = [], {}
        for position in range(len(frame)):
            pool, named = set(), False
            for role, cells in keys.items():
                named = named or bool(cells[position])
                mine = set().union(*(found[role].get(k, ()) for k in cells[position]))
                # several share it: what the next key says may tell them apart
                pool = (pool & mine or pool) if pool else mine
                if len(pool) == 1:
                    break
            partners.append(next(iter(pool)) if len(pool) == 1 else None)
            if partners[-1] is None:
                reasons[position] = SEVERAL if pool else UNKNOWN if named else MISSING
        return partners, reasons, misread

    def _rounded(self, frame):
        """Numbers of people that a spreadsheet has rounded: they may be anybody's."""
        misread = {}
        for role in ("phone", "reference", "respondent"):
            column = self.column_ids._with_role(role)
            for position, text in enumerate(frame[column.name] if column else ()):
                if ROUNDED.fullmatch(text.strip()):
                    template = translated_template(self.env, ROUNDED_NUMBER)
                    reason = template % {"value": text.strip()}
                    misread.setdefault(position, f"{column.name}: {reason}")
        return misread

    @api.model
    def _normalised_reference(self, text):
        return (text,)

    @api.model
    def _normalised_email(self, text):
        plain = text.lower()
        email = plain if PLAIN_EMAIL.fullmatch(plain) else email_normalize(text)
        return (email,) if email else ()

    @api.model
    def _normalised_phone(self, text):
        """The digits of the one number that it is; as written if it is none."""
        phone = read_phone(text, self.company_id.country_id.code or None)
        written = _digits(text)
        if not phone:
            return (written,) if written else ()
        return tuple({phone.digits, *([] if phone.several else [written])})

    def _partner_domain(self):
        return Domain("company_id", "in", [False, self.company_id.id])

    def _partners_by_reference(self, keys):
        return self._partners_by_field("ref", keys)

    def _partners_by_email(self, keys):
        return self._partners_by_field("email_normalized", keys)

    def _partners_by_field(self, name, keys):
        found = defaultdict(set)
        if keys:
            # _search brings the rights of the user, which a plain statement would not
            partners = self.env["res.partner"]
            query = partners._search(
                self._partner_domain() & Domain(name, "in", list(keys))
            )
            rows = self.env.execute_query(
                query.select(
                    SQL.identifier("res_partner", "id"),
                    partners._field_to_sql("res_partner", name, query),
                )
            )
            for partner_id, key in rows:
                found[key.strip()].add(partner_id)
        return found

    def _partners_by_phone(self, keys):
        """By digits alone, because people write the same number in many ways."""
        found = defaultdict(set)
        if not keys:
            return found
        # as above
        query = self.env["res.partner"]._search(
            self._partner_domain() & Domain("phone", "!=", False)
        )
        digits = SQL(
            "regexp_replace(COALESCE(%s, %s), '\\D', '', 'g')",
            SQL.identifier("res_partner", "phone_sanitized"),
            SQL.identifier("res_partner", "phone"),
        )
        query.add_where(SQL("%s IN %s", digits, tuple(keys)))
        rows = self.env.execute_query(
            query.select(SQL.identifier("res_partner", "id"), digits)
        )
        for partner_id, number in rows:
            found[number].add(partner_id)
        return found

    def _create_partners(self, frame, positions):
        """Create the customers of rows that name an unknown one.

        :return: dict from position to partner id
        """
        values, keys = self._unknown_customers(frame, positions)
        partners = self.env["res.partner"].create(list(values.values()))
        self._note_brought("brought_partner_ids", partners)
        ids = dict(zip(values, partners.ids, strict=True))
        return {position: ids[key] for position, key in keys.items()}

    def _unknown_customers(self, frame, positions):
        """Rows of one e-mail, reference or phone are one customer.

        :return: tuple of the values of each such customer by key, and the key of each
            position
        """
        columns = {
            role: self.column_ids._with_role(role).name for role in (*KEYS, "name")
        }
        cells = {role: frame[name].to_list() for role, name in columns.items() if name}
        values, first = {}, {}
        country = self.company_id.country_id.code or None
        for position in positions:
            row = {
                role: texts[position].strip()
                for role, texts in cells.items()
                if texts[position].strip()
            }
            email = email_normalize(row.get("email", ""))
            phone = read_phone(row.get("phone", ""), country)
            key = next(
                value
                for value in (
                    row.get("reference"),
                    email,
                    phone and phone.digits,
                    _digits(row.get("phone", "")),
                    row.get("email"),
                )
                if value
            )
            first[position] = key
            values.setdefault(
                key,
                {
                    "name": row.get("name")
                    or email
                    or row.get("reference")
                    or row.get("phone"),
                    "email": row.get("email"),
                    "phone": phone.written
                    if phone
                    else _without_quote(row.get("phone", "")),
                    "ref": row.get("reference"),
                    "company_id": self.company_id.id,
                },
            )
        return values, first


def _mapped(normalise, cells):
    """Keys of each cell; equal texts are normalised once."""
    texts = [_without_quote(text.strip()) for text in cells]
    keys = {text: tuple(normalise(text)) if text else () for text in set(texts)}
    return [keys[text] for text in texts]


def _without_quote(text):
    """Undo the apostrophe that keeps a spreadsheet from computing a text."""
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def _digits(text):
    """The digits of a text, in the figures of Europe whatever they were written in."""
    return "".join(str(digit(char)) for char in text if char.isdecimal())
