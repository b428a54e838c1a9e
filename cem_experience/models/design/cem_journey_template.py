from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.template_files import language_of, read_file, search_name

FOLDER = "cem_experience/data/design/journey_templates"


def read_template(code):
    """Description of the journey in the file of this code, not to be changed."""
    return read_file(FOLDER, code)


def walk(items):
    """Touchpoints and all their parts, from the top down, with their depth."""
    todo = [(item, 0) for item in reversed(items)]
    while todo:
        item, depth = todo.pop()
        yield item, depth
        todo.extend((part, depth + 1) for part in reversed(item.get("parts", ())))


class CemJourneyTemplate(models.Model):
    """A ready journey of an industry, kept in a file, from which copies are made.

    Names and texts are read from the file in the user's language, so that they are
    there the moment a language is installed.
    """

    _name = "cem.journey.template"
    _inherit = "cem.coded.mixin"
    _description = "Journey Template"
    _order = "sequence, id"

    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(default="fa-map-o")
    name = fields.Char(compute="_compute_texts", search="_search_name")
    description = fields.Char(compute="_compute_texts")
    industry = fields.Char(compute="_compute_texts")
    stage_names = fields.Char(string="Stages", compute="_compute_texts")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    touchpoint_count = fields.Integer(compute="_compute_texts")
    standard_count = fields.Integer(compute="_compute_texts")
    faq_count = fields.Integer(string="Questions", compute="_compute_texts")

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "There is already a template with this code."
    )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_texts(self):
        language = language_of(self.env)
        arrow = " ← " if self._is_rtl() else " → "
        for template in self:
            spec = read_template(template.code)
            stages = spec["stages"]
            items = [
                item for stage in stages for item, _depth in walk(stage["touchpoints"])
            ]
            template.name = spec["name"][language]
            template.description = spec["description"][language]
            template.industry = spec["industry"][language]
            template.stage_names = arrow.join(
                stage["name"][language] for stage in stages
            )
            template.touchpoint_count = len(items)
            template.standard_count = sum(len(i.get("standards", ())) for i in items)
            template.faq_count = sum(len(i.get("questions", ())) for i in items)

    def _is_rtl(self):
        return self.env["res.lang"]._get_data(code=self.env.lang).direction == "rtl"

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_preview(self):
        language = language_of(self.env)
        for template in self:
            parts = []
            for stage in read_template(template.code)["stages"]:
                rows = Markup().join(
                    Markup("<li class='ms-%s'>%s</li>")
                    % (min(depth * 3, 5), item["name"][language])
                    for item, depth in walk(stage["touchpoints"])
                )
                parts.append(
                    Markup("<div class='col'><h4>%s</h4><p>%s</p><ul>%s</ul></div>")
                    % (stage["name"][language], stage["does"][language], rows)
                )
            template.preview = Markup(
                "<div class='row row-cols-1 row-cols-md-3 g-3'>%s</div>"
            ) % Markup().join(parts)

    @api.model
    def _search_name(self, operator, value):
        return search_name(self, operator, value)

    def action_create_journey(self):
        """Make an editable copy of the template and open it.

        A second copy of the same template is independent of the first and has a
        number in its name. Answers to customers' questions wait for approval.
        """
        self.ensure_one()
        journey = self._create_journey()
        return journey.get_formview_action()

    def _create_journey(self):
        self.ensure_one()
        self.env["cem.journey"].check_access("create")
        try:
            spec = dict(read_template(self.code))
        except (OSError, ValueError) as error:
            raise UserError(
                self.env._("The template “%s” cannot be read.", self.code)
            ) from error
        number = self._next_number()
        if number > 1:
            spec["name"] = {
                language: f"{name} ({number})"
                for language, name in spec["name"].items()
            }
        return self.env["cem.journey.builder"]._build(spec, key=self.code)

    def _next_number(self):
        """1 for the first copy in the company, then 2, 3...; no name comes twice."""
        journeys = self.env["cem.journey"].with_context(active_test=False, lang=None)
        name = read_template(self.code)["name"]["en"]
        taken = set(
            journeys.search(
                [
                    ("template_code", "=", self.code),
                    ("company_id", "in", [self.env.company.id, False]),
                ]
            ).mapped("name")
        )
        number = 1
        while (f"{name} ({number})" if number > 1 else name) in taken:
            number += 1
        return number


class CemJourney(models.Model):
    _inherit = "cem.journey"

    is_translation_missing = fields.Boolean(compute="_compute_is_translation_missing")

    @api.depends("template_code", "stage_ids.name")
    def _compute_is_translation_missing(self):
        codes = [
            code for _l, code in self.env["cem.journey.builder"]._other_languages()
        ]
        for journey in self:
            stages = journey.stage_ids.filtered("template_key")
            journey.is_translation_missing = bool(journey.template_code) and any(
                stage.with_context(lang=code).name == stage.with_context(lang=None).name
                for code in codes
                for stage in stages
            )

    def action_load_translations(self):
        """Fill in the template's texts in languages installed later.

        What somebody has changed, in any language, stays as it is.
        """
        for journey in self.filtered("template_code"):
            texts = journey._template_texts()
            touchpoints = journey.touchpoint_ids
            for records in (
                journey,
                journey.stage_ids,
                touchpoints,
                journey.standard_ids,
                journey.faq_ids,
                journey.persona_ids,
            ):
                for record in records:
                    key = journey.template_code
                    if record != journey:
                        key = record.template_key
                    journey._load_translation(record, texts.get(key, {}))

    @api.model
    def _load_translation(self, record, texts):
        builder = self.env["cem.journey.builder"]
        source = record.with_context(lang=None)
        for language, code in builder._other_languages():
            translated = record.with_context(lang=code)
            for name, text in texts.items():
                english = source[name] or ""
                if not text or translated[name] != english:
                    continue
                if callable(record._fields[name].translate):
                    same = str(escape(text["en"])) in english
                else:
                    same = english.strip() == text["en"]
                if same:
                    builder._set_translation(record, name, text, language, code)

    def _template_texts(self):
        """Texts of the template by template key."""
        self.ensure_one()
        builder = self.env["cem.journey.builder"]
        spec = read_template(self.template_code)
        code = self.template_code
        names = ("name", "industry", "description")
        texts = {code: {name: spec[name] for name in names}}
        # A second copy has a number behind its name
        number = (self.with_context(lang=None).name or "").removeprefix(
            spec["name"]["en"]
        )
        if number.strip(" ()").isdigit():
            texts[code]["name"] = {
                language: name + number for language, name in spec["name"].items()
            }
        for persona in spec["personas"]:
            texts[f"{code}:{persona['key']}"] = {
                name: persona[name]
                for name in ("name", "description", "goals", "fears")
            }
        for stage in spec["stages"]:
            path = f"{code}:{stage['key']}"
            texts[path] = builder._side_texts(stage)
            todo = [(path, item) for item in stage["touchpoints"]]
            while todo:
                path, item = todo.pop()
                path = f"{path}/{item['key']}"
                texts[path] = builder._side_texts(item)
                for number, standard in enumerate(item.get("standards", ()), start=1):
                    texts[f"{path}#s{number}"] = {
                        name: standard[name] for name in ("name", "description")
                    }
                for number, question in enumerate(item.get("questions", ()), start=1):
                    texts[f"{path}#q{number}"] = {
                        name: question[name] for name in ("name", "answer")
                    }
                todo += [(path, part) for part in item.get("parts", ())]
        return texts
