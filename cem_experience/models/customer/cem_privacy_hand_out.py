import io
import json
import zipfile

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ...tools.base.texts import html_page

PERSON = (
    *("name", "email", "phone", "street", "street2", "zip", "city", "state_id"),
    *("country_id", "lang", "function", "parent_id", "category_id", "comment"),
    *("cem_value_tier_id", "cem_lifecycle_segment_id", "cem_no_survey"),
)


class CemPrivacy(models.AbstractModel):
    """What a person may ask for, in one file: to read, and for other programs."""

    _inherit = "cem.privacy"

    @api.model
    def _hand_out(self, subject):
        """Bytes of a ZIP with ``data.html`` and ``data.json``."""
        # What is handed out is what there is, in all companies.
        self = self.sudo()
        partners = self.env["res.partner"].browse(subject.partner_ids)
        sections = [self._section(self._label("res.partner"), partners, PERSON)]
        for name, rows in self._found(subject).items():
            if rows._cem_personal.hand_out:
                columns = rows._cem_personal.hand_out
                sections.append(self._section(self._label(name), rows, columns))
        data = {
            "created": fields.Datetime.now().isoformat() + "Z",
            "by": self.env.company.name,
            "sections": [section for section in sections if section["records"]],
        }
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            text = json.dumps(data, ensure_ascii=False, indent=2)
            archive.writestr("data.json", text)
            archive.writestr("data.html", self._page(data))
        return content.getvalue()

    @api.model
    def _section(self, title, rows, names):
        names = [name for name in names if name in rows._fields]
        labels = rows.fields_get(names, ["string"])
        return {
            "title": title,
            "model": rows._name,
            "records": [
                {
                    name: {"label": labels[name]["string"], "value": value}
                    for name in names
                    if (value := self._value(row, name)) not in (None, "", [])
                }
                for row in rows
            ],
        }

    @api.model
    def _value(self, row, name):
        """A field as JSON has it, choices and records by their names."""
        field, value = row._fields[name], row[name]
        if field.relational:
            names = value.mapped("display_name")
            return names if field.type.endswith("many") else (names or [None])[0]
        if field.type in ("boolean", "integer", "float", "monetary"):
            return value
        if not value:
            return None
        if field.type == "selection":
            return dict(field._description_selection(row.env)).get(value, value)
        if field.type in ("date", "datetime"):
            return value.isoformat()
        return html2plaintext(value) if field.type == "html" else str(value)

    @api.model
    def _page(self, data):
        code = self.env.lang or "en_US"
        parts = [
            Markup("<h1>%s</h1><p>%s, %s</p>")
            % (self.env._("Your personal data"), data["by"], data["created"])
        ]
        for section in data["sections"]:
            parts.append(
                Markup("<h2>%s (%s)</h2>") % (section["title"], len(section["records"]))
            )
            for record in section["records"]:
                rows = Markup().join(
                    Markup("<dt>%s</dt><dd>%s</dd>") % (one["label"], self._words(one))
                    for one in record.values()
                )
                parts.append(Markup("<dl>%s</dl>") % rows)
        direction = self.env["res.lang"]._get_data(code=code).direction or "ltr"
        return html_page(str(Markup().join(parts)), code, direction)

    @api.model
    def _words(self, one):
        value = one["value"]
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        return ", ".join(value) if isinstance(value, list) else value
