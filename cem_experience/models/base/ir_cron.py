from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.base.throttle import AtMostEvery

# Answers come by the dozen a second, and scheduled actions take all there is at once.
wake_up = AtMostEvery(seconds=1)


class IrCron(models.Model):
    """Scheduled actions of ours go on without waiting for the next look.

    Odoo looks for work once a minute and whenever somebody has asked for some. What was
    not done when the time of a run was over would stand still until then. What a killed
    server has left is found by that look, about a minute after the next one has started:
    a server that starts cannot wake its own workers, who listen only after all is loaded.
    """

    _inherit = "ir.cron"

    @api.model
    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        left = super()._commit_progress(
            processed, remaining=remaining, deactivate=deactivate
        )
        # Odoo puts what remains back on the list, and wakes nobody. Without progress
        # there is no hurry: somebody else is at work on it.
        if not left and processed and remaining and self._cem_is_ours():
            wake_up(self.env.cr.dbname, self._notifydb)
        return left

    @api.model
    def _cem_is_ours(self):
        """Whether the scheduled action that runs is one of this addon and its glue."""
        cron_id = self.env.context.get("cron_id")
        return bool(
            cron_id
            # which addon a scheduled action is of is no secret
            and self.env["ir.model.data"]
            .sudo()
            .search_count(
                [
                    ("model", "=", "ir.cron"),
                    ("res_id", "=", cron_id),
                    ("module", "=like", "cem\\_experience%"),
                ],
                limit=1,
            )
        )

    @api.model
    def _cem_wake(self, xmlid):
        """Have a scheduled action run as soon as can be.

        :meth:`_trigger` opens a connection of its own to wake the workers, each time.
        Here the order is written just the same, in one statement, and they are woken
        at once, but no more than once a second.
        """
        # Not there while the addon is being installed.
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(xmlid)
        written = cron_id and self.env.execute_query(
            SQL(
                """
                INSERT INTO ir_cron_trigger
                       (cron_id, call_at, create_uid, create_date, write_uid, write_date)
                SELECT id, %s, %s, now() AT TIME ZONE 'UTC', %s,
                       now() AT TIME ZONE 'UTC'
                  FROM ir_cron WHERE id = %s AND active
             RETURNING id
                """,
                fields.Datetime.now(),
                self.env.uid,
                self.env.uid,
                cron_id,
            )
        )
        if written:
            name, notify = self.env.cr.dbname, self._notifydb
            self.env.cr.postcommit.add(lambda: wake_up(name, notify))
