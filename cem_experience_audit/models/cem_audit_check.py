from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, plaintext2html

RESULTS = [
    ("kept", "Kept"),
    ("broken", "Broken"),
    ("not_seen", "Not seen"),
]


class CemAuditCheck(models.Model):
    """Whether one auditor found one standard kept.

    A broken standard becomes a requirement or a follow-up. Whoever else finds the
    same standard broken while that one is open is linked to it: none is made twice.
    """

    _name = "cem.audit.check"
    _description = "Audited Standard"
    _order = "line_id, sequence, id"
    # Found on the page of the audit.
    _cem_server_fields = frozenset({"line_id", "note", "result", "standard_id"})

    line_id = fields.Many2one(
        "cem.audit.line", required=True, index=True, ondelete="cascade"
    )
    audit_id = fields.Many2one(related="line_id.audit_id", store=True, index=True)
    audit_state = fields.Selection(related="line_id.audit_state", store=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    user_id = fields.Many2one(related="line_id.user_id", store=True)
    touchpoint_id = fields.Many2one(related="line_id.touchpoint_id", store=True)
    journey_id = fields.Many2one(related="line_id.journey_id", store=True)
    date = fields.Datetime(related="line_id.date_done", string="Seen On", store=True)
    standard_id = fields.Many2one(
        "cem.standard", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer()
    result = fields.Selection(RESULTS, index=True, help="Empty: not answered yet.")
    note = fields.Char(help="What was wrong.")
    requirement_id = fields.Many2one(
        "cem.requirement",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )
    followup_id = fields.Many2one(
        "cem.followup",
        string="Follow-up",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )
    is_open = fields.Boolean(
        string="Nothing Done Yet",
        compute="_compute_is_open",
        store=True,
        help="Broken, and neither a requirement nor a follow-up has been made of it.",
    )

    _standard_uniq = models.Constraint(
        "UNIQUE (line_id, standard_id)", "A standard is judged once a step."
    )

    @api.depends("standard_id", "result")
    def _compute_display_name(self):
        labels = dict(self._fields["result"]._description_selection(self.env))
        for check in self:
            name = check.standard_id.name or ""
            label = labels.get(check.result)
            check.display_name = f"{name}: {label}" if label else name

    @api.depends("result", "requirement_id", "followup_id")
    def _compute_is_open(self):
        for check in self:
            check.is_open = (
                check.result == "broken"
                and not check.requirement_id
                and not check.followup_id
            )

    def write(self, vals):
        result = super().write(vals)
        if "result" in vals:
            self._doubt_cases()
        return result

    def unlink(self):
        self._doubt_cases()
        return super().unlink()

    def _doubt_cases(self):
        """What auditors correct may take the reason from a case."""
        # auditors judge standards, and may not see what has become of them
        cases = self.sudo().followup_id
        if cases:
            cases._doubt(SQL("f.id = ANY(%s)", cases.ids))

    # ------------------------------------------------------------------
    # From a broken standard to something that is done about it
    # ------------------------------------------------------------------

    def action_requirement(self):
        """A requirement for each broken standard; open ones are used again."""
        return self._make("requirement_id")

    def action_followup(self):
        """A follow-up for each broken standard, for the owner of its touchpoint."""
        return self._make("followup_id")

    def _make(self, link):
        """Link each broken standard to one record, made or found; show them.

        :param link: name of the field
        :raise UserError: none of them is broken
        """
        # Who may make the record, may note on the check that it has been made.
        self.check_access("read")
        Model = self.env[self._fields[link].comodel_name]
        Model.check_access("create")
        broken = self.filtered(lambda check: check.result == "broken")
        if not broken:
            raise UserError(
                self.env._("None of these standards is broken. Choose broken ones.")
            )
        todo = broken.filtered(lambda check: not check[link])
        made = broken.mapped(link)
        todo._one_at_a_time()
        for (standard, company), checks in todo.grouped(
            lambda check: (check.standard_id, check.company_id)
        ).items():
            record = Model.search(
                [
                    ("standard_id", "=", standard.id),
                    ("company_id", "=", company.id),
                    *self._still_open(link),
                ],
                limit=1,
            )
            if not record:
                # where it comes from is told by the check, not by whoever presses
                maker = Model.with_company(company)._cem_as_server()
                record = maker.create(checks._values_for(link)).with_env(self.env)
            made |= record
            # whoever may see the check may make what follows from it, and no more
            checks.sudo().write({link: record.id})
        return self._show(made)

    def _one_at_a_time(self):
        """Two who deal with the same standard at once: one of them starts anew.

        A row that another transaction has written meanwhile makes the database refuse
        this one, Odoo runs it again, and then it finds what the other has made.
        """
        if self.standard_id:
            self.env.cr.execute(
                SQL(
                    "UPDATE cem_standard SET id = id WHERE id IN %s",
                    tuple(self.standard_id.ids),
                )
            )

    @api.model
    def _still_open(self, link):
        if link == "followup_id":
            return [("date_closed", "=", False)]
        return [("state", "not in", ("done", "dropped")), ("next_ids", "=", False)]

    def _show(self, records):
        action = {
            "type": "ir.actions.act_window",
            "name": records._cem_kind(),
            "res_model": records._name,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
        }
        if len(records) == 1:
            action |= {"view_mode": "form", "res_id": records.id}
        return action

    def _findings_text(self):
        """One line per auditor: date, name, and what was wrong."""
        lines = []
        for check in self:
            day = fields.Datetime.context_timestamp(
                self, check.date or check.write_date
            ).date()
            # a colleague's name is shown even where the user list is not open
            who = check.sudo().user_id.name
            words = check.note or check.line_id.note or ""
            lines.append(f"{day} {who}: {words}" if words else f"{day} {who}")
        return "\n".join(lines)

    def _values_for(self, link):
        """Values of the record to make of checks of one standard and company."""
        if link == "followup_id":
            return self._followup_values()
        return self._requirement_values()

    def _requirement_values(self):
        check = self[0]
        standard, touchpoint = check.standard_id, check.touchpoint_id
        assessment = self._assessment()
        weights = touchpoint.weight_ids.sorted("weight", reverse=True)
        line = assessment.line_ids.filtered(
            lambda one: one.dimension_id == weights[:1].dimension_id
        )
        return {
            "name": self.env._("Keep the standard: %s", standard.name),
            "company_id": check.company_id.id,
            "assessment_id": assessment.id,
            "line_id": line[:1].id if weights else False,
            "standard_id": standard.id,
            "touchpoint_id": touchpoint.id,
            "user_id": touchpoint.user_id.id or check.audit_id.user_id.id,
            "description": plaintext2html(self._findings_text()),
        }

    def _assessment(self):
        """The assessment under way that the requirement belongs to, if there is one."""
        assessments = self.env["cem.assessment"].search(
            [
                ("company_id", "=", self[0].company_id.id),
                ("state", "!=", "done"),
                ("journey_id", "in", [self[0].journey_id.id, False]),
            ],
            order="date_to desc, id desc",
        )
        own = assessments.filtered("journey_id")
        return (own or assessments)[:1]

    def _followup_values(self):
        check = self[0]
        company, touchpoint = check.company_id, check.touchpoint_id
        owners = touchpoint.user_id | check.audit_id.user_id
        owner = next((one for one in owners if company._cem_is_staff(one)), None)
        return {
            "name": self.env._("Standard broken: %s", check.standard_id.name),
            "company_id": company.id,
            "user_id": (owner or company._cem_fallback_user()).id,
            "journey_id": check.journey_id.id,
            "touchpoint_id": touchpoint.id,
            "standard_id": check.standard_id.id,
            "res_model": check.line_id._name,
            "res_id": check.line_id.id,
            "note": plaintext2html(self._findings_text()),
        }
