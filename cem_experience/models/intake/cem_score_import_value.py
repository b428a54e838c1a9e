import math

from odoo import api, fields, models

# What the next file of the same form takes over.
KEPT = ("text", "meaning", "value")


class CemScoreImportValue(models.Model):
    """What a text in a column of answers is worth, if it is no plain number.

    Words of a scale, stars, codes, and what stands for "not answered": proposed where
    they are known, corrected by hand, and kept for the next file.
    """

    _name = "cem.score.import.value"
    _description = "Word in a Column of an Import"
    _order = "column_id, meaning desc, value desc, id"
    _rec_name = "text"

    column_id = fields.Many2one(
        "cem.score.import.column",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    import_id = fields.Many2one(
        related="column_id.import_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(related="column_id.company_id")
    text = fields.Char(string="As Written", required=True, readonly=True)
    times = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How often it stands in the rows that were looked at.",
    )
    meaning = fields.Selection(
        [
            ("answer", "An answer"),
            ("skipped", "Not answered"),
            ("unknown", "Not known: reject the row"),
        ],
        required=True,
        default="unknown",
    )
    value = fields.Float(
        string="Worth", help="On the scale of the column.", aggregator=None
    )

    @api.onchange("value")
    def _onchange_value(self):
        if self.value:
            self.meaning = "answer"

    def write(self, vals):
        if {"meaning", "value"} & set(vals):
            self.column_id._about_to_change()
        return super().write(vals)

    def _to_tool(self):
        """By text the value, None for not answered and NaN where it is not known."""
        worth = {"skipped": None, "unknown": math.nan}
        return {one.text: worth.get(one.meaning, one.value) for one in self}

    @api.model
    def _from_tool(self, values, times):
        """Values for create, from what :mod:`tools.intake.columns` proposes."""
        found = []
        for text, value in values.items():
            meaning = "skipped" if value is None else "answer"
            if value is not None and math.isnan(value):
                meaning, value = "unknown", None
            found.append(
                {
                    "text": text,
                    "times": times.get(text, 0),
                    "meaning": meaning,
                    "value": value or 0.0,
                }
            )
        return found
