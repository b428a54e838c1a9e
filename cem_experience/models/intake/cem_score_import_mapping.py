import hashlib
from collections import defaultdict

from odoo import api, fields, models

from ...tools.intake.columns import guess_columns
from ...tools.intake.forms import find_form
from ..base.tool_texts import translated
from .cem_score_import_run import STARTED
from .cem_score_import_value import KEPT

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
    "leave_out_if",
    "leave_out_value",
)
SAMPLE_ROWS = 2000
# Below, a proposal is marked for a second look.
SURE_ENOUGH = 0.75


class CemScoreImportMapping(models.AbstractModel):
    """Step 2: what each column of the file holds, proposed and remembered."""

    _name = "cem.score.import.mapping"
    _description = "Import of Answers: the Columns"

    form_name = fields.Char(
        string="Form",
        readonly=True,
        copy=False,
        help="The tool whose export was recognised by its columns.",
    )
    value_ids = fields.One2many(
        "cem.score.import.value", "import_id", string="Words", copy=False
    )
    unsure_count = fields.Integer(compute="_compute_unsure_count")
    unsettled_count = fields.Integer(compute="_compute_unsure_count")
    header_hash = fields.Char(
        index="btree_not_null", readonly=True, export_string_translation=False
    )

    @api.depends("column_ids.unsure", "value_ids.meaning")
    def _compute_unsure_count(self):
        for record in self:
            unsure = record.column_ids.filtered(
                lambda c: c.unsure and c.role == "answer"
            )
            record.unsure_count = len(unsure)
            record.unsettled_count = len(
                record.value_ids.filtered(lambda word: word.meaning == "unknown")
            )

    def _map(self):
        content = self._content()
        table = self._open(content)
        sample = next(self._chunks(table, SAMPLE_ROWS))
        sample = sample.replace(self._missing_words(), "")
        names = list(sample.columns)
        header_hash = self._header_hash(names)
        info = table.info
        form = find_form([*info.original_headers, *info.codes])
        guesses = guess_columns(info.original_headers, sample, form, info.hints)
        remembered = self._remembered(names, header_hash)
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
            column.update(self._guessed(guess, dimensions))
            if name in remembered:
                self._take_over(column, guess, *remembered[name])
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
                "reading": self._reading_notes(info),
                "hidden_count": len(info.hidden_rows),
                "form": self._propose_form({c["name"]: c["role"] for c in values}),
                **self._of_form(form, info),
            }
        )

    def _of_form(self, form, info):
        """What is known of a file by the tool that has written it."""
        values = {"form_name": form.name if form else False}
        zone = info.zone or (form and form.zone)
        if zone in dict(self._fields["zone"]._description_selection(self.env)):
            values["zone"] = zone
        if form and form.date_order and not self.date_order:
            values["date_order"] = form.date_order
        return values

    @api.model
    def _take_over(self, column, guess, mapping, source, same_form):
        """Map a column as an earlier one of its name, unless its values speak against it.

        :param column: values of the column as guessed, which are changed
        :param mapping: values of the earlier one
        :param source: the earlier import
        :param same_form: whether all columns were the same there
        """
        origin = self.env._(
            "As in “%(filename)s” of %(date)s.",
            filename=source.filename,
            date=fields.Date.to_string(source.create_date),
        )
        same_scale = (guess.low, guess.high) == (
            mapping["scale_min"],
            mapping["scale_max"],
        )
        if mapping["role"] == "answer" and guess.span and not same_scale:
            low, high = guess.span
            least, most = mapping["scale_min"], mapping["scale_max"]
            if not least <= low <= high <= most:
                column["unsure"] = True
                column["reason"] = self.env._(
                    "%(guess)s It was another question in “%(filename)s”: its answers "
                    "went from %(low)s to %(high)s.",
                    guess=column["reason"],
                    filename=source.filename,
                    low=f"{least:g}",
                    high=f"{most:g}",
                )
                return
            # 3 to 5 may be answers on 0 to 10, or on 1 to 5
            doubtful = not same_form or high <= (least + most) / 2
            if doubtful and guess.role == "answer":
                column.update(mapping, unsure=True)
                column["reason"] = self.env._(
                    "%(origin)s But the answers here go from %(seen_low)s to "
                    "%(seen_high)s only: is it the same question?",
                    origin=origin,
                    seen_low=f"{low:g}",
                    seen_high=f"{high:g}",
                )
                return
        words = {}
        for command in (*column.get("value_ids", ()), *mapping.get("value_ids", ())):
            words[command[2]["text"]] = {
                **words.get(command[2]["text"], {}),
                **command[2],
            }
        known = {command[2]["text"] for command in mapping.get("value_ids", ())}
        new = [w for text, w in words.items() if text not in known]
        unsure = mapping["role"] == "answer" and any(
            word["meaning"] == "unknown" for word in new
        )
        column.update(mapping, reason=origin, unsure=unsure)
        column["value_ids"] = [fields.Command.create(word) for word in words.values()]

    @api.model
    def _header_hash(self, names):
        return hashlib.sha256("\0".join(sorted(names)).encode()).hexdigest()

    @api.model
    def _own_headers(self):
        """Columns that the file of rejected rows has beside those of the original."""
        return [self.env._("Row in File"), self.env._("Why Rejected")]

    @api.model
    def _guessed(self, guess, dimensions):
        kind, value = guess.leave_out or (False, False)
        values = {
            "role": guess.role,
            "reason": " ".join(
                translated(self.env, message)
                for message in (guess.reason, guess.scale_reason, *guess.notes)
                if message
            ),
            "unsure": guess.role == "answer" and guess.confidence < SURE_ENOUGH,
            "leave_out_if": kind,
            "leave_out_value": value,
            "value_ids": [
                fields.Command.create(word)
                for word in self.env["cem.score.import.value"]._from_tool(
                    guess.values, guess.times
                )
            ],
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
            column.name: (
                {
                    **{
                        name: column._fields[name].convert_to_write(
                            column[name], column
                        )
                        for name in MAPPING_FIELDS
                    },
                    "value_ids": [
                        fields.Command.create({name: word[name] for name in KEPT})
                        for word in column.value_ids
                    ],
                },
                column.import_id,
                bool(same_form),
            )
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
