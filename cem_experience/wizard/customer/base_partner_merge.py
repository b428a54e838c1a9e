from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import table_columns

# Method of any model, called before the rows of the contacts that go are moved: with
# those contacts and the one that stays
HOOK = "_cem_merge_contacts"


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Contacts that are merged keep all that is known of each of them.

    Odoo's own merge knows of constraints and not of unique indexes: it fails on these,
    and where it knows, it deletes what does not fit. So whatever of ours names a contact
    is dealt with before: each model whose rows would be in each other's way has a
    :data:`HOOK` that unites them; the rest is moved as it is, references without a
    foreign key included.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        src_ids = tuple(src_partners.ids)
        for name in sorted(self.env.registry):
            model = self.env[name]
            if hasattr(model, HOOK):
                # Whoever merges contacts need not see what is known of them.
                getattr(model.sudo(), HOOK)(src_partners.sudo(), dst_partner.sudo())
        self.env.flush_all()
        for table, column in self._get_fk_on("res_partner"):
            # a table of two columns is a relation, which Odoo unites well
            if table.startswith("cem_") and len(table_columns(self.env.cr, table)) > 2:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(dst)s"
                        " WHERE %(column)s IN %(src)s",
                        table=SQL.identifier(table),
                        column=SQL.identifier(column),
                        dst=dst_partner.id,
                        src=src_ids,
                    )
                )
        self._cem_move_references(src_ids, dst_partner)
        self.env.invalidate_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _cem_move_references(self, src_ids, dst_partner):
        """Rows about a contact that name it by model and number."""
        for name in self.env.registry:
            model = self.env[name]
            if model._abstract or not model._auto or model._transient:
                continue
            for field in model._fields.values():
                if (
                    field.type != "many2one_reference"
                    or not field.store
                    or not (field._module or "").startswith("cem_")
                ):
                    continue
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(dst)s"
                        " WHERE %(model)s = 'res.partner' AND %(column)s IN %(src)s",
                        table=SQL.identifier(model._table),
                        column=SQL.identifier(field.name),
                        model=SQL.identifier(field.model_field),
                        dst=dst_partner.id,
                        src=src_ids,
                    )
                )

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Odoo lets the destination win; here each field has its own right answer."""
        tier, fixed = self._cem_tier(src_partners | dst_partner, dst_partner)
        # What the server has computed is united, too.
        merging, merged = (
            partners._cem_as_server().with_context(cem_consent_how="merge")
            for partners in (dst_partner, src_partners)
        )
        result = super()._update_values(merged, merging)
        self.env.flush_all()
        # A tier is nobody's decision here: no line of the history says so.
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner
                   SET cem_value_tier_id = %s, cem_value_tier_fixed = %s WHERE id = %s
                """,
                tier.id or None,
                fixed,
                dst_partner.id,
            )
        )
        self.env.invalidate_all()
        # Whoever merges contacts need not see what follows from it.
        dst_partner.sudo()._cem_merged()
        return result

    @api.model
    def _cem_tier(self, partners, dst_partner):
        """The tier that a person has chosen, or else the best of them.

        :return: tier and whether it is kept
        """
        # No matter who merges: the tier of the result is right.
        partners, dst_partner = partners.sudo(), dst_partner.sudo()
        chosen = partners.filtered("cem_value_tier_fixed")
        if dst_partner in chosen:
            return dst_partner.cem_value_tier_id, True
        tiers = (chosen or partners).with_context(active_test=False).cem_value_tier_id
        best = tiers.sorted(lambda tier: (tier.sequence, tier.id))[:1]
        return best, bool(chosen)
