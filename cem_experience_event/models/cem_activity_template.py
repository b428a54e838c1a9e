from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cem_experience.models.base.template_files import (
    language_of,
    read_file,
    search_name,
)

FOLDER = "cem_experience_event/data/activity_templates"


def read_template(code):
    """Description of the activity in the file of this code, not to be changed."""
    return read_file(FOLDER, code)


class CemActivityTemplate(models.Model):
    """A ready plan of an activity, kept in a file, from which copies are made.

    As with journeys, texts are read from the file in the user's language, so that
    they are there the moment a language is installed.
    """

    _name = "cem.activity.template"
    _description = "Activity Template"
    _order = "sequence, id"

    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(default="fa-star-o")
    name = fields.Char(compute="_compute_texts", search="_search_name")
    description = fields.Char(compute="_compute_texts")
    industry = fields.Char(compute="_compute_texts")
    theme = fields.Char(compute="_compute_texts")
    step_names = fields.Char(string="Programme", compute="_compute_texts")
    step_count = fields.Integer(string="Steps", compute="_compute_texts")
    zone_count = fields.Integer(string="Zones", compute="_compute_texts")
    hours = fields.Float(string="Length", compute="_compute_texts", help="Hours.")

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "There is already a template with this code."
    )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_texts(self):
        language = language_of(self.env)
        for template in self:
            spec = read_template(template.code)
            for name in ("name", "description", "industry", "theme"):
                template[name] = spec[name][language]
            template.step_names = " · ".join(
                step["name"][language] for step in spec["steps"]
            )
            template.step_count = len(spec["steps"])
            template.zone_count = len(spec["zones"])
            template.hours = spec["hours"]

    @api.model
    def _search_name(self, operator, value):
        return search_name(self, operator, value)

    def action_create_activity(self):
        """Make an editable copy of the template and open it.

        It becomes the plan of the event from which the templates were opened, else a
        new event in four weeks is made for it.
        """
        self.ensure_one()
        event = self.env["event.event"].browse(self.env.context.get("cem_event_id"))
        return self._create_activity(event.exists()).get_formview_action()

    def _create_activity(self, event=None):
        self.ensure_one()
        self.env["cem.activity"].check_access("create")
        try:
            spec = read_template(self.code)
        except (OSError, ValueError) as error:
            raise UserError(
                self.env._("The template “%s” cannot be read.", self.code)
            ) from error
        return self.env["cem.activity.builder"]._build(spec, event)
