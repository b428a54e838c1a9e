"""Records that have grown old, and the scheduled action that looks at them."""

from unittest.mock import patch

from odoo.tools import SQL, mute_logger

from ...models.customer import cem_retention


class RetentionCommon:
    """For test cases: what is as old as it says, and whether it is kept."""

    def _make_older(self, record, column, age):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s - %s::interval WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(column),
                SQL.identifier(column),
                age,
                record.id,
            )
        )
        record.invalidate_recordset()

    def _run(self):
        with (
            self.enter_registry_test_mode(),
            mute_logger("odoo.models.unlink"),
            patch.object(cem_retention, "BATCH", 1),
        ):
            self.env.ref("cem_experience.ir_cron_retention").method_direct_trigger()
        self.env.invalidate_all()

    def _check_kept(self, make, setting):
        """What is two years old goes when it is to be kept for one, and not before.

        :param make: callable that returns a new record
        :param setting: name of the field of the settings, in months
        """
        old, new = make(), make()
        self._make_older(old, "create_date", "24 months")
        self._run()
        self.assertTrue(old.exists() and new.exists(), "no limit at first")
        self.env["res.config.settings"].create({setting: 12}).execute()
        self._run()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())
