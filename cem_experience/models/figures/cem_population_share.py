from odoo import api, fields, models

from .cem_population import ATTRIBUTES


class CemPopulationShare(models.Model):
    """Which share of all customers a group is."""

    _name = "cem.population.share"
    _description = "Known Share of a Group of Customers"
    _order = "attribute, share desc, id"

    population_id = fields.Many2one(
        "cem.population", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="population_id.company_id")
    group_ref = fields.Reference(
        selection="_selection_group_ref",
        string="Group",
        required=True,
        help="A value tier, a region, a store or sales team, or a company.",
    )
    attribute = fields.Selection(
        selection="_selection_attribute",
        compute="_compute_group",
        store=True,
        precompute=True,
    )
    group_id = fields.Integer(
        string="Number of the Group",
        compute="_compute_group",
        store=True,
        precompute=True,
        aggregator=None,
        export_string_translation=False,
    )
    share = fields.Float(
        string="Share (%)",
        required=True,
        digits=(5, 2),
        aggregator=None,
        help="Share of all customers. The shares of the groups of a kind add up to 100.",
    )

    _group_uniq = models.UniqueIndex(
        "(population_id, group_ref)", "This group has a share already."
    )
    _share_range = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "A share lies between 0 and 100 %."
    )

    @api.constrains("group_ref")
    def _check_group_ref(self):
        """Whoever names a group sees it: others read its name here."""
        for share in self:
            # Odoo checks what is written with superuser rights.
            share.group_ref.sudo(False).check_access("read")

    @api.model
    def _attribute_labels(self):
        return {
            "value_tier_id": self.env._("Value tier"),
            "state_id": self.env._("Region"),
            "team_id": self.env._("Store or team"),
            "company_id": self.env._("Company"),
        }

    @api.model
    def _selection_attribute(self):
        return list(self._attribute_labels().items())

    @api.model
    def _selection_group_ref(self):
        labels = self._attribute_labels()
        return [(model, labels[name]) for name, model in ATTRIBUTES.items()]

    @api.depends("group_ref")
    def _compute_group(self):
        names = {model: name for name, model in ATTRIBUTES.items()}
        for share in self:
            group = share.group_ref
            share.attribute = group and names.get(group._name)
            share.group_id = group.id if group else 0
