import re

from odoo.tests import tagged
from odoo.tools import SQL

from .common_anonymous import AnonymousCommon

# Columns that say nothing of a person, although they may hold equal values: what
# thousands share, and the day.
SHARED = re.compile(
    r"_(uid|date|datetime)$|^(id|sequence|active|company_id|survey_id|touchpoint_id"
    r"|question_id|journey_id|state|cem_channel|channel|question_sequence)$"
)
# Tables and columns with numbers of contacts.
OF_PARTNER = re.compile("partner|author_id")


@tagged("post_install", "-at_install")
class TestAnonymousTraced(AnonymousCommon):
    """Tried with all rights on the database: whose is which row?"""

    def test_rows_cannot_be_joined_to_a_customer(self):
        """Try it: every table of the database that leads to a person, by equal values,
        by references, by the moment and by the order and transaction of writing.
        """
        tables = self._personal_tables()
        known = {"res_partner", "cem_invitation", "mail_message", "crm_lead"}
        self.assertLessEqual(known, set(tables), "the search finds them")
        self._answer_all(self.people)
        for mixed in (False, True):
            if mixed:
                self._mix()
            answers = self._answers()
            self.assertEqual(len(answers["survey_user_input"]), 6)
            persons = self._persons(tables)
            self.assertGreater(len(persons), 20, "there is something to join with")
            for table, ids in answers.items():
                self._try_values(table, ids, persons)
                self._try_references(table, ids, tables, answers)
        self._no_moment(answers)
        for table, ids in answers.items():
            rows = self.env.execute_query(
                SQL(
                    "SELECT count(DISTINCT xmin::text) FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(table),
                    ids,
                )
            )
            self.assertEqual(rows, [(1,)], f"{table}: written by one transaction")

    def test_the_attempt_finds_a_way_if_there_is_one(self):
        """Each way of joining is found when somebody opens it."""
        tables = self._personal_tables()
        invitations = self._answer_all(self.people)
        self._mix()
        sheets = self._sheets()
        sheet, person = sheets[0], self.people[2]
        for open_way in (
            SQL("UPDATE res_partner SET ref = %s WHERE id = %s", "Word 3", person.id),
            SQL(
                "UPDATE survey_user_input SET email = %s WHERE id = %s",
                person.email,
                sheet.id,
            ),
            SQL(
                "UPDATE cem_invitation SET user_input_id = %s WHERE id = %s",
                sheet.id,
                invitations[2].id,
            ),
            SQL(
                "UPDATE mail_message SET model = 'survey.user_input', res_id = %s"
                " WHERE id = (SELECT max(id) FROM mail_message"
                " WHERE author_id IS NOT NULL)",
                sheet.id,
            ),
        ):
            with self.env.cr.savepoint() as savepoint:
                self.env.execute_query(SQL("%s RETURNING id", open_way))
                self.env.invalidate_all()
                answers, persons = self._answers(), self._persons(tables)
                with self.assertRaises(AssertionError, msg=open_way):
                    for table, ids in answers.items():
                        self._try_values(table, ids, persons)
                        self._try_references(table, ids, tables, answers)
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _answers(self):
        """Ids of the rows of all answers, by table."""
        sheets = self._sheets()
        scores = self.env["cem.score"].search([("user_input_id", "in", sheets.ids)])
        found = {
            "survey_user_input": sheets.ids,
            "survey_user_input_line": sheets.user_input_line_ids.ids,
            "cem_score": scores.ids,
        }
        return {table: ids for table, ids in found.items() if ids}

    def _personal_tables(self):
        """Columns that lead to a person, by table, as the database's catalog has it."""
        rows = self.env.execute_query(
            SQL(
                r"""
                SELECT c.relname, array_agg(a.attname::text)
                  FROM pg_class c
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                   AND NOT a.attisdropped
                   AND (EXISTS (
                           SELECT FROM pg_constraint k
                            WHERE k.conrelid = c.oid AND k.contype = 'f'
                              AND k.conkey = ARRAY[a.attnum]
                              AND k.confrelid IN ('res_partner'::regclass,
                                                  'res_users'::regclass))
                     OR a.attname ~ '(email|phone|mobile|login|session|author|partner)'
                     OR a.attname ~ '(^|_)(ip|sid|sub)(_|$)'
                     OR (c.relname = 'res_partner' AND a.attname = 'id'))
              GROUP BY c.relname
                """
            )
        )
        return dict(rows)

    def _persons(self, tables):
        """{text: people whose rows say it}, from all rows that lead to one of them."""
        self.env.flush_all()
        emails = {person.email: person.id for person in self.people}
        ids = [str(person_id) for person_id in self.people.ids]
        said = {}
        for table, columns in tables.items():
            # A user's number may be equal to a contact's, and mean somebody else.
            conditions = [
                SQL(
                    "%s::text = ANY(%s)",
                    SQL.identifier("t", column),
                    [*emails, *(ids if OF_PARTNER.search(f"{table} {column}") else ())],
                )
                for column in columns
            ]
            rows = self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t) FROM %s t WHERE %s",
                    SQL.identifier(table),
                    SQL(" OR ").join(conditions),
                )
            )
            for (row,) in rows:
                owners = {
                    emails.get(row[column], row[column])
                    for column in columns
                    if row[column] in emails or row[column] in self.people.ids
                }
                for name, value in row.items():
                    if self._tells(name, value):
                        said.setdefault(str(value), set()).update(owners)
        return said

    def _tells(self, name, value):
        """Whether a value may single out a person: no switch, mark or shared thing."""
        return value not in (None, False, True, "") and not SHARED.search(name)

    def _try_values(self, table, ids, persons):
        rows = self.env.execute_query(
            SQL(
                "SELECT to_jsonb(t) FROM %s t WHERE id = ANY(%s)",
                SQL.identifier(table),
                ids,
            )
        )
        for (row,) in rows:
            for name, value in row.items():
                # Small whole numbers are equal by chance; references are tried apart.
                if not self._tells(name, value) or isinstance(value, (int, float)):
                    continue
                found = persons.get(str(value), ())
                self.assertFalse(
                    0 < len(found) < 5, f"{table}.{name} = {value} leads to {found}"
                )
        for column in self._personal_tables().get(table, ()):
            self.assertFalse([r for (r,) in rows if r[column]], f"{table}.{column}")

    def _try_references(self, table, ids, tables, answers):
        """Rows of any table that point at an answer, and say more than the answer."""
        pointing = self.env.execute_query(
            SQL(
                """
                SELECT c.relname, a.attname, NULL FROM pg_constraint k
                  JOIN pg_class c ON c.oid = k.conrelid
                  JOIN pg_attribute a
                    ON a.attrelid = c.oid AND k.conkey = ARRAY[a.attnum]
                 WHERE k.contype = 'f' AND k.confrelid = %(table)s::regclass
                 UNION
                SELECT r.table_name, r.column_name, m.column_name
                  FROM information_schema.columns r
                  JOIN information_schema.columns m USING (table_schema, table_name)
                 WHERE r.table_schema = 'public' AND r.data_type = 'integer'
                   AND r.column_name IN ('res_id', 'cem_res_id', 'record_id')
                   AND m.column_name IN ('model', 'res_model', 'cem_res_model')
                """,
                table=table,
            )
        )
        model = {self.env[name]._table: name for name in self.env}[table]
        for other, column, model_column in pointing:
            condition = SQL("%s = ANY(%s)", SQL.identifier(column), ids)
            if model_column:
                named = SQL("%s = %s", SQL.identifier(model_column), model)
                condition = SQL("%s AND %s", condition, named)
            rows = self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t) FROM %s t WHERE %s",
                    SQL.identifier(other),
                    condition,
                )
            )
            for (row,) in rows:
                if row.get("id") in answers.get(other, ()):
                    continue  # tried by itself
                personal = [name for name in tables.get(other, ()) if row[name]]
                self.assertFalse(personal, f"{other}.{column} leads from {table}")

    def test_order_is_mixed(self):
        """The order of ids, and of the rows on the disk, is not that of answering."""
        orders = {}
        for _n in range(4):
            with self.env.cr.savepoint() as savepoint:
                self._answer_all(self.people)
                self._mix()
                for table, column, order in self._orders():
                    orders.setdefault((table, column), set()).add(order)
                savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.assertEqual(len(orders), 6)
        for key, found in orders.items():
            # All four alike by chance: once in 373 million runs.
            self.assertGreater(len(found), 1, key)

    def _orders(self):
        marks = {
            "survey_user_input": "cem_comment",
            "survey_user_input_line": "value_scale",
            "cem_score": "value",
        }
        for table, ids in self._answers().items():
            for column in ("id", "ctid"):
                rows = self.env.execute_query(
                    SQL(
                        "SELECT %s FROM %s WHERE id = ANY(%s) ORDER BY %s",
                        SQL.identifier(marks[table]),
                        SQL.identifier(table),
                        ids,
                        SQL.identifier(column),
                    )
                )
                yield table, column, tuple(rows)
