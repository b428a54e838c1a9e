from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.listen import mixing

# Unfinished sheets are left to their owners for this long before they are closed.
UNFINISHED_DAYS = 2
# Nobody has answered for this long: those who were kept back are mixed, too.
QUIET_DAYS = 30
# No group is smaller, whatever the settings say.
SMALLEST = 2


class SurveyUserInput(models.Model):
    """Mixing anonymous answer sheets; why it is done stands in ``survey_anonymous.py``.

    Sheets are mixed with those only that are like them in all that a sheet and an
    invitation both say: survey, touchpoint, company, and whether the customer had been
    invited. Open links, of which one person may send any number of forms, never fill up a
    group of invited people.
    """

    _inherit = "survey.user_input"

    @api.model
    def _cem_smallest_group(self):
        """Fewest different people of whom anonymous answers are mixed."""
        params = self.env["ir.config_parameter"]
        return max(params._cem_minimum_group_size(), SMALLEST)

    @api.model
    def _cem_mixing_group(self, vals):
        """What a sheet has to be like to be mixed with another one, as a text."""
        if vals.get("cem_pool"):
            return vals["cem_pool"]
        kiosk = self.env["cem.kiosk"].browse(vals.get("cem_kiosk_id") or [])
        return f"{kiosk.company_id.id or ''}:{vals.get('cem_channel') or ''}"

    @api.model
    def _cron_mix_anonymous(self):
        """Mix what waits, wherever there is enough of it."""
        self.env.flush_all()
        quiet = fields.Datetime.now() - timedelta(days=QUIET_DAYS)
        pools = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(sheet.id ORDER BY sheet.id),
                       array_agg(sheet.cem_person ORDER BY sheet.id),
                       max(sheet.cem_group_size), max(sheet.create_date)
                  FROM survey_user_input sheet
                  JOIN survey_survey survey ON survey.id = sheet.survey_id
                 WHERE sheet.cem_unmixed IS TRUE
                   AND (sheet.state = 'done'
                        OR (sheet.state = 'in_progress'
                            AND survey.cem_count_partial
                            AND sheet.create_date < %s))
              GROUP BY sheet.survey_id, sheet.cem_touchpoint_id, sheet.cem_pool
                """,
                fields.Datetime.now() - timedelta(days=UNFINISHED_DAYS),
            )
        )
        smallest = self._cem_smallest_group()
        for ids, people, promised, youngest in pools:
            # what it was when they answered, if it is lower now
            minimum = max(smallest, promised or 0)
            places = mixing.batch(people, minimum, everything=youngest < quiet)
            if places:
                self.browse(ids[place] for place in places)._cem_mix()

    def _cem_mix(self):
        """Replace these sheets by equal ones, in the random order that they are in."""
        sheets = self.try_lock_for_update()
        if len(sheets) != len(self):
            # Somebody is writing on one of them; the next run finds them all.
            return
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        values = [sheet._cem_mixed_values(today) for sheet in self]
        company_id = int((self[:1].cem_pool or "").partition(":")[0] or 0)
        company = self.env["res.company"].browse(company_id).exists()
        quiet = {"tracking_disable": True, "mail_create_nolog": True}
        sheets.with_context(**quiet).unlink()
        # A form that is sent again finds its token still used.
        self.env.flush_all()
        inputs = self.env["survey.user_input"].with_company(company or self.env.company)
        inputs.with_context(cem_mixed=True, **quiet).create(values)

    def _cem_mixed_values(self, today):
        self.ensure_one()
        vals = {
            "survey_id": self.survey_id.id,
            "state": self.state,
            "start_datetime": today,
            "end_datetime": today,
            "cem_touchpoint_id": self.cem_touchpoint_id.id,
            "cem_channel": self.cem_channel,
            "cem_comment": self.cem_comment,
            "predefined_question_ids": [(6, 0, self.predefined_question_ids.ids)],
            "user_input_line_ids": [
                (0, 0, line._cem_mixed_values()) for line in self.user_input_line_ids
            ],
        }
        if not self.last_displayed_page_id:
            # Only the browser knows this token. One that went on to Odoo's own page
            # is in an address, and so perhaps in the web server's log.
            vals["access_token"] = self.access_token
        return vals


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def _cem_mixed_values(self):
        self.ensure_one()
        names = (
            "skipped",
            "answer_type",
            "value_char_box",
            "value_text_box",
            "value_numerical_box",
            "value_scale",
            "value_date",
            "value_datetime",
        )
        return {
            **{name: self[name] for name in names},
            "question_id": self.question_id.id,
            "cem_version_id": self.cem_version_id.id,
            "suggested_answer_id": self.suggested_answer_id.id,
            "matrix_row_id": self.matrix_row_id.id,
        }
