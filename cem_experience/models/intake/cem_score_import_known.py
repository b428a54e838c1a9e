import hashlib
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.base.messages import _lt
from ..base.tool_texts import translated_template
from .cem_score_import_run import BATCH_ROWS, STARTED

KNOWN = _lt("The answers of respondent “%(value)s” are there already.")
COUNTED_BEFORE = (
    *("reject_count", "blank_count", "left_out_count"),
    *("undated_count", "repeat_count", "changed_count"),
)
TWICE = _lt("Respondent “%(value)s” stands in the file before.")


class CemScoreImportKnown(models.AbstractModel):
    """Respondents who are known by an id: their answers count once."""

    _name = "cem.score.import.known"
    _description = "Import of Answers: the Respondents"

    form = fields.Char(
        string="Respondents Known As Of",
        copy=False,
        help="Files with the same name here know each other's respondents by their ids. "
        "Another survey needs another name.",
    )
    repeat_policy = fields.Selection(
        [
            ("skip", "Leave them out"),
            ("update", "Correct their earlier answers"),
            ("show", "Give them back as rejected"),
        ],
        string="Known Respondents",
        required=True,
        default="skip",
        help="What to do with a respondent whose answers have been imported before.",
    )
    likely_count = fields.Integer(
        string="Likely Repeats",
        readonly=True,
        copy=False,
        help="Rows of customers of whom the same answers of the same day are there.",
    )

    def _respondent_ids(self, rows):
        """By what the form calls the respondent of each row, or None without such ids."""
        column = self.column_ids._with_role("respondent")
        return [text.strip() for text in rows[column.name]] if column else None

    def _propose_form(self, names):
        """Whose respondents those of this file are: of the last file much like it.

        :param names: dict of column name to role
        """
        mine = {name for name, role in names.items() if role == "respondent"}
        if not mine:
            return False
        answers = {name for name, role in names.items() if role == "answer"}
        earlier = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", STARTED),
                ("form", "!=", False),
                ("column_ids.name", "in", list(mine)),
                ("id", "!=", self.id),
            ],
            order="id desc",
            limit=50,
        )
        for record in earlier:
            theirs = set(record.column_ids._answers().mapped("name"))
            same = record.column_ids._with_role("respondent").name in mine
            if same and 2 * len(answers & theirs) >= max(len(answers), len(theirs)):
                return record.form
        return self._new_form()

    def _new_form(self):
        """A name that no form of the company has yet."""
        stem = (self.filename or self.env._("Answers")).rsplit(".", 1)[0]
        name, number = stem, 1
        while self.search_count(
            [("company_id", "=", self.company_id.id), ("form", "=", name)], limit=1
        ):
            number += 1
            name = f"{stem} ({number})"
        return name

    def action_other_form(self):
        """The respondents only bear the same ids: it is another survey."""
        for record in self:
            record._check_step("previewed")
            record.form = record._new_form()
            record.action_preview()

    # ------------------------------------------------------------------
    # While rows are read
    # ------------------------------------------------------------------

    def _know_again(self, checked, rows, seen):
        result = super()._know_again(checked, rows, seen)
        ids = self._respondent_ids(rows)
        if not ids or not self.form:
            return result
        answers, policy = checked["answers"], self.repeat_policy
        named = [int(position) for position in checked["kept"] if ids[position]]
        digests = self._digests(checked, named)
        known = self.env["cem.score.import.respondent"]._known(
            self.company_id, self.form, {ids[position] for position in named}
        )
        earlier = {key: (True, known[key][2]) for key in known}
        if seen:
            earlier |= {
                key: seen[key] for key in map(ids.__getitem__, named) if key in seen
            }
        last, dropped, skipped = {}, set(), []
        for position in named:
            key, row = ids[position], int(answers.rows[position])
            before = earlier.get(key)
            if before:
                checked["repeats"] += 1
                differs = before[1] != digests[position]
                checked["changed"] += differs
                if policy != "update" or not differs:
                    dropped.add(position)
                    skipped.append((key, row, digests[position]))
                    if policy == "show":
                        template = KNOWN if before[0] else TWICE
                        text = translated_template(self.env, template)
                        checked["reasons"][row] = text % {"value": key}
                    continue
                if key in last:
                    dropped.add(last[key])
            earlier[key] = (bool(before and before[0]), digests[position])
            last[key] = position
        if seen is not None:
            seen.update({key: earlier[key] for key in last})
        checked["kept"] = checked["kept"][
            [int(position) not in dropped for position in checked["kept"]]
        ]
        checked["respondents"] = {
            "counting": [
                (key, int(answers.rows[position]), digests[position])
                for key, position in last.items()
            ],
            "skipped": [] if policy == "show" else skipped,
            "replaced": [key for key in last if key in known],
        }
        return result

    @api.model
    def _digests(self, checked, positions):
        """What tells of some rows whether they say the same, by position."""
        headers = [column.header for column in checked["answers"].columns]
        order = sorted(range(len(headers)), key=headers.__getitem__)
        digests = {}
        for position in positions:
            raw = checked["answers"].raw[position]
            said = [f"{headers[n]}={raw[n]:.6g}" for n in order if raw[n] == raw[n]]
            said.append(str(checked["dates"][position]))
            said.append(checked["comments"][position] if checked["comments"] else "")
            text = "\0".join(said).encode()
            digests[position] = hashlib.sha256(text).hexdigest()[:32]
        return digests

    def _before_insert(self, checked):
        result = super()._before_insert(checked)
        found = checked.get("respondents")
        if found:
            respondents = self.env["cem.score.import.respondent"]
            respondents._replace(self, found["replaced"])
            respondents._note(self, "current", found["counting"])
            respondents._note(self, "skipped", found["skipped"])
        return result

    def _likely_repeats(self, checked):
        """How many rows of known customers say what has been said before.

        The same answers of the same customer on the same day, brought in by a file;
        rows that name their respondent are told by that instead.
        """
        if "respondents" in checked:
            return 0
        rows = [
            position for position in checked["kept"] if checked["partners"][position]
        ]
        if not rows:
            return 0
        there = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner_id, date, measure, COALESCE(dimension_id, 0),
                       COALESCE(touchpoint_id, 0), value
                  FROM cem_score
                 WHERE company_id = %s AND source = 'import' AND active IS TRUE
                   AND partner_id = ANY(%s) AND date = ANY(%s)
                """,
                self.company_id.id,
                list({checked["partners"][position] for position in rows}),
                list({checked["dates"][position] for position in rows}),
            )
        )
        if not there:
            return 0
        there = {(*one[:5], round(one[5], 6)) for one in there}
        found = self._batch_answers(checked)
        partners = found["partner_id"]
        rows = defaultdict(list)
        for n, partner in enumerate(partners):
            if not partner:
                continue
            said = (
                partner,
                found["date"][n],
                found["measure"][n],
                found["dimension_id"][n] or 0,
                found["touchpoint_id"][n] or 0,
                round(float(found["value"][n]), 6),
            )
            rows[int(found["import_row"][n])].append(said in there)
        return sum(map(all, rows.values()))

    # ------------------------------------------------------------------
    # Undone
    # ------------------------------------------------------------------

    def _respondents_back(self):
        """Let the other files of these respondents count where this one did."""
        for import_id, rows in (
            self.env["cem.score.import.respondent"]._forget(self).items()
        ):
            self.browse(import_id)._read_rows(rows)

    def _read_rows(self, numbers):
        """Import rows that had been left out, if their file is still there."""
        try:
            table = self._open()
        except UserError:
            return  # the file has been let go: it can be given again
        numbers = set(numbers)
        seen = 0
        for frame in self._chunks(table, BATCH_ROWS):
            problems, seen = table.info.problems[seen:], len(table.info.problems)
            mine = frame[frame.index.isin(numbers)]
            if not len(mine):
                continue
            # these rows have been counted when they were left out
            before = {name: self[name] for name in COUNTED_BEFORE}
            self._import_batch(self._checked(mine, problems))
            repeats = max(before["repeat_count"] - len(mine), 0)
            self._cem_as_server().write({**before, "repeat_count": repeats})
