from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CemContact(models.Model):
    """A need that is for sales becomes a lead, once."""

    _inherit = "cem.contact"

    lead_ids = fields.One2many(
        "crm.lead",
        "cem_contact_id",
        string="Leads",
        context={"active_test": False},
        groups="sales_team.group_sale_salesman",
    )
    lead_date = fields.Datetime(
        string="Given to Sales",
        readonly=True,
        copy=False,
        help="Since then it is a lead; it never becomes a second one.",
    )
    # Whoever noted the need may know what came of it, and no more of the lead.
    lead_state = fields.Selection(
        [("open", "Open"), ("won", "Won"), ("lost", "Lost"), ("gone", "Deleted")],
        string="Lead",
        compute="_compute_lead_state",
        compute_sudo=True,
    )
    lead_lost_reason = fields.Char(
        string="Lost Because", compute="_compute_lead_state", compute_sudo=True
    )

    @api.depends("lead_date", "lead_ids.won_status", "lead_ids.lost_reason_id")
    def _compute_lead_state(self):
        states = {"won": "won", "lost": "lost"}
        for contact in self:
            lead = contact.with_context(active_test=False).lead_ids[:1]
            contact.lead_lost_reason = lead.lost_reason_id.name or False
            if lead:
                contact.lead_state = states.get(lead.won_status, "open")
            else:
                contact.lead_state = "gone" if contact.lead_date else False

    def action_make_lead(self):
        """Give what was selected to sales; what is no need for sales is left out."""
        wanted = self.filtered(lambda one: one.is_sellable and not one.lead_date)
        if not wanted:
            raise UserError(
                self.env._(
                    "Nothing to give to sales: the need is not for sales, or it has "
                    "become a lead already."
                )
            )
        wanted._make_leads()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Given to sales: %s", len(wanted)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _make_leads(self):
        """Write the leads of contacts that have none.

        Several people may press at once: the rows are locked first, and one lead a
        contact is a rule of the database.
        """
        if not self:
            return
        self.check_access("read")
        self.lock_for_update()
        self.invalidate_recordset(["lead_date"])
        wanted = self.filtered(lambda one: not one.lead_date)
        # Whoever hears of a need need not be allowed to work on leads.
        leads = self.env["crm.lead"]._cem_sudo()
        leads = leads.with_context(mail_create_nosubscribe=True)
        leads.create([contact._lead_values() for contact in wanted])
        wanted.sudo().lead_date = fields.Datetime.now()

    def _lead_values(self):
        self.ensure_one()
        partner = self.partner_id
        what = self.need_id.name or self.product_name or ""
        lines = [
            (self.env._("Need"), self.need_id.name),
            (self.env._("Product"), self.product_name or self.need_id.product_name),
            (self.env._("Question"), self.question),
            (self.env._("Barrier"), self.barrier_id.name),
            (self.env._("Note"), self.note),
        ]
        team = self.need_id.team_id
        if team.company_id not in (team.company_id.browse(), self.company_id):
            team = team.browse()
        values = {
            "name": ": ".join(filter(None, (what, partner.name or self.caller))),
            "cem_contact_id": self.id,
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            # the customer's salesperson, unless another team sells this
            "user_id": partner.user_id.id
            if not team or partner.user_id in team.member_ids
            else False,
            "description": plaintext2html(
                "\n".join(f"{label}: {text}" for label, text in lines if text)
            ),
        }
        if team:
            values["team_id"] = team.id
        if not partner:
            caller = self.caller or ""
            number = sum(character.isdigit() for character in caller) >= 5
            values["phone" if number else "contact_name"] = caller
        return values

    def action_undo(self):
        """Take contacts back, with their score, promise and untouched lead.

        :raise UserError: sales have begun to work on the lead
        """
        self.check_access("write")
        # Only the lead of one's own contact, and only while nobody has touched it
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        leads = leads.search([("cem_contact_id", "in", self.ids)])
        if any(lead.write_uid != lead.create_uid or lead.date_closed for lead in leads):
            raise UserError(
                self.env._("Sales work on the lead already: tell them, please.")
            )
        leads.unlink()
        self._cem_as_server().write({"active": False, "lead_date": False})
        for field in ("need_id", "barrier_id"):
            proposals = self[field].filtered("is_proposal")
            # What was typed wrongly shall not stay as a proposal, unless somebody else,
            # also one whose contacts the user does not see, has typed it, too.
            proposals, contacts = proposals.sudo(), self.sudo()
            used = contacts.search([(field, "in", proposals.ids)])[field]
            (proposals - used).active = False
