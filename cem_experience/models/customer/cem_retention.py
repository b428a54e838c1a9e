from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...tools.base.hooks import hook

# Rows that are dealt with, and committed, together.
BATCH = 1000
# Whatever the setting says: an answer, a reminder or the quiet time may hang on it.
AT_LEAST = timedelta(days=30)


class CemRetention(models.AbstractModel):
    """How long each kind of personal data is kept.

    For each kind there is a setting in months; none of them is set at first. A model that
    keeps something of a kind has a method ``_cem_retain_<kind>(before, limit)``, which
    takes away what is older, at most so many rows, and returns how many they were. Rows
    on which figures rest stay, without words and names: no sum changes.
    """

    _name = "cem.retention"
    _description = "Retention of Personal Data"

    @api.model
    @hook
    def _kinds(self):
        """Kinds of personal data that are kept for a time, each with its setting."""
        return ("comments", "sheets", "invitations", "files")

    @api.model
    def _before(self, kind):
        """What is older goes; None if all is kept."""
        # Settings are readable by administrators only.
        params = self.env["ir.config_parameter"].sudo()
        try:
            months = int(params.get_param(f"cem_experience.keep_{kind}_months") or 0)
        except ValueError:
            months = 0
        if months <= 0:
            return None
        now = fields.Datetime.now()
        return min(now - relativedelta(months=months), now - AT_LEAST)

    @api.model
    def _cron_retain(self):
        """Take away what is older than the settings say, a batch at a time."""
        for kind in self._kinds():
            before = self._before(kind)
            method = f"_cem_retain_{kind}"
            for name in sorted(self.env.registry) if before else ():
                model = self.env[name]
                if not hasattr(model, method):
                    continue
                while count := getattr(model, method)(before, BATCH):
                    if not self.env["ir.cron"]._commit_progress(count):
                        return
        self.env["ir.cron"]._commit_progress(remaining=0)
