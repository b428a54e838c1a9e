from odoo import api, fields, models
from odoo.exceptions import UserError


class CemQuestionAnswer(models.TransientModel):
    """Put what customers ask on the list of questions and answers.

    The questions selected are one: what is asked in these words counts as answered from
    then on, for all contacts there have been and will be.
    """

    _name = "cem.question.answer"
    _description = "Add to the Questions and Answers"

    question_ids = fields.Many2many("cem.question", string="Asked As", required=True)
    ask_count = fields.Integer(string="Times Asked", compute="_compute_ask_count")
    faq_id = fields.Many2one(
        "cem.faq",
        string="Is There Already",
        domain="[('journey_id', '=?', journey_id)]",
        help="The same question, on the list in other words.",
    )
    name = fields.Char(
        string="Question",
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
    )
    answer = fields.Text(help="The answer, in the words that staff may use.")
    journey_id = fields.Many2one(
        "cem.journey",
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
    )
    stage_id = fields.Many2one(
        "cem.journey.stage", domain="[('journey_id', '=', journey_id)]"
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        domain="[('journey_id', '=?', journey_id), ('stage_id', '=?', stage_id)]",
        help="Leave empty if it is asked anywhere on the journey.",
    )
    approve = fields.Boolean(
        string="Approve at Once", help="Staff may give the answer from now on."
    )

    @api.depends("question_ids")
    def _compute_ask_count(self):
        for wizard in self:
            wizard.ask_count = self.env["cem.contact"].search_count(
                [("question_id", "in", wizard.question_ids.ids)]
            )

    @api.depends("question_ids")
    def _compute_place(self):
        report = self.env["cem.question.report"]
        for wizard in self:
            most = report.search([("id", "in", wizard.question_ids.ids)], limit=1)
            wizard.name = most.name or wizard.question_ids[:1].name
            wizard.journey_id = wizard.question_ids.journey_id[:1] or (
                self.env["cem.journey"].search([], limit=1)
            )

    def action_add(self):
        """Write the question on the list, or count it as the one that is there."""
        self.ensure_one()
        faq = self.faq_id or self._add()
        self.question_ids.write({"faq_id": faq.id, "dismissed": False})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("On the list: %s", faq.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _add(self):
        if not (self.name or "").strip():
            raise UserError(self.env._("Write down the question."))
        if not self.journey_id:
            raise UserError(self.env._("Say on which journey the question is asked."))
        values = {
            "name": self.name,
            "answer": self.answer,
            "journey_id": self.journey_id.id,
            "touchpoint_id": self.touchpoint_id.id,
        }
        stage = self.touchpoint_id.stage_id or self.stage_id
        if stage:
            values["phase"] = stage.phase
        faq = self.env["cem.faq"].create(values)
        if self.approve:
            faq.action_approve()
        return faq
