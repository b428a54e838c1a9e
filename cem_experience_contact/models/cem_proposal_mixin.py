from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import question_similarity


class CemProposalMixin(models.AbstractModel):
    """A short managed list to which whoever works with it may propose.

    What is typed and not on the list becomes a proposal at once, so that nobody waits;
    a manager accepts it or merges it into what was meant.
    """

    _name = "cem.proposal.mixin"
    _description = "List with Proposals"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_proposal = fields.Boolean(
        string="Proposed", help="Typed by staff; no manager has accepted it yet."
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )
    contact_count = fields.Integer(string="Contacts", compute="_compute_contact_count")

    def _contact_field(self):
        """Name of the field of ``cem.contact`` that refers to this list."""
        raise NotImplementedError

    def _compute_contact_count(self):
        field = self._contact_field()
        counts = dict(
            self.env["cem.contact"]._read_group(
                [(field, "in", self.ids)], [field], ["__count"]
            )
        )
        for record in self:
            record.contact_count = counts.get(record, 0)

    @api.model
    def _list_domain(self, company):
        return [("company_id", "in", [company.id, False])]

    @api.model
    def _names_of(self, records):
        """Each record with its names in all languages, in one spelling."""
        return [
            (key, {question_similarity.plain(name) for name in names})
            for key, names in names_in_all_languages(records)
        ]

    @api.model
    def _found_or_proposed(self, name, company):
        """The record of that name in any language; a new proposal if there is none."""
        name = " ".join(str(name or "").split())[:200]
        if not name:
            return self.browse()
        wanted = question_similarity.plain(name)
        # Staff may only read the list; a proposal is all that comes of it.
        sudo = self.sudo()
        for key, names in sudo._names_of(sudo.search(self._list_domain(company))):
            if wanted in names:
                return self.browse(key)
        proposal = sudo.create(
            {
                "name": name,
                "is_proposal": True,
                "sequence": 100,
                "company_id": company.id,
            }
        )
        return self.browse(proposal.id)

    def action_accept(self):
        self.write({"is_proposal": False, "sequence": 10})

    def action_merge(self):
        """Make one of several: the one that is accepted and used most remains."""
        self.check_access("unlink")
        if len(self) < 2:
            raise UserError(self.env._("Select two or more to merge."))
        target = min(
            self,
            key=lambda one: (
                one.is_proposal,
                bool(one.company_id),
                -one.contact_count,
                one.id,
            ),
        )
        self._merge_into(target)
        return target.get_formview_action()

    def _merge_into(self, target):
        """Move the contacts of the others to ``target`` and delete the others."""
        others = self - target
        if target.company_id and others.filtered(
            lambda one: one.company_id != target.company_id
        ):
            raise UserError(
                self.env._("What belongs to several companies cannot be merged.")
            )
        field = self._contact_field()
        # What all companies share is in contacts that the manager may not see.
        self.env["cem.contact"].sudo()._regroup(field, others, target)

    def action_contacts(self):
        self.ensure_one()
        return self.env["cem.contact"]._action_open(
            [(self._contact_field(), "=", self.id)]
        )


def names_in_all_languages(records):
    """Id and names of each record, in one statement.

    :param records: of a model whose ``name`` is translated
    :return: list of (id, set of names), by id
    """
    records.flush_recordset(["name"])
    rows = records.env.execute_query(
        SQL(
            "SELECT id, name FROM %s WHERE id IN %s ORDER BY id",
            SQL.identifier(records._table),
            tuple(records.ids) or (0,),
        )
    )
    return [(key, set((names or {}).values())) for key, names in rows]
