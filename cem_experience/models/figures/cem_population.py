from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.figures.raking import BAD_SHARES
from ..base.tool_texts import translated_template

# What customers can be told apart by: the group of ``cem.figure``, and its model
ATTRIBUTES = {
    "value_tier_id": "cem.value.tier",
    "state_id": "res.country.state",
    "team_id": "crm.team",
    "company_id": "res.company",
}


class CemPopulation(models.Model):
    """Known shares of all customers, to weigh the answers of those who answered.

    Who answers a survey is no picture of the customers: some tiers answer more than
    others. Where the shares of all customers are known, answers can be weighed to them;
    see ``tools/figures/raking.py``.
    """

    _name = "cem.population"
    _description = "Known Shares of the Customers"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    share_ids = fields.One2many("cem.population.share", "population_id", copy=True)
    attributes = fields.Char(compute="_compute_attributes")
    note = fields.Text(help="Where the shares are known from, and as of when.")

    @api.depends("share_ids.attribute")
    @api.depends_context("lang")
    def _compute_attributes(self):
        labels = self.env["cem.population.share"]._attribute_labels()
        for population in self:
            used = population.share_ids.mapped("attribute")
            population.attributes = ", ".join(
                labels[name] for name in ATTRIBUTES if name in used
            )

    @api.constrains("share_ids")
    def _check_shares(self):
        for population in self:
            names = population._names()
            for attribute, shares in population._known_shares().items():
                total = 100 * sum(shares.values())
                if abs(total - 100) > 0.01:
                    raise ValidationError(
                        translated_template(self.env, BAD_SHARES)
                        % {"attribute": names[attribute], "total": round(total, 2)}
                    )

    def _known_shares(self):
        """Mapping of attribute to mapping of group to share (0-1)."""
        self.ensure_one()
        found = defaultdict(dict)
        for share in self.share_ids:
            found[share.attribute][share.group_id] = share.share / 100
        return {name: found[name] for name in ATTRIBUTES if name in found}

    def _attributes(self):
        """Names of the attributes, as ``cem.figure`` groups by them."""
        return tuple(self._known_shares())

    def _names(self):
        """What attributes and groups are called: by attribute, by (attribute, group)."""
        labels = self.env["cem.population.share"]._attribute_labels()
        names = {None: self.env._("not known"), **labels}
        for share in self.share_ids:
            # Who may see a figure may see the name of what it is of.
            group = share.sudo().group_ref
            names[share.attribute, share.group_id] = group.display_name or "?"
            names[share.attribute, None] = names[None]
        return names

    def action_count_customers(self):
        """Take the shares of the tiers from the customers that there are now."""
        self.check_access("write")
        for population in self:
            partners = self.env["res.partner"].with_context(active_test=True)
            domain = [("cem_value_tier_id", "!=", False)]
            if population.company_id:
                domain += [("company_id", "in", [False, population.company_id.id])]
            rows = partners._read_group(domain, ["cem_value_tier_id"], ["__count"])
            total = sum(count for _tier, count in rows)
            if not total:
                raise ValidationError(
                    self.env._("No customer has a value tier yet: type the shares.")
                )
            old = population.share_ids.filtered(
                lambda share: share.attribute == "value_tier_id"
            )
            # rounded shares must add up: the last one takes what is left
            shares = [round(100 * count / total, 2) for _tier, count in rows]
            shares[-1] = round(100 - sum(shares[:-1]), 2)
            population.share_ids = [
                *(fields.Command.delete(share.id) for share in old),
                *(
                    fields.Command.create(
                        {"group_ref": f"{tier._name},{tier.id}", "share": share}
                    )
                    for (tier, _count), share in zip(rows, shares, strict=True)
                ),
            ]
