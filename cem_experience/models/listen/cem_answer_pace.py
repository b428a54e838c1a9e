import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

_logger = logging.getLogger(__name__)

WINDOW = timedelta(minutes=10)
# Rows are needed to see a burst, and say nothing afterwards.
KEPT_FOR = timedelta(days=2)
WAKE_EACH = 10  # answers: a burst need not wake the scheduled action each time


class CemAnswerPace(models.Model):
    """How fast answers come from one address through one open link, device or survey.

    One row an answer, appended, so that respondents never wait for each other; what is
    unusual among them is found by a scheduled action. Answers of a device are one
    customer's after the other, from wherever they come; those whose address nobody can
    tell are looked at together, and bounded by nothing. The address is kept as a digest
    with the secret of the database, and for two days. Of an anonymous survey no row
    leads to an answer sheet.
    """

    _name = "cem.answer.pace"
    _description = "Pace of Answers from One Address"
    _log_access = False
    _rec_name = "link"

    link = fields.Char(required=True, help="Model and number of the link or device.")
    address = fields.Char(required=True, groups=fields.NO_ACCESS)
    date = fields.Datetime(required=True)
    user_input_id = fields.Many2one(
        "survey.user_input", index="btree_not_null", ondelete="cascade"
    )

    _pace_idx = models.Index("(link, address, date)")
    _date_idx = models.Index("(date)")

    @api.model
    def _limits(self, source):
        """How many answers in ten minutes are unusual, and how many are too many.

        :param source: ``cem.touchpoint`` (its link), ``cem.kiosk``, or ``survey.survey``
            (Odoo's own link to it)
        :return: two numbers; 0 is no limit
        """
        number = self.env["ir.config_parameter"]._cem_number
        unusual, most = number("link_unusual", 20), number("link_most", 100)
        if source._name == "cem.kiosk":
            # All customers of a device come from its one address, as fast as it lets
            # them; what is faster does not come from its page.
            by_device = WINDOW.seconds // max(source.reset_seconds, 1)
            unusual, most = (
                limit and max(limit, by_device) for limit in (unusual, most)
            )
        return unusual, most

    @api.model
    def _digest(self, source, address):
        return hmac(
            # Only the system reads the secret of the database.
            self.env(su=True),
            "cem_experience.pace",
            [source._name, source.id, address or ""],
        )[:32]

    @api.model
    def _count(self, source, address, is_device=False):
        """How many answers came from an address through a link in the last minutes.

        :param is_device: from all addresses
        """
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM cem_answer_pace
                 WHERE link = %s AND (%s OR address = %s) AND date > %s
                """,
                _link(source),
                is_device,
                self._digest(source, address),
                fields.Datetime.now() - WINDOW,
            )
        )
        return count

    @api.model
    def _told(self, source, address):
        """Above how many in ten minutes somebody is told; 0: nobody ever is.

        Where addresses cannot be told apart, as behind a proxy that Odoo does not know
        of, that is as many as one address may send in all.
        """
        unusual, most = self._limits(source)
        if source._name == "cem.kiosk" or address or not unusual:
            return unusual
        return max(unusual, most)

    @api.model
    def _is_too_fast(self, source, address):
        """Whether one answer more would be too many.

        :param address: None where nobody can tell it
        """
        most = address and self._limits(source)[1]
        return bool(most) and self._count(source, address) >= most

    @api.model
    def _note(self, source, address, sheet):
        """Note that an answer came, and have it looked at if there are many."""
        told = self._told(source, address)
        if not told or not sheet:
            return
        sheet_id = None if sheet.survey_id.cem_anonymous else sheet.id
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cem_answer_pace (link, address, date, user_input_id)
                     VALUES (%s, %s, %s, %s)
                """,
                _link(source),
                self._digest(source, address),
                fields.Datetime.now(),
                sheet_id,
            )
        )
        over = self._count(source, address, source._name == "cem.kiosk") - told
        if over > 0 and over % WAKE_EACH == 1:
            self.env["ir.cron"]._cem_wake("cem_experience.ir_cron_answer_bursts")

    @api.model
    def _cron_find_bursts(self):
        """Find what came at an unusual pace, mark it, and tell who answers for it."""
        self.env.flush_all()
        links = self.env.execute_query(SQL("SELECT DISTINCT link FROM cem_answer_pace"))
        for (link,) in links:
            model, number = link.split(",")
            source = self.env[model].browse(int(number)).exists()
            if not source or not self._told(source, None):
                continue
            for found in self._find(source):
                try:
                    with self.env.cr.savepoint():
                        self.env["cem.answer.burst"]._mark(source, *found)
                except Exception:
                    # One that cannot be marked does not keep the others from it.
                    _logger.warning("A burst at %s was not marked", link, exc_info=True)
        self.env.cr.execute(
            SQL(
                "DELETE FROM cem_answer_pace WHERE date < %s",
                fields.Datetime.now() - KEPT_FOR,
            )
        )

    @api.model
    def _find(self, source):
        """Bursts of a link: address, first and last moment, number, ids of sheets."""
        return self.env.execute_query(
            SQL(
                """
                WITH known AS (
                    SELECT CASE WHEN %(is_device)s THEN %(nobody)s ELSE address END
                               AS address, date, user_input_id
                      FROM cem_answer_pace WHERE link = %(link)s
                ), paced AS (
                    SELECT address, date, count(*) OVER (
                               PARTITION BY address ORDER BY date
                               RANGE BETWEEN %(window)s PRECEDING AND CURRENT ROW
                           ) AS lately
                      FROM known
                ), fast AS (
                    SELECT address, min(date) - %(window)s AS first, max(date) AS last
                      FROM paced
                     WHERE lately > CASE WHEN address = %(nobody)s
                                         THEN %(told_of_nobody)s ELSE %(told)s END
                  GROUP BY address
                )
                SELECT fast.address, min(known.date), max(known.date), count(*),
                       array_remove(array_agg(known.user_input_id), NULL)
                  FROM fast JOIN known
                    ON known.address = fast.address
                   AND known.date BETWEEN fast.first AND fast.last
              GROUP BY fast.address
                """,
                is_device=source._name == "cem.kiosk",
                nobody=self._digest(source, None),
                told_of_nobody=self._told(source, None),
                told=self._told(source, "any"),
                window=WINDOW,
                link=_link(source),
            )
        )


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def _create_answer(self, *args, **kwargs):
        """Note sheets that were begun by Odoo's own link, as those of our links are."""
        sheets = super()._create_answer(*args, **kwargs)
        address = self.env.context.get("cem_paced_address")
        if address is not None:
            # whoever answers has no right on what is noted
            pace = self.env["cem.answer.pace"].sudo()
            for sheet in sheets.filtered(
                lambda one: one.survey_id.survey_type == "cem"
            ):
                pace._note(sheet.survey_id, address, sheet)
        return sheets


def _link(source):
    return f"{source._name},{source.id}"
