from datetime import timedelta
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common_listen import ListenCommon
from .mail_catcher import catch_mail


class Killed(BaseException):
    """The process is gone: no handler of ours or of Odoo's may catch this."""


@tagged("post_install", "-at_install")
class TestKilled(ListenCommon):
    """What was committed is all that is left of a killed process.

    Odoo's test cursor keeps what was committed and drops the rest when the exception
    closes it, as PostgreSQL does when a process dies.
    """

    def _run_until_killed(self, at, before):
        """Send; the process dies at the ``at``-th message, before or after SMTP."""
        real, calls = IrMail_Server.send_email, []

        def send_email(server, *args, **kwargs):
            calls.append(1)
            if len(calls) == at and before:
                raise Killed
            result = real(server, *args, **kwargs)
            if len(calls) == at:
                raise Killed
            return result

        # Not through Odoo's runner of scheduled actions: its "finally" would still
        # commit, which no killed process does.
        with (
            patch.object(IrMail_Server, "send_email", send_email),
            self.enter_registry_test_mode(),
        ):
            try:
                with self.registry.cursor() as cr:
                    api.Environment(cr, SUPERUSER_ID, {})["cem.invitation"]._cron_send()
            except Killed:
                return True
        return False

    def _run_kills(self, kills, count=6):
        """Send to ``count`` customers, with a process killed at each of ``kills``."""
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@customer.example"}
                for n in range(count)
            ]
        )
        leads = self.env["crm.lead"].create(
            [{"name": p.name, "partner_id": p.id} for p in partners]
        )
        invitations = self.touchpoint._invite(leads)
        with catch_mail(self.env) as catcher:
            for at, before in kills:
                self._run_until_killed(at, before)
            while self._run_until_killed(0, True):
                pass
            self.env.invalidate_all()
            # Those who were being written to: nobody knows, and nobody tries again.
            left = invitations.filtered(lambda i: i.state == "sending")
            doubtful = left.filtered(lambda i: not i.claim)
            self.assertLessEqual(len(doubtful), len(kills), "one for each that died")
            self._send()
            self.assertEqual(set(left.mapped("state")) - {"sending"}, set())
            left.sent_date = fields.Datetime.now() - timedelta(minutes=20)
            self._send()
        return invitations, doubtful, catcher

    def _check(self, invitations, doubtful, catcher):
        arrived = catcher.to()
        self.assertEqual(len(arrived), len(set(arrived)), "at most one mail each")
        for invitation in invitations:
            if invitation in doubtful:
                self.assertEqual(invitation.state, "failed")
                self.assertEqual(invitation.reason, "interrupted")
            else:
                self.assertEqual(invitation.state, "sent")
                self.assertIn(invitation.email_normalized, arrived)
        self.assertEqual(
            self.env["mail.mail"].search_count(
                [("model", "=", "cem.invitation"), ("state", "=", "outgoing")]
            ),
            0,
            "nothing is left for Odoo's mail queue to send a second time",
        )

    def test_killed_before_the_mail_leaves(self):
        invitations, doubtful, catcher = self._run_kills([(3, True)])
        self.assertEqual(len(doubtful), 1)
        self.assertEqual(len(catcher.to()), len(invitations) - 1)
        self._check(invitations, doubtful, catcher)

    def test_killed_after_the_mail_left(self):
        invitations, doubtful, catcher = self._run_kills([(3, False)])
        self.assertEqual(len(doubtful), 1)
        self.assertEqual(len(catcher.to()), len(invitations))
        self._check(invitations, doubtful, catcher)

    def test_doubtful_one_is_not_asked_by_another_touchpoint(self):
        invitations, doubtful, _catcher = self._run_kills([(1, True)], count=1)
        other = self._touchpoint("Other", survey_id=self.survey.id)
        lead = self._lead(partner_id=doubtful.partner_id.id)
        self.assertEqual(other._invite(lead).reason, "contacted_lately")
        self.assertEqual(invitations, doubtful)
        # A person who decides to send again may.
        doubtful.with_user(self.staff).action_send_again()
        self._send()
        self.assertEqual(doubtful.state, "sent")

    @settings(deadline=None, max_examples=8)
    @given(
        st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=5)
    )
    def test_any_kills(self, kills):
        with self.env.cr.savepoint() as savepoint:
            self._check(*self._run_kills(kills, count=4))
            savepoint.close(rollback=True)
            self.env.invalidate_all()
