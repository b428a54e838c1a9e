from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .cem_activity_part import MODULES

EMOTIONS = [
    ("-2", "Very bad"),
    ("-1", "Bad"),
    ("0", "Neutral"),
    ("1", "Good"),
    ("2", "Very good"),
]

# Ages are told to the second, and a network may keep a job for a while: within this
# time whichever opinion arrives last counts.
AT_ONCE = timedelta(minutes=1)
# So often a participant may say something else about the same step: nobody who means it
# needs more, and each time is kept.
MOST_CHANGES = 20


class CemActivityOpinion(models.Model):
    """What one participant thinks and feels about one step, as it was entered.

    Its scores are what counts in figures; this record says where they come from: step,
    module, zone and segment as they were at that time. Who judges the same step again
    corrects the earlier opinion: it is archived, and its scores are superseded.
    """

    _name = "cem.activity.opinion"
    _inherit = "cem.small.groups.mixin"
    _description = "Opinion at an Activity"
    _order = "date desc, id desc"
    _small_groups_counted = {"mark": ("__count",), "emotion": ("__count",)}
    _small_groups_marks = ("mark", "emotion")

    registration_id = fields.Many2one(
        "event.registration",
        string="Participant",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="set null"
    )
    step_id = fields.Many2one(
        "cem.activity.step", required=True, index=True, ondelete="restrict"
    )
    activity_id = fields.Many2one(
        "cem.activity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="activity_id.company_id", store=True, precompute=True, index=True
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", index="btree_not_null", ondelete="restrict"
    )
    module = fields.Selection(MODULES)
    zone_id = fields.Many2one(
        "cem.activity.zone", index="btree_not_null", ondelete="set null"
    )
    segment_id = fields.Many2one(
        "res.partner.category", index="btree_not_null", ondelete="set null"
    )
    emotion = fields.Selection(EMOTIONS, string="Feeling")
    has_mark = fields.Boolean(export_string_translation=False)
    mark = fields.Integer(string="Mark (0-10)", aggregator=None)
    comment = fields.Text()
    device = fields.Selection(
        [("staff", "Staff"), ("phone", "Participant's Phone")],
        required=True,
        default="staff",
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    key = fields.Char(readonly=True, export_string_translation=False)
    active = fields.Boolean(default=True)
    score_ids = fields.Many2many(
        "cem.score", compute="_compute_score_ids", string="Scores"
    )

    _key_uniq = models.UniqueIndex("(key) WHERE key IS NOT NULL")
    _step_uniq = models.UniqueIndex(
        "(registration_id, step_id) WHERE active IS TRUE",
        "This participant has judged the step already.",
    )
    _mark_range = models.Constraint(
        "CHECK (mark BETWEEN 0 AND 10)", "A mark lies between 0 and 10."
    )

    def _compute_score_ids(self):
        scores = self.env["cem.score"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        by_opinion = scores.grouped("res_id")
        for opinion in self:
            opinion.score_ids = by_opinion.get(opinion.id, scores.browse())

    def unlink(self):
        # Who deletes a participant or a whole activity need not have rights on scores
        # and words, which go with the opinion that they come from.
        self.sudo().score_ids._withdraw()
        self.env["cem.remark"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        return super().unlink()

    @api.model
    def _delete_of(self, name, records):
        """Delete the opinions of what is about to be deleted, as the database would.

        :param name: ``registration_id`` or ``activity_id``
        """
        # as above
        opinions = self.sudo().with_context(active_test=False)
        opinions.search([(name, "in", records.ids)]).unlink()

    @api.depends("registration_id", "step_id")
    def _compute_display_name(self):
        for opinion in self:
            opinion.display_name = (
                f"{opinion.step_id.name}: {opinion.registration_id.name or ''}"
            )

    @api.model
    def _record(self, registration, step, values, device, date=None):
        """Keep one opinion and write its scores; the same key again changes nothing.

        One that was entered before what another device has told meanwhile (a tablet
        that had no network) is kept, archived: the later word counts.

        :param values: dict of ``key``, ``emotion`` (-2..2 or None), ``mark`` (0..10 or
            None) and ``comment``
        :param device: ``staff`` or ``phone``
        :param date: when it was said; now, if it is not told
        :return: the opinion
        :raise ValueError: off the scale, or nothing said at all
        :raise UserError: a phone has told something else too often
        """
        key = values["key"]
        known = self.with_context(active_test=False).search([("key", "=", key)])
        if known:
            return known
        emotion, mark = _whole(values.get("emotion")), _whole(values.get("mark"))
        comment = str(values.get("comment") or "").strip()[:4000]
        if emotion is None and mark is None and not comment:
            raise ValueError("empty")
        if (emotion is not None and not -2 <= emotion <= 2) or (
            mark is not None and not 0 <= mark <= 10
        ):
            raise ValueError("scale")
        about = [("registration_id", "=", registration.id), ("step_id", "=", step.id)]
        earlier = self.search(about)
        if device == "phone" and (
            self.with_context(active_test=False).search_count(about, limit=MOST_CHANGES)
            == MOST_CHANGES
        ):
            raise UserError(
                self.env._("You have changed this opinion as often as is possible.")
            )
        date = date or fields.Datetime.now()
        is_late = earlier._is_after(date, device)
        if not is_late:
            # One opinion a step: the earlier one leaves before the new one comes.
            earlier.active = False
            earlier.flush_recordset(["active"])
        opinion = self.create(
            {
                "registration_id": registration.id,
                "partner_id": registration.cem_consent and registration.partner_id.id,
                "step_id": step.id,
                "activity_id": step.activity_id.id,
                "touchpoint_id": step.touchpoint_id.id,
                "module": step.module,
                "zone_id": (step.zone_id or registration.cem_zone_id).id,
                "segment_id": registration.cem_segment_id.id,
                "emotion": False if emotion is None else str(emotion),
                "has_mark": mark is not None,
                "mark": mark or 0,
                "comment": comment or False,
                "device": device,
                "date": date,
                "key": key,
                "active": not is_late,
            }
        )
        if not is_late:
            opinion._score(earlier, emotion, mark)
        return opinion

    def _is_after(self, date, device):
        """Whether somebody else has judged after what arrives only now."""
        # One device tells its own opinions in their order.
        return bool(
            self
            and (self.device != device or self.create_uid != self.env.user)
            and self.date > date + AT_ONCE
        )

    def _score(self, earlier, emotion, mark):
        """Write the scores of a new opinion in place of those of the earlier one."""
        self.ensure_one()
        common = {
            "partner_id": self.partner_id.id,
            "touchpoint_id": self.touchpoint_id.id,
            "journey_id": self.touchpoint_id.journey_id.id
            or self.activity_id.journey_id.id,
            "company_id": self.company_id.id,
            "source": "event",
            "date": fields.Date.context_today(
                self.with_context(tz=self.activity_id.date_tz), self.date
            ),
            "res_model": self._name,
            "res_id": self.id,
        }
        rows = []
        if mark is not None:
            rows.append(
                {
                    **common,
                    "measure": "experience",
                    "raw_value": mark,
                    "dimension_id": self.step_id.dimension_id.id,
                }
            )
        if emotion is not None:
            rows.append({**common, "measure": "emotion", "raw_value": emotion})
        remarks = self.env["cem.remark"]
        earlier_remarks = remarks.search(
            [("res_model", "=", self._name), ("res_id", "in", earlier.ids)]
        )
        if rows:
            rows[0]["comment"] = self.comment
            remarks._keep(earlier_remarks, [])
        else:
            remarks._keep(earlier_remarks, [{**common, "comment": self.comment}])
        old = earlier.score_ids
        old._withdraw()
        new = self.env["cem.score"].create(rows)
        for score in old:
            successor = new.filtered(lambda n, m=score.measure: n.measure == m)
            if successor:
                score.superseded_by_id = successor


def _whole(value):
    """A whole number, or None where nothing was said."""
    if value is None or value is False or value == "":
        return None
    number = int(value)
    if number != float(value):
        raise ValueError(value)
    return number
