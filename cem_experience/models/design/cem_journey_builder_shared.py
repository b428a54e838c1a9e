from markupsafe import escape

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.sql import escape_psql

# Languages of the texts in template files, by the beginning of Odoo's language code
LANGUAGES = {"en": "en", "zh": "zh"}


class CemJourneyBuilder(models.AbstractModel):
    """What journeys share: channels, senses, segments, personas, languages."""

    _inherit = "cem.journey.builder"

    def _once(self, key, look_up):
        cache = self.env.context.get("cem_build_cache", {})
        if key not in cache:
            cache[key] = look_up().id
        return cache[key]

    def _by_code(self, model, code):
        key = (model, code)
        return self.env[model].browse(
            self._once(key, lambda: self._find_by_code(model, code))
        )

    def _find_by_code(self, model, code):
        if not code:
            return self.env[model]
        record = (
            self.env[model]
            .with_context(active_test=False)
            .search([("code", "=", code)], limit=1)
        )
        if not record:
            raise UserError(
                self.env._(
                    "There is no %(kind)s with the code “%(code)s”. Add it in the "
                    "configuration, then try again.",
                    kind=self.env[model]._cem_kind(),
                    code=code,
                )
            )
        return record

    def _channel(self, name, is_code):
        return self.env["cem.channel"].browse(
            self._once(("cem.channel", name), lambda: self._find_channel(name, is_code))
        )

    def _find_channel(self, name, is_code):
        """By the end of its xml id, as in templates, or by its name, as in files."""
        channels = self.env["cem.channel"].with_context(active_test=False)
        if not name:
            return channels
        channel = channels
        if not is_code:
            channel = channels.search([("name", "=", name)], limit=1)
        channel = channel or self.env.ref(
            f"cem_experience.cem_channel_{name}", raise_if_not_found=False
        )
        if is_code:
            name = name.replace("_", " ")
        # A name may hold what PostgreSQL takes for a placeholder.
        pattern = escape_psql(name)
        channel = channel or channels.search([("name", "=ilike", pattern)], limit=1)
        return channel or channels.create({"name": name})

    def _segments(self, specs, todo):
        # Tags of contacts; whoever designs journeys need not be a contact manager.
        tags = self.env["res.partner.category"].sudo()
        result = tags
        for spec in specs:
            ref = spec.get("ref")
            tag = ref and self.env.ref(f"cem_experience.{ref}", False)
            name = self._text(spec["name"])
            tag = tag or tags.search([("name", "=", name)], limit=1)
            if not tag:
                tag = tags.create({"name": name})
                todo.append((tag, {"name": spec["name"]}))
            # it came from above, and is given on as it came
            result |= tag.sudo()
        return result

    def _personas(self, specs, key, values, todo):
        """A persona is made once a company and then used again, if it is the same."""
        company = values.get("company_id", self.env.company.id)
        result = self.env["cem.persona"]
        texts = ("name", "description", "goals", "fears")
        for spec in specs:
            template_key = key and f"{key}:{spec['key']}"
            same = [("template_key", "=", template_key)]
            if not key:
                same = [(name, "=", spec.get(name) or False) for name in texts]
            persona = result.search(
                [*same, ("company_id", "in", [company, False])], limit=1
            )
            if not persona:
                persona = self._create_rows(
                    "cem.persona",
                    [
                        (
                            {"template_key": template_key, "company_id": company},
                            {name: spec.get(name) for name in texts},
                        )
                    ],
                    todo,
                )
            result |= persona
        return result

    # ------------------------------------------------------------------
    # Translations
    # ------------------------------------------------------------------

    @api.model
    def _other_languages(self):
        """(language of the files, code of the installed language) but for English."""
        return [
            (language, code)
            for code, _name in self.env["res.lang"].get_installed()
            for language, start in LANGUAGES.items()
            if language != "en" and code.startswith(start)
        ]

    def _translate(self, todo):
        for language, code in self._other_languages():
            for record, texts in todo:
                for name, text in texts.items():
                    if isinstance(text, dict) and text.get(language):
                        self._set_translation(record, name, text, language, code)

    @api.model
    def _set_translation(self, record, name, text, language, code):
        """Write one text in one more language, and leave the English as it is.

        A plain write would overwrite the English too where English is not active.
        """
        translation = text[language]
        if callable(record._fields[name].translate):
            translation = {str(escape(text["en"])): str(escape(translation))}
        record.update_field_translations(name, {code: translation})
