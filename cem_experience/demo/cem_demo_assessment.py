from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .judgement import BEFORE, BRAND_EVIDENCE, BRAND_VALUE, NOW, RESULTS


class CemDemo(models.AbstractModel):
    """The assessments of the two stories: judged, closed, begun again."""

    # Files by what they tell, each short enough to hold in the head.
    _inherit = "cem.demo"

    @api.model
    def _load_assessments(self):
        self._check_demo()
        self = self.with_context(tracking_disable=True, mail_create_nolog=True)
        self._next_cycle_of_meisu()
        before = self._first_quarter()
        now = before._open_next_cycle()
        now.action_compute()
        now.write({"step": "5", "brand_evidence": BRAND_EVIDENCE})
        for line in now.line_ids:
            if line.dimension_id.code == "service":
                # what management decided on top of the key experience
                line.write(
                    {
                        "ideal": 8.0,
                        "ideal_reason": "What owners tell buyers about.",
                    }
                )
        self._require(now, NOW)
        self._link_followups(now)

    @api.model
    def _next_cycle_of_meisu(self):
        """Back to step one: what the shops have proved becomes the brand value."""
        meisu = self._ref("cem_assessment_meisu")
        meisu.action_done()
        meisu._open_next_cycle().brand_value = (
            "<p><b>Convenience is our brand value</b>: whoever walks this street "
            "finds us when the decision falls.</p>"
        )

    @api.model
    def _first_quarter(self):
        """The quarter before, judged and done."""
        month = fields.Date.start_of(fields.Date.today(), "month")
        before = self.env["cem.assessment"].create(
            {
                "name": "Harbour View Homes",
                "journey_id": self._ref("cem_journey_harbour").id,
                "user_id": self._ref("res_users_manager").id,
                "date_from": month - relativedelta(months=5),
                "date_to": month - relativedelta(months=2, days=1),
                "cycle_months": 3,
                "brand_value": BRAND_VALUE,
                "brand_evidence": BRAND_EVIDENCE,
                "step": "7",
            }
        )
        before.action_compute()
        requirements = self._require(before, BEFORE)
        self.env["cem.result"].create(
            [
                {
                    "assessment_id": before.id,
                    "requirement_id": requirements[which].id,
                    "name": name,
                    "unit": unit,
                    "before": old,
                    "after": new,
                    "lower_is_better": lower,
                    "date": fields.Date.today() - relativedelta(days=12),
                }
                for name, unit, old, new, lower, which in RESULTS
            ]
        )
        before.action_done()
        return before

    @api.model
    def _require(self, assessment, wanted):
        lines = {line.dimension_id.code: line for line in assessment.line_ids}
        today = fields.Date.today()
        return self.env["cem.requirement"].create(
            [
                {
                    **{
                        name: value
                        for name, value in vals.items()
                        if name not in ("dimension", "owner", "due")
                    },
                    "assessment_id": assessment.id,
                    "line_id": lines[vals["dimension"]].id,
                    "user_id": self._ref(f"res_users_{vals['owner']}").id,
                    "date_start": today + relativedelta(days=vals["due"] - 45),
                    "date_due": today + relativedelta(days=vals["due"]),
                    "date_done": vals.get("state") == "done"
                    and today + relativedelta(days=vals["due"] - 5),
                }
                for vals in wanted
            ]
        )

    @api.model
    def _link_followups(self, assessment):
        """Open cases about the key experience are examples of its gap."""
        self.env["cem.followup"].search(
            [
                ("date_closed", "=", False),
                ("journey_id", "=", assessment.journey_id.id),
                ("dimension_id", "in", assessment.key_dimension_ids.ids),
            ]
        ).assessment_id = assessment
