import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.base.texts import file_name, html_page, one_line
from .cem_dashboard_mail import STEPS

_logger = logging.getLogger(__name__)

REPORT = "cem_experience.cem_dashboard_report_action"
# A page takes seconds; whoever has been making one for longer is dead.
INTERRUPTED_AFTER = timedelta(minutes=30)
PICTURE_WIDTH = 920


class CemDashboardMail(models.Model):
    """How the dashboard goes out: to each recipient at most once per due date.

    A row is claimed, and the claim committed, before the page is made. The mail is
    written in the same transaction that notes it as sent; Odoo's queue delivers it.
    """

    _inherit = "cem.dashboard.mail"

    @api.model
    def _cron_send(self):
        """Send what is due; running it twice sends nothing twice."""
        cron = self.env["ir.cron"]
        today = fields.Date.context_today(self)
        self._note_interrupted()
        due = self.search([("next_date", "<=", today)])
        for place, mail in enumerate(due, start=1):
            for user in mail.user_ids:
                mail._send_once(user)
            # All have been claimed: from now on the next date is waited for.
            mail._step(today)
            if not cron._commit_progress(1, remaining=len(due) - place):
                break

    @api.model
    def _note_interrupted(self):
        self.env["cem.dashboard.mail.run"].search(
            [
                ("state", "=", "sending"),
                ("write_date", "<", fields.Datetime.now() - INTERRUPTED_AFTER),
            ]
        ).write({"state": "interrupted"})

    def _step(self, today):
        """Move on to the next date that lies ahead: what was missed is not made up."""
        date = self.next_date
        while date <= today:
            date += STEPS[self.interval]
        self.next_date = date

    def _send_once(self, user):
        """Claim, make and send one mail, each in a transaction of its own."""
        cron, due = self.env["ir.cron"], self.next_date
        try:
            run = self._claim(user, due)
            cron._commit_progress(0)
            if not run:
                return
            run.write(self._sent_values(user))
            cron._commit_progress(0)
        except psycopg2.OperationalError:
            # Another process is at it just now.
            self.env.cr.rollback()
            _logger.info("%s to %s is being sent by somebody else", self, user)
        except Exception as error:
            # One bad recipient neither stops nor loses the rest.
            self.env.cr.rollback()
            _logger.info("%s could not be sent to %s", self, user, exc_info=True)
            run.write({"state": "failed", "note": str(error)[:500]})
            cron._commit_progress(0)

    def _claim(self, user, due):
        """The row of this mail to this person; empty if somebody has it already."""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cem_dashboard_mail_run
                    (mail_id, user_id, due_date, state,
                     create_uid, create_date, write_uid, write_date)
                VALUES (%(mail)s, %(user)s, %(due)s, 'sending',
                        %(uid)s, %(now)s, %(uid)s, %(now)s)
                ON CONFLICT (mail_id, user_id, due_date) DO NOTHING
                RETURNING id
                """,
                mail=self.id,
                user=user.id,
                due=due,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return self.env["cem.dashboard.mail.run"].browse(row[0] for row in rows)

    def _sent_values(self, user):
        """Send it, and say what has become of it."""
        if not user.active or not user.email:
            note = self.env._("no e-mail address, or no user any more")
            return {"state": "skipped", "note": note}
        try:
            self._send_to(user)
        except AccessError:
            note = self.env._("may not see the dashboard (any more)")
            return {"state": "skipped", "note": note}
        return {"state": "sent"}

    def _send_to(self, user):
        """Write the mail with what this person may see, in their language.

        :raise AccessError: this person may not see the dashboard, or not this company
        """
        self.ensure_one()
        env = self._env_of(user)
        asked = self._asked(user)
        found = env["cem.dashboard"].get_data(**asked)
        # A favourite may be somebody else's own; its name is that of the selection.
        filters = self.sudo().filter_id.name or ""
        values = env["report.cem_experience.cem_dashboard_report"]._values(
            found, title=self.name, filters=filters
        )
        period = found["period"]["name"] or env._("All time")
        content = self._page(env, asked, values)
        # Odoo's queue of mails belongs to nobody; what the mail holds was read with the
        # rights of its recipient.
        env["mail.mail"].sudo().create(
            {
                "subject": one_line(f"{self.name}: {period}"),
                "recipient_ids": user.partner_id.ids,
                "email_from": env.company.email_formatted or user.email_formatted,
                "body_html": html_page(
                    env["ir.qweb"]._render(
                        "cem_experience.cem_dashboard_mail_body",
                        values
                        | {"link": f"{self.get_base_url()}/odoo/experience-dashboard"},
                    ),
                    user.lang or "en_US",
                ),
                "auto_delete": True,
                "attachment_ids": [
                    fields.Command.create(
                        {
                            "name": f"{file_name(self.name)}.{self.file_type}",
                            "raw": content,
                            "res_model": "mail.mail",
                        }
                    )
                ],
            }
        )
        # Anybody's mail may wake the queue.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _env_of(self, user):
        """The rights, companies and language of a recipient."""
        companies = self.company_id or user.company_ids
        if not companies <= user.company_ids:
            raise AccessError(self.env._("This is another company."))
        context = {
            **self.env.context,
            "allowed_company_ids": companies.ids,
            "lang": user.lang,
            "tz": user.tz,
        }
        return self.env(user=user.id, context=context)

    def _page(self, env, asked, values):
        """Bytes of the attachment, made in the environment of the recipient."""
        reports = env["ir.actions.report"]
        if self.file_type == "png":
            html = env["ir.qweb"]._render(
                "cem_experience.cem_dashboard_picture", values
            )
            [picture] = reports._run_wkhtmltoimage(
                # without it the browser of twenty years ago is imitated
                [f"<!DOCTYPE html>{html}"],
                PICTURE_WIDTH,
                0,
                image_format="png",
            )
            if not picture:
                raise UserError(env._("The picture could not be made; choose PDF."))
            return picture
        asked = asked | {"title": values["title"], "filters": values["filters"]}
        content, _type = reports._render_qweb_pdf(REPORT, None, data=asked)
        return content
