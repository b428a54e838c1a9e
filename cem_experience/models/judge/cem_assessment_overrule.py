from odoo import fields, models

from .cem_assessment_line import OVERRULABLE


class CemAssessmentOverrule(models.Model):
    """A figure was overruled, or the measured one was taken back: who, when and why."""

    _name = "cem.assessment.overrule"
    _description = "Overruled Figure"
    _order = "id desc"
    _rec_name = "figure"

    line_id = fields.Many2one(
        "cem.assessment.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    assessment_id = fields.Many2one(
        related="line_id.assessment_id", store=True, index=True
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    dimension_id = fields.Many2one(related="line_id.dimension_id")
    figure = fields.Selection(
        [
            ("experience", "Experience"),
            ("expectation", "Expectation"),
            ("importance", "Importance"),
            ("ideal", "Ideal"),
        ],
        readonly=True,
        required=True,
    )
    was_known = fields.Boolean(readonly=True)
    value_from = fields.Float(string="From", readonly=True, aggregator=None)
    is_known = fields.Boolean(readonly=True)
    value_to = fields.Float(string="To", readonly=True, aggregator=None)
    is_overruled = fields.Boolean(
        string="Overruled", readonly=True, help="No: the measured figure counts again."
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    date = fields.Datetime(readonly=True, required=True)


class CemAssessmentLine(models.Model):
    _inherit = "cem.assessment.line"

    overrule_ids = fields.One2many(
        "cem.assessment.overrule", "line_id", string="History", readonly=True
    )

    def _overrule_states(self, vals):
        """The figures that ``vals`` touches, as they are before it is written.

        :return: dict by line of :meth:`_overrule_state` by figure; empty if it touches
            none
        """
        touched = [
            figure
            for figure in OVERRULABLE
            if {figure, f"{figure}_overruled", f"{figure}_reason"} & set(vals)
        ]
        if not touched:
            return {}
        return {
            line: {figure: line._overrule_state(figure) for figure in touched}
            for line in self
        }

    def _overrule_state(self, figure):
        """(overruled, known, value, reason) of a figure as it is now."""
        self.ensure_one()
        return (
            self[f"{figure}_overruled"],
            self[f"has_{figure}"],
            self[figure],
            self[f"{figure}_reason"] or "",
        )

    def _note_overruled(self, before):
        """Leave a line in the history for each figure that a person has changed."""
        vals_list = []
        for line, states in before.items():
            for figure in states or OVERRULABLE:
                old = states.get(figure, (False, False, 0.0, ""))
                new = line._overrule_state(figure)
                if old == new or not (old[0] or new[0]):
                    continue
                vals_list.append(
                    {
                        "line_id": line.id,
                        "figure": figure,
                        "was_known": old[1],
                        "value_from": old[2],
                        "is_known": new[1],
                        "value_to": new[2],
                        "is_overruled": new[0],
                        "reason": new[3] or False,
                        "user_id": self.env.uid,
                        "date": fields.Datetime.now(),
                    }
                )
        if vals_list:
            # Managers may read the history and nobody may write it; whoever changes a
            # figure leaves a line.
            self.env["cem.assessment.overrule"].sudo().create(vals_list)


class CemAssessment(models.Model):
    _inherit = "cem.assessment"

    overrule_count = fields.Integer(compute="_compute_overrule_count")

    def _compute_overrule_count(self):
        counts = dict(
            self.env["cem.assessment.overrule"]._read_group(
                [("assessment_id", "in", self.ids)], ["assessment_id"], ["__count"]
            )
        )
        for assessment in self:
            assessment.overrule_count = counts.get(assessment, 0)

    def action_overrules(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_assessment_overrule_action"
        )
        action["domain"] = [("assessment_id", "=", self.id)]
        return action

    def action_what_if(self):
        """Open a sheet on which ideals and resources can be moved; nothing is stored."""
        self.ensure_one()
        sheet = self.env["cem.assessment.what.if"]._of(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What If"),
            "res_model": sheet._name,
            "res_id": sheet.id,
            "views": [[False, "form"]],
        }

    def action_compare(self):
        """Put two or more assessments beside each other."""
        comparison = self.env["cem.assessment.comparison"]._of(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assessments Compared"),
            "res_model": comparison._name,
            "res_id": comparison.id,
            "views": [[False, "form"]],
        }
