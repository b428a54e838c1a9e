from odoo import api, fields, models


class CemJourneySide(models.AbstractModel):
    """What customers said they felt at a stage or touchpoint."""

    _inherit = "cem.journey.side"

    emotion_measured = fields.Float(
        compute="_compute_emotion_measured",
        digits=(4, 2),
        help="Mean of the emotions that customers reported here, from -2 to 2. "
        "Without answers there is no figure.",
    )
    emotion_count = fields.Integer(
        string="Emotions Reported",
        compute="_compute_emotion_measured",
        help="Answers behind the measured emotion.",
    )

    def _emotion_owners(self, touchpoint):
        """Ids of the records in self at which scores of ``touchpoint`` count."""
        raise NotImplementedError

    def _emotion_domain(self):
        """Touchpoints whose emotions count at the records of self, as a domain."""
        raise NotImplementedError

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_emotion_measured(self):
        sums = {}
        if self.ids:
            groups = self.env["cem.score"]._read_group(
                [
                    ("measure", "=", "emotion"),
                    # What the company felt is its own view, not the customers'.
                    ("source", "not in", self.env["cem.score"]._company_sources()),
                    *self._emotion_domain(),
                ],
                ["touchpoint_id"],
                ["__count", "value:sum"],
            )
            for touchpoint, count, total in groups:
                # The place in the tree only; the score itself was readable.
                for owner in self._emotion_owners(touchpoint.sudo()):
                    old = sums.get(owner, (0, 0.0))
                    sums[owner] = (old[0] + count, old[1] + total)
        for record in self:
            count, total = sums.get(record._origin.id, (0, 0.0))
            record.emotion_count = count
            # 0-10 back to the scale on which it was asked
            record.emotion_measured = total / count / 2.5 - 2 if count else 0.0


class CemTouchpoint(models.Model):
    _inherit = "cem.touchpoint"

    def _emotion_domain(self):
        return [("touchpoint_id", "child_of", self.ids)]

    def _emotion_owners(self, touchpoint):
        path = touchpoint.parent_path or ""
        return {int(key) for key in path.split("/") if key} & set(self.ids)


class CemJourneyStage(models.Model):
    _inherit = "cem.journey.stage"

    def _emotion_domain(self):
        return [("touchpoint_id.stage_id", "in", self.ids)]

    def _emotion_owners(self, touchpoint):
        return {touchpoint.stage_id.id}
