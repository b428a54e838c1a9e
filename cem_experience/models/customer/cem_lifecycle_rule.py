import logging
from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..base.domains import check_domain, check_path, follow
from ..base.notifications import run_soon

_logger = logging.getLogger(__name__)

BATCH = 1000


class CemLifecycleRule(models.Model):
    """Since an event so many days ago, a customer is in this segment.

    The rules are asked in their order; the first one that holds decides.
    """

    _name = "cem.lifecycle.rule"
    _inherit = "cem.authored.mixin"
    _description = "Lifecycle Rule"
    _expression_fields = ("model_id", "domain", "partner_path", "date_path")
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10,
        help="The first rule that holds decides: put the latest stage first.",
    )
    active = fields.Boolean(default=True)
    segment_id = fields.Many2one(
        "res.partner.category", required=True, index=True, ondelete="restrict"
    )
    model_id = fields.Many2one(
        "ir.model",
        string="Records",
        required=True,
        ondelete="cascade",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
        help="Kind of record that tells: a lifecycle date, an order, a lead...",
    )
    model = fields.Char(related="model_id.model", string="Model Name")
    domain = fields.Char(
        string="Only If", default="[]", required=True, help="Which of the records."
    )
    partner_path = fields.Char(
        string="Customer",
        default="partner_id",
        required=True,
        help="Path from the record to the customer.",
    )
    date_path = fields.Char(
        string="Date",
        default="date",
        required=True,
        help="Date field of the record from which the days are counted.",
    )
    days_from = fields.Integer(
        string="From (days)", help="The segment begins so many days after the date."
    )
    days_to = fields.Integer(
        string="To (days)",
        help="It ends so many days after the date. 0: it does not end by itself.",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Leave empty for the customers of all companies.",
    )

    _days = models.Constraint(
        "CHECK (days_to = 0 OR days_to > days_from)",
        "A segment must end after it begins.",
    )

    @api.constrains("model_id", "domain", "partner_path", "date_path")
    def _check_paths(self):
        for rule in self:
            model = self.env[rule.model_id.model]
            partner = rule._follow(model, rule.partner_path)
            date = rule._follow(model, rule.date_path)
            is_partner = partner is not None and partner.comodel_name == "res.partner"
            if model._name == "res.partner" and rule.partner_path == "id":
                is_partner = True
            is_date = date is not None and date.store
            if not is_partner:
                raise ValidationError(
                    self.env._(
                        "“%(path)s” does not lead from %(model)s to a contact.",
                        path=rule.partner_path,
                        model=rule.model_id.name,
                    )
                )
            if not is_date or date.type not in ("date", "datetime"):
                raise ValidationError(
                    self.env._(
                        "“%(path)s” is no stored date of %(model)s.",
                        path=rule.date_path,
                        model=rule.model_id.name,
                    )
                )
            try:
                Domain(literal_eval(rule.domain)).validate(model)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The condition of rule %(rule)s does not fit %(model)s: "
                        "%(error)s",
                        rule=rule.name,
                        model=rule.model_id.name,
                        error=error,
                    )
                ) from error

    def _expression_problem(self):
        self.ensure_one()
        model = self._as_author()
        check_domain(model, literal_eval(self.domain))
        for path in (self.partner_path, self.date_path):
            if path != "id":
                check_path(model, path)

    def _follow(self, model, path):
        """The field at the end of a dotted path, None if it leads nowhere."""
        field = None
        for name in (path or "").split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None:
                return None
            model = self.env[field.comodel_name] if field.comodel_name else None
        return field

    def _partner_ids(self, today):
        """Ids of the customers for whom the rule holds on the day ``today``.

        :raise AccessError: its author may not read (any more) what it is about
        """
        self.ensure_one()
        self._expression_problem()
        model = self._as_author()
        domain = Domain(literal_eval(self.domain))
        domain &= Domain(self.date_path, "!=", False)
        # "tomorrow at midnight" covers a date as well as a date with its time
        first = today - timedelta(days=self.days_from) + timedelta(days=1)
        domain &= Domain(self.date_path, "<", first)
        if self.days_to:
            last = today - timedelta(days=self.days_to) + timedelta(days=1)
            domain &= Domain(self.date_path, ">=", last)
        if self.company_id and self.partner_path != "id":
            domain &= Domain(
                f"{self.partner_path}.company_id", "in", [self.company_id.id, False]
            )
        if self.partner_path in model._fields and self.partner_path != "id":
            groups = model._read_group(domain, [self.partner_path])
            return {partner.id for (partner,) in groups if partner}
        found = set()
        for record_ids in self._batches(model.search(domain, order="id").ids):
            records = model.browse(record_ids)
            found.update(
                records.ids
                if self.partner_path == "id"
                else follow(records, self.partner_path).ids
            )
            records.invalidate_recordset()
        return found

    def _current_partner_ids(self):
        """Ids of the customers who are in the rule's segment now."""
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search(
            [("cem_lifecycle_segment_id", "=", self.segment_id.id)]
        ).ids

    @staticmethod
    def _batches(keys):
        for start in range(0, len(keys), BATCH):
            yield keys[start : start + BATCH]

    @api.model
    def _wanted_segments(self, today):
        """Segment by customer, of every customer for whom some rule holds."""
        wanted = {}
        for rule in self.search([("active", "=", True)]):
            try:
                partner_ids = rule._partner_ids(today)
            except AccessError:
                # Who is in the segment stays; the rule says what is wrong with it.
                _logger.info("%s asks about what its author may not read", rule)
                partner_ids = rule._current_partner_ids()
            for partner_id in partner_ids:
                wanted.setdefault(partner_id, rule.segment_id.id)
        return wanted

    @api.model
    def _cron_update_segments(self):
        """Put every customer into the segment that the rules and the date give.

        Only customers whose segment changes are written, a batch at a time, so that
        a second run on the same day writes nothing and a broken run goes on.
        """
        wanted = self._wanted_segments(fields.Date.context_today(self))
        partners = self.env["res.partner"].with_context(active_test=False)
        current = {
            partner_id: segment.id
            for segment, partner_ids in partners._read_group(
                [("cem_lifecycle_segment_id", "!=", False)],
                ["cem_lifecycle_segment_id"],
                ["id:array_agg"],
            )
            for partner_id in partner_ids
        }
        changes = {}
        for partner_id in wanted.keys() | current.keys():
            segment_id = wanted.get(partner_id, False)
            if current.get(partner_id, False) != segment_id:
                changes.setdefault(segment_id, []).append(partner_id)
        remaining = sum(map(len, changes.values()))
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=remaining)
        for segment_id, partner_ids in sorted(changes.items()):
            for batch in self._batches(sorted(partner_ids)):
                batch = partners.browse(batch).exists()
                batch.write({"cem_lifecycle_segment_id": segment_id})
                remaining -= len(batch)
                if not cron._commit_progress(len(batch), remaining=max(remaining, 0)):
                    return

    def action_update_now(self):
        """Ask for the recomputation that otherwise happens once a day."""
        return run_soon(
            self,
            "ir_cron_lifecycle",
            self.env._("The segments of all customers are being brought up to date."),
        )
