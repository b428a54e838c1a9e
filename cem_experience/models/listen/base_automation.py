from odoo import models

from ..base.domains import is_trusted


class BaseAutomation(models.Model):
    """A touchpoint's rule looks at records with the rights of who wrote the condition."""

    _inherit = "base.automation"

    def _cem_touchpoint(self):
        """The touchpoint that this rule asks for, if a person wrote its condition."""
        # Odoo's rules run for whoever changes a record, as this look does.
        touchpoint = self.sudo().action_server_ids[:1].cem_touchpoint_id
        if touchpoint.automation_id != self.sudo() or is_trusted(touchpoint._author()):
            return touchpoint.browse()
        return touchpoint

    def _filter_pre(self, records, feedback=False):
        touchpoint = records and self._cem_touchpoint()
        if not touchpoint or touchpoint.ask_trigger != "on_reach":
            return super()._filter_pre(records, feedback)
        # as Odoo's own look; what it finds is what the author may read
        met = touchpoint._ask_filter(records.sudo())
        return records if met is None else records - met.sudo(records.env.su)

    def _filter_post_export_domain(self, records, feedback=False):
        touchpoint = records and self._cem_touchpoint()
        if not touchpoint:
            return super()._filter_post_export_domain(records, feedback)
        # as above
        met = touchpoint._ask_filter(records.sudo())
        if met is None:  # nobody can tell: the invitation says so
            return records, None
        return met.with_env(records.env), None
