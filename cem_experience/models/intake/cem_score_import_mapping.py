import hashlib
from collections import defaultdict

from odoo import api, fields, models

from ...tools.intake.columns import guess_columns
from ..base.tool_texts import translated
from .cem_score_import_run import STARTED

# What the manager decides about a column, and what the next import takes over.
MAPPING_FIELDS = (
    "role",
    "measure",
    "dimension_id",
    "new_dimension_code",
    "new_dimension_name",
    "touchpoint_id",
    "scale_min",
    "scale_max",
    "reversed",
)
SAMPLE_ROWS = 2000
# Below, a proposal is marked for a second look.
SURE_ENOUGH = 0.5


class CemScoreImportMapping(models.AbstractModel):
    """Step 2: what each column of the file holds, proposed and remembered."""

    _name = "cem.score.import.mapping"
    _description = "Import of Answers: the Columns"

    header_hash = fields.Char(
        index="btree_not_null", readonly=True, export_string_translation=False
    )

    def _map(self):
        content = self._content()
        table = self._open(content)
        sample = next(self._chunks(table, SAMPLE_ROWS))
        sample = sample.replace(self._missing_words(), "")
        names = list(sample.columns)
        header_hash = self._header_hash(names)
        remembered = self._remembered(names, header_hash)
        guesses = guess_columns(table.info.original_headers, sample)
        dimensions = {
            dimension.code: dimension
            for dimension in self.env["cem.dimension"].search([])
        }
        values = []
        for sequence, (name, guess) in enumerate(zip(names, guesses, strict=True)):
            column = {
                "name": name,
                "sequence": sequence,
                "sample": _sample(sample[name]),
            }
            if name in remembered:
                column.update(remembered[name])
            else:
                column.update(self._guessed(guess, dimensions))
            if name in self._own_headers():
                column.update(role="ignore", measure=False, reason=False, unsure=False)
            values.append(column)
        self.column_ids.unlink()
        self.env["cem.score.import.column"]._cem_as_server().create(
            [{**column, "import_id": self.id} for column in values]
        )
        self._cem_as_server().write(
            {
                "state": "mapped",
                "file_hash": self._hash(content),
                "header_hash": header_hash,
                "reading": self._reading_notes(table.info),
            }
        )

    @api.model
    def _header_hash(self, names):
        return hashlib.sha256("\0".join(sorted(names)).encode()).hexdigest()

    @api.model
    def _own_headers(self):
        """Columns that the file of rejected rows has beside those of the original."""
        return [self.env._("Row in File"), self.env._("Why Rejected")]

    @api.model
    def _guessed(self, guess, dimensions):
        values = {
            "role": guess.role,
            "reason": " ".join(
                translated(self.env, message)
                for message in (guess.reason, guess.scale_reason)
                if message
            ),
            "unsure": guess.role == "answer" and guess.confidence < SURE_ENOUGH,
        }
        if guess.role != "answer":
            return values
        values.update(
            measure=guess.measure,
            scale_min=guess.low,
            scale_max=guess.high,
            reversed=guess.reverse,
        )
        if guess.dimension in dimensions:
            values["dimension_id"] = dimensions[guess.dimension].id
        elif guess.dimension:
            values["new_dimension_code"] = guess.dimension
            values["new_dimension_name"] = self._outcome_names().get(
                guess.dimension, guess.dimension.capitalize()
            )
        return values

    @api.model
    def _outcome_names(self):
        return {
            "satisfaction": self.env._("Overall Satisfaction"),
            "loyalty": self.env._("Loyalty"),
            "complaints": self.env._("Complaint Handling"),
        }

    def _remembered(self, names, header_hash):
        """Mappings of earlier imports of the company, by column name.

        The latest import of the same form, that is with the same header, knows best;
        for other columns the latest one with a column of that name.
        """
        domain = [("company_id", "=", self.company_id.id), ("state", "in", STARTED)]
        same_form = self.search(
            [*domain, ("header_hash", "=", header_hash)], order="id desc", limit=1
        )
        columns = same_form.column_ids
        if not columns:
            groups = self.env["cem.score.import.column"]._read_group(
                [
                    ("name", "in", names),
                    ("import_id.company_id", "=", self.company_id.id),
                    ("import_id.state", "in", STARTED),
                ],
                ["name"],
                ["id:max"],
            )
            columns = columns.browse(latest for _name, latest in groups)
        return {
            column.name: {
                **{
                    name: column._fields[name].convert_to_write(column[name], column)
                    for name in MAPPING_FIELDS
                },
                "reason": self.env._(
                    "As in “%(filename)s” of %(date)s.",
                    filename=column.import_id.filename,
                    date=fields.Date.to_string(column.import_id.create_date),
                ),
                "unsure": False,
            }
            for column in columns
        }

    def _reading_notes(self, info):
        """How the file was read, in a few lines."""
        if info.kind == "xlsx":
            notes = [self.env._("Read as workbook, sheet “%s”.", info.sheet)]
        else:
            delimiters = dict(
                self._fields["delimiter"]._description_selection(self.env)
            )
            notes = [
                self.env._(
                    "Read as text: encoding %(encoding)s, delimiter %(delimiter)s.",
                    encoding=info.encoding,
                    delimiter=delimiters.get(info.delimiter, info.delimiter),
                )
            ]
        if info.encoding_guessed:
            notes.append(
                self.env._(
                    "The encoding is a guess. If letters look wrong below, choose "
                    "another one."
                )
            )
        rows = defaultdict(int)
        for problem in info.problems:
            if problem.rejects:
                continue
            if problem.row == info.header_row:
                notes.append(translated(self.env, problem))
            else:
                rows[problem.template] += 1
                if rows[problem.template] <= 3:
                    notes.append(
                        self.env._(
                            "Row %(row)s: %(problem)s",
                            row=problem.row,
                            problem=translated(self.env, problem),
                        )
                    )
        more = sum(max(count - 3, 0) for count in rows.values())
        if more:
            notes.append(self.env._("… and %s more like these.", more))
        return "\n".join(notes)


def _sample(cells, size=4):
    """The first few different texts of a column."""
    seen = dict.fromkeys(text for text in cells.head(200) if text.strip())
    return " · ".join(text[:30] for text in list(seen)[:size])
