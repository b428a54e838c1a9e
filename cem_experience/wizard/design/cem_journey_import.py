import base64

from odoo import fields, models
from odoo.exceptions import UserError

# A file of ten thousand touchpoints with ten thousand odd fields is read by nobody.
SHOWN = 50


class CemJourneyImport(models.TransientModel):
    """Make a new journey of a CSV, XLSX or UJM file, after a look at it."""

    _name = "cem.journey.import"
    _description = "Import Journey"

    file = fields.Binary(attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("file", "File"), ("preview", "Preview"), ("refused", "Refused")],
        default="file",
        required=True,
    )
    name = fields.Char(string="Journey", readonly=True)
    stage_names = fields.Text(string="Stages", readonly=True)
    touchpoint_count = fields.Integer(string="Touchpoints", readonly=True)
    standard_count = fields.Integer(string="Standards", readonly=True)
    faq_count = fields.Integer(string="Questions", readonly=True)
    left = fields.Text(
        string="Not Taken Over",
        readonly=True,
        help="What the file holds and this database has no place for.",
    )
    problems = fields.Text(readonly=True)

    def _content(self):
        return base64.b64decode(self.with_context(bin_size=False).file)

    def _filename(self):
        return self.filename or "journey.csv"

    def action_preview(self):
        """Read the file and show what would be made of it; nothing is made yet."""
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        journeys = self.env["cem.journey"]
        journeys.check_access("create")
        reading = journeys._read_file(self._content(), self._filename())
        if reading.problems:
            lines = journeys._problem_lines(reading.problems)
            self.write({"state": "refused", "problems": "\n".join(lines)})
            return self._action_again()
        spec = reading.spec
        items = list(_touchpoints(spec))
        self.write(
            {
                "state": "preview",
                "name": spec["name"],
                "stage_names": " → ".join(stage["name"] for stage in spec["stages"]),
                "touchpoint_count": len(items),
                "standard_count": sum(len(i.get("standards", ())) for i in items),
                "faq_count": sum(len(i.get("questions", ())) for i in [spec, *items]),
                "left": self._left_text(reading.left),
            }
        )
        return self._action_again()

    def _left_text(self, left):
        lines = [
            f"{place} (× {count})" if count > 1 else place
            for place, count in sorted(left.items())
        ]
        if len(lines) > SHOWN:
            rest = self.env._("… and %s more.", len(lines) - SHOWN)
            lines = [*lines[:SHOWN], rest]
        return "\n".join(lines)

    def action_import(self):
        self.ensure_one()
        journey = self.env["cem.journey"]._import_file(
            self._content(), self._filename()
        )
        return journey.get_formview_action()

    def action_back(self):
        self.write({"state": "file", "problems": False, "file": False})
        return self._action_again()

    def _action_again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Journey"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


def _touchpoints(spec):
    todo = list(spec.get("touchpoints", ()))
    for stage in spec["stages"]:
        todo += stage.get("touchpoints", ())
    while todo:
        item = todo.pop()
        yield item
        todo += item.get("parts", ())
