import numpy as np

from odoo import models
from odoo.tools import SQL

# Outcomes that customers do not say but do: value, and of which customers
BEHAVIOUR = {
    "retention": (
        "CASE WHEN v.record_count > 0 THEN 1.0 ELSE 0.0 END",
        "v.record_count_start > 0",
    ),
    "revenue": ("v.amount::float8", "v.record_count + v.record_count_start > 0"),
}
# Respondents are split at random into so many groups, each with sums of its own.
GROUPS = 200


class CemDriverStudy(models.Model):
    """From one row a score to sums of products, all of it in PostgreSQL."""

    _inherit = "cem.driver.study"

    def _driver_answers(self):
        """One row a score: who answered, the driver (or None) and whether the outcome.

        A respondent is an answer sheet, else a row of an import, else what a customer
        said on one day. Anonymous answers without a sheet cannot be put together.
        """
        self.ensure_one()
        scores = self.env["cem.score"]
        scores.flush_model()
        query = scores._search(self._score_domain())
        fields = {
            name: scores._field_to_sql(query.table, name, query)
            for name in (
                "user_input_id",
                "import_column_id",
                "import_row",
                "partner_id",
                "date",
                "measure",
                "dimension_id",
                "touchpoint_id",
                "value",
            )
        }
        groups = self._driver_groups(scores, query)
        outcome = SQL("s.measure = %s", self.outcome_measure)
        if self.outcome_dimension_id:
            outcome = SQL(
                "%s AND s.dimension_id = %s", outcome, self.outcome_dimension_id.id
            )
        driver = SQL.identifier("s", self.driver_kind)
        rows = query.select(
            *(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in fields.items()
            ),
            *(SQL("%s AS %s", column, _group(n)) for n, column in enumerate(groups)),
        )
        own = [SQL.identifier("s", _group_name(n)) for n in range(len(groups))]
        if self.outcome_measure in BEHAVIOUR:
            return self._behaviour_answers(driver, rows, own)
        return SQL(
            """
            SELECT CASE WHEN s.user_input_id IS NOT NULL THEN 1
                        WHEN s.import_column_id IS NOT NULL THEN 2 ELSE 3 END AS kind,
                   COALESCE(s.user_input_id, c.import_id, s.partner_id) AS who,
                   CASE WHEN s.user_input_id IS NOT NULL THEN 0
                        WHEN s.import_column_id IS NOT NULL THEN s.import_row
                        ELSE s.date - DATE '2000-01-01' END AS part,
                   CASE WHEN s.measure = 'experience' AND NOT (%(outcome)s)
                        THEN %(driver)s END AS driver,
                   %(outcome)s AS is_outcome,
                   s.value%(groups)s
              FROM (%(scores)s) s
         LEFT JOIN cem_score_import_column c ON c.id = s.import_column_id
             WHERE COALESCE(s.user_input_id, c.import_id, s.partner_id) IS NOT NULL
            """,
            outcome=outcome,
            driver=driver,
            groups=SQL("").join(SQL(", %s", column) for column in own),
            scores=rows,
        )

    def _behaviour_answers(self, driver, rows, groups):
        """As :meth:`_driver_answers`, where the outcome is what customers did.

        A respondent is a customer: a company with all its contacts is one. What the
        customer belongs to is what is known of who said it.
        """
        self.env["cem.customer.value"].flush_model()
        outcome, known = BEHAVIOUR[self.outcome_measure]
        return SQL(
            """
            SELECT 4 AS kind, p.commercial_partner_id AS who, 0 AS part,
                   CASE WHEN s.measure = 'experience' THEN %(driver)s END AS driver,
                   FALSE AS is_outcome, s.value::float8 AS value%(groups)s
              FROM (%(rows)s) s JOIN res_partner p ON p.id = s.partner_id
             UNION ALL
            SELECT 4, v.partner_id, 0, NULL, TRUE, %(outcome)s%(unknown)s
              FROM cem_customer_value v
             WHERE v.company_id = %(company)s AND %(known)s
            """,
            driver=driver,
            rows=rows,
            groups=SQL("").join(
                SQL(", %s AS %s", column, _group(n)) for n, column in enumerate(groups)
            ),
            unknown=SQL(", NULL::integer" * len(groups)),
            outcome=SQL(outcome),
            company=self.company_id.id,
            known=SQL(known),
        )

    def _driver_counts(self):
        """How many respondents with an outcome there are, and spoke of each driver.

        :return: tuple (number of respondents, mapping of driver id to number)
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH answers AS (%s),
                asked AS (
                    SELECT kind, who, part FROM answers
                  GROUP BY kind, who, part
                    HAVING BOOL_OR(is_outcome) AND COUNT(driver) > 0
                )
                SELECT NULL, COUNT(*) FROM asked
                 UNION ALL
                SELECT driver, COUNT(DISTINCT (kind, who, part))
                  FROM answers JOIN asked USING (kind, who, part)
                 WHERE driver IS NOT NULL
              GROUP BY driver
                """,
                self._driver_answers(),
            )
        )
        counts = dict(rows)
        return counts.pop(None, 0), counts

    def _driver_moments(self, drivers, group_count=0):
        """Sums of products of (1, drivers, outcome) of respondents at random.

        Only respondents who answered all of it count. They are put together by a hash,
        and so alike each time, and by the groups that they are weighed by. Who said
        something as one of several groups belongs to that of most answers.

        :param drivers: ids of the drivers, in order
        :param group_count: how many columns of groups the answers have
        :return: tuple (array, rows x (drivers + 2) x (drivers + 2); per row a tuple of
            the random number and the groups)
        """
        size = len(drivers) + 2
        columns = [SQL("1.0::float8 AS c0")]
        columns += [
            SQL(
                "AVG(value) FILTER (WHERE driver = %s) AS %s",
                driver,
                _column(number),
            )
            for number, driver in enumerate(drivers, start=1)
        ]
        columns.append(
            SQL("AVG(value) FILTER (WHERE is_outcome) AS %s", _column(size - 1))
        )
        columns += [
            SQL(
                "MODE() WITHIN GROUP (ORDER BY %(group)s) AS %(group)s", group=_group(n)
            )
            for n in range(group_count)
        ]
        keys = [SQL("random"), *(_group(n) for n in range(group_count))]
        pairs = [(i, j) for i in range(size) for j in range(i, size)]
        rows = self.env.execute_query(
            SQL(
                """
                WITH answers AS (%(answers)s),
                respondents AS (
                    SELECT ABS(hashint8(who * 1000003::bigint + part * 31 + kind) %% %(groups)s)
                               AS random,
                           %(columns)s
                      FROM answers
                     WHERE is_outcome OR driver IN %(drivers)s
                  GROUP BY kind, who, part
                )
                SELECT %(keys)s, %(sums)s FROM respondents
                 WHERE %(complete)s GROUP BY %(keys)s
                """,
                answers=self._driver_answers(),
                groups=GROUPS,
                columns=SQL(", ").join(columns),
                drivers=tuple(drivers),
                keys=SQL(", ").join(keys),
                sums=SQL(", ").join(
                    SQL("SUM(%s * %s)", _column(i), _column(j)) for i, j in pairs
                ),
                complete=SQL(" AND ").join(
                    SQL("%s IS NOT NULL", _column(number)) for number in range(1, size)
                ),
            )
        )
        moments = np.zeros((len(rows), size, size))
        for place, (i, j) in enumerate(pairs, start=len(keys)):
            sums = [row[place] for row in rows]
            moments[:, i, j] = moments[:, j, i] = sums
        return moments, [row[: len(keys)] for row in rows]


def _column(number):
    return SQL.identifier(f"c{number}")


def _group_name(number):
    return f"weighed_by_{number}"


def _group(number):
    return SQL.identifier(_group_name(number))
