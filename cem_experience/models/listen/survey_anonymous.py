from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.orm.models import NO_ACCESS
from odoo.tools import SQL


class SurveyUserInput(models.Model):
    """Answers that nobody can trace back to whoever gave them.

    Two things would give a person away although no name is stored: the moment and
    the order in which rows were written. So an anonymous answer sheet has a date and
    no time, nobody's name in its log columns, and does not count at first. Once
    enough sheets of the same survey and touchpoint wait, some of them are copied into
    new rows in random order, with one date, in one transaction, and the first ones are
    deleted (``survey_mixing.py``). Only then are they scored and shown.
    """

    _inherit = "survey.user_input"

    cem_unmixed = fields.Boolean(
        readonly=True,
        help="Anonymous, and waiting until it can be mixed with others.",
    )

    # What a sheet says until it is mixed, and then no more.
    cem_pool = fields.Char(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        export_string_translation=False,
        help="Sheets are mixed with those of the same pool: company, and how the "
        "customer came to answer.",
    )
    cem_person = fields.Char(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        export_string_translation=False,
        help="Tells whether two waiting sheets are of one person, and not of whom. "
        "Empty for those who were not invited.",
    )
    cem_group_size = fields.Integer(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        export_string_translation=False,
        help="Fewest people of a group when the answer was given: what it relied on.",
    )

    _cem_unmixed_idx = models.Index(
        "(survey_id, cem_touchpoint_id) WHERE cem_unmixed IS TRUE"
    )

    @api.model
    def _cem_anonymous_surveys(self, vals_list):
        """Ids of the anonymous surveys to which these new sheets belong."""
        surveys = self.env["survey.survey"].browse(
            {vals["survey_id"] for vals in vals_list if vals.get("survey_id")}
        )
        # The public may not read surveys; whether they are anonymous is no secret.
        return set(surveys.sudo().filtered("cem_anonymous").ids)

    @api.model
    def _cem_make_anonymous(self, vals_list, anonymous):
        """Values without what would tell who answers.

        :param anonymous: ids of the surveys to which that applies
        :raise UserError: somebody makes such a sheet by hand
        """
        if not self.env.su:
            raise UserError(
                self.env._(
                    "Answers to an anonymous survey come from its page only. Share its "
                    "link, or invite the customer."
                )
            )
        mixed = self._cem_is_server() and self.env.context.get("cem_mixed")
        return [
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
                "cem_pool": False if mixed else self._cem_mixing_group(vals),
                "cem_person": not mixed and vals.get("cem_person"),
                "cem_group_size": 0 if mixed else self._cem_smallest_group(),
            }
            if vals.get("survey_id") in anonymous
            else vals
            for vals in vals_list
        ]

    def _cem_anonymise(self):
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
