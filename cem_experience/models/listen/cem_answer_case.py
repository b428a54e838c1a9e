from odoo import api, models
from odoo.tools import SQL

from ...tools.base import tokens

# What the pages and the storing of an answer read, by alias of the table.
INVITED = {
    "invitation": (
        "cem.invitation",
        "access_token partner_id touchpoint_id survey_id company_id user_input_id state "
        "reason deadline channel value_tier_id next_reminder_date",
    ),
    "partner": ("res.partner", "lang user_id cem_value_tier_id"),
    "touchpoint": ("cem.touchpoint", "journey_id ask_thank_template_id"),
    "sheet": (
        "survey.user_input",
        "survey_id state access_token test_entry partner_id cem_res_model cem_res_id "
        "cem_user_id cem_touchpoint_id cem_kiosk_id",
    ),
}
TOUCHPOINT = (
    "cem.touchpoint",
    "link_token link_audience survey_id company_id journey_id embed_origins active",
)
KIOSK = ("cem.kiosk", "access_token name touchpoint_id company_id reset_seconds")


class CemAnswer(models.AbstractModel):
    """Whom a token belongs to, and all that is needed of it, in one statement.

    What is read goes into the ORM's cache, so that everything else works on records
    as usual and finds nothing left to read.
    """

    _inherit = "cem.answer"

    @api.model
    def _find_invitation(self, token, lock=False):
        """The invitation with this token.

        :param lock: wait for whoever is storing an answer to it just now
        """
        found, begun = self._read_once(
            INVITED,
            SQL(
                """
                cem_invitation invitation
                LEFT JOIN res_partner partner ON partner.id = invitation.partner_id
                LEFT JOIN cem_touchpoint touchpoint
                       ON touchpoint.id = invitation.touchpoint_id
                LEFT JOIN survey_user_input sheet ON sheet.id = invitation.user_input_id
                """
            ),
            "invitation.access_token",
            token,
            SQL(
                """
                EXISTS (SELECT FROM survey_user_input_line line
                         WHERE line.user_input_id = sheet.id)
                """
            ),
            SQL("FOR NO KEY UPDATE OF invitation") if lock else SQL(),
        )
        invitation, sheet = found["invitation"], found["sheet"]
        if sheet:
            self._cache(sheet, {"cem_invitation_ids": invitation._ids})
            if not begun:
                self._cache(sheet, {"user_input_line_ids": ()})
        return invitation

    @api.model
    def _find_touchpoint(self, token):
        """The touchpoint with this token, if its open link is in use."""
        found, _extra = self._read_once(
            {"touchpoint": TOUCHPOINT},
            SQL("cem_touchpoint touchpoint"),
            "touchpoint.link_token",
            token,
        )
        touchpoint = found["touchpoint"]
        if not touchpoint.link_audience or not touchpoint.active:
            return touchpoint.browse()
        return touchpoint

    @api.model
    def _find_kiosk(self, token):
        """The device with this token, if it and its touchpoint are in use."""
        found, _extra = self._read_once(
            {"kiosk": KIOSK, "touchpoint": TOUCHPOINT},
            SQL(
                """
                cem_kiosk kiosk
                JOIN cem_touchpoint touchpoint ON touchpoint.id = kiosk.touchpoint_id
                 AND kiosk.active IS TRUE AND touchpoint.active IS TRUE
                """
            ),
            "kiosk.access_token",
            token,
        )
        return found["kiosk"]

    @api.model
    def _read_once(self, sources, tables, key, token, extra=None, lock=None):
        """Read one row of several tables into the cache of their records.

        :param sources: by alias, model and names of the fields (columns) to read
        :param key: alias and column that holds the token
        :return: records by alias, empty where there is no row; and ``extra``
        """
        records = {alias: self.env[model] for alias, (model, _n) in sources.items()}
        token = tokens.canonical(token)
        if not token:
            return records, None
        columns = {
            alias: ["id", *names.split()] for alias, (_model, names) in sources.items()
        }
        # Who comes second to a lock begins anew, which is no error to be noted.
        self.env.cr.execute(
            SQL(
                "SELECT %s, %s FROM %s WHERE %s = %s %s",
                SQL(", ").join(
                    SQL.identifier(alias, name)
                    for alias, names in columns.items()
                    for name in names
                ),
                extra or SQL("NULL"),
                tables,
                SQL.identifier(*key.split(".")),
                token,
                lock or SQL(),
            ),
            log_exceptions=False,
        )
        row = self.env.cr.fetchone()
        if not row:
            return records, None
        *cells, more = row
        cells = iter(cells)
        for alias, names in columns.items():
            values = {name: next(cells) for name in names}
            if row_id := values.pop("id"):
                records[alias] = records[alias].browse(row_id)
                self._cache(records[alias], values)
        return records, more

    @api.model
    def _cache(self, record, values):
        """Let a record know values of its columns, as if it had read them."""
        for name, value in values.items():
            record._fields[name]._update_cache(record, value)
