import random
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Unfinished sheets are left to their owners for this long before they are closed.
UNFINISHED_DAYS = 2


class SurveyUserInput(models.Model):
    """Answers that nobody can trace back to whoever gave them.

    Two things would give a person away although no name is stored: the moment and
    the order in which rows were written. So an anonymous answer sheet has a date and
    no time, nobody's name in its log columns, and does not count at first. Once
    enough sheets of the same survey and touchpoint wait, they are all copied into new
    rows in random order, with one date, in one transaction, and the first ones are
    deleted. Only then are they scored and shown.
    """

    _inherit = "survey.user_input"

    cem_unmixed = fields.Boolean(
        readonly=True,
        help="Anonymous, and waiting until it can be mixed with others.",
    )

    _cem_unmixed_idx = models.Index(
        "(survey_id, cem_touchpoint_id) WHERE cem_unmixed IS TRUE"
    )

    @api.model_create_multi
    def create(self, vals_list):
        surveys = self.env["survey.survey"].browse(
            {vals["survey_id"] for vals in vals_list if vals.get("survey_id")}
        )
        # The public may not read surveys; whether they are anonymous is no secret.
        anonymous = set(surveys.sudo().filtered("cem_anonymous").ids)
        if not anonymous:
            return super().create(vals_list)
        mixed = self.env.context.get("cem_mixed")
        vals_list = [
            {
                **vals,
                "partner_id": False,
                "email": False,
                "nickname": False,
                "lang_id": False,
                "cem_res_model": False,
                "cem_res_id": False,
                "cem_user_id": False,
                "cem_unmixed": not mixed and not vals.get("test_entry"),
            }
            if vals.get("survey_id") in anonymous
            else vals
            for vals in vals_list
        ]
        sheets = super().create(vals_list)
        sheets._cem_blur()
        return sheets

    def write(self, vals):
        result = super().write(vals)
        self._cem_blur()
        return result

    def _cem_blur(self):
        """Keep the day of anonymous sheets, and forget time and login."""
        sheets = self.filtered(lambda sheet: sheet.survey_id.cem_anonymous)
        if not sheets:
            return
        self.env.flush_all()
        for table, key in (
            ("survey_user_input", "id"),
            ("survey_user_input_line", "user_input_id"),
        ):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s
                       SET create_uid = NULL, write_uid = NULL,
                           create_date = date_trunc('day', create_date),
                           write_date = date_trunc('day', create_date)
                     WHERE %(key)s = ANY(%(ids)s)
                    """,
                    table=SQL.identifier(table),
                    key=SQL.identifier(key),
                    ids=sheets.ids,
                )
            )
        self.env.cr.execute(
            SQL(
                """
                UPDATE survey_user_input
                   SET partner_id = NULL, email = NULL, nickname = NULL,
                       lang_id = NULL,
                       start_datetime = date_trunc('day', start_datetime),
                       end_datetime = date_trunc('day', end_datetime)
                 WHERE id = ANY(%s)
                """,
                sheets.ids,
            )
        )
        sheets.invalidate_recordset()
        sheets.user_input_line_ids.invalidate_recordset()

    @api.model
    def _cron_mix_anonymous(self):
        """Mix what waits, wherever there is enough of it. Mixing is done in one go."""
        size = max(self.env["ir.config_parameter"]._cem_minimum_group_size(), 2)
        self.env.flush_all()
        groups = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(sheet.id)
                  FROM survey_user_input sheet
                  JOIN survey_survey survey ON survey.id = sheet.survey_id
                 WHERE sheet.cem_unmixed IS TRUE
                   AND (sheet.state = 'done'
                        OR (sheet.state = 'in_progress'
                            AND survey.cem_count_partial
                            AND sheet.create_date < %s))
              GROUP BY sheet.survey_id, sheet.cem_touchpoint_id
                HAVING count(*) >= %s
                """,
                fields.Datetime.now() - timedelta(days=UNFINISHED_DAYS),
                size,
            )
        )
        for (ids,) in groups:
            self.browse(ids)._cem_mix()

    def _cem_mix(self):
        """Replace these sheets by equal ones in random order."""
        sheets = self.try_lock_for_update()
        if len(sheets) != len(self):
            # Somebody is writing on one of them; the next run finds them all.
            return
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        values = [sheet._cem_mixed_values(today) for sheet in sheets]
        random.SystemRandom().shuffle(values)
        quiet = {"tracking_disable": True, "mail_create_nolog": True}
        sheets.with_context(**quiet).unlink()
        # A form that is sent again finds its token still used.
        self.env.flush_all()
        self.with_context(cem_mixed=True, **quiet).create(values)

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

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.user_input_id._cem_blur()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.user_input_id._cem_blur()
        return result

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
            "suggested_answer_id": self.suggested_answer_id.id,
            "matrix_row_id": self.matrix_row_id.id,
        }
