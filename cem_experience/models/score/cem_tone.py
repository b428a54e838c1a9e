from odoo import fields, models


class CemTone(models.Model):
    """A word of your own trade that says how a customer feels."""

    _name = "cem.tone"
    _description = "Word with a Tone"
    _order = "name, id"

    name = fields.Char(
        string="Word", required=True, help="A word, or some Chinese characters."
    )
    active = fields.Boolean(default=True)
    tone = fields.Selection(
        [
            ("-3", "Very bad"),
            ("-2", "Bad"),
            ("-1", "Rather bad"),
            ("0", "Says nothing"),
            ("1", "Rather good"),
            ("2", "Good"),
            ("3", "Very good"),
        ],
        required=True,
        default="-1",
    )

    _name_uniq = models.UniqueIndex(
        "(LOWER(name)) WHERE active IS TRUE", "This word has a tone already."
    )
