from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, sql

# What is published together with the commitment.
SETTLED = {
    "activity_id",
    "audience",
    "may_win_again",
    "name",
    "prize_ids",
    "zone_ids",
}


class CemActivityDraw(models.Model):
    """A draw among the participants that can be checked afterwards.

    The order is the guarantee: commitment (published with rules and prizes, while
    people may still join), frozen list, word of the audience, result, published seed.
    See ``tools/draws.py``.

    The seed is no field: no way of the ORM, whatever it is made to believe, can read
    what it does not know. It lies in a table of its own, which only the database's
    user reads and writes.
    """

    _name = "cem.activity.draw"
    _description = "Draw"
    _inherit = ["cem.activity.part", "mail.thread"]

    name = fields.Char(required=True, translate=True)
    step_id = fields.Many2one(
        "cem.activity.step",
        domain="[('activity_id', '=', activity_id)]",
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(
        [
            ("draft", "Being Prepared"),
            ("committed", "Commitment Published"),
            ("frozen", "List Frozen"),
            ("drawn", "Drawn"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    audience = fields.Selection(
        [
            ("attended", "Participants who have signed in"),
            ("registered", "Everybody registered"),
        ],
        string="Who Takes Part",
        required=True,
        default="attended",
    )
    zone_ids = fields.Many2many(
        "cem.activity.zone",
        string="Only in Zones",
        domain="[('activity_id', '=', activity_id)]",
    )
    may_win_again = fields.Boolean(
        help="Whoever has won in this activity may win once more, and one participant "
        "may win several prizes of this draw.",
    )
    prize_ids = fields.One2many(
        "cem.activity.prize", "draw_id", string="Prizes", copy=True
    )
    prize_count = fields.Integer(string="Prizes to Win", compute="_compute_prize_count")
    entry_ids = fields.One2many(
        "cem.activity.draw.entry", "draw_id", string="Participants"
    )
    entry_count = fields.Integer(
        string="Number of Participants", readonly=True, copy=False
    )
    win_ids = fields.One2many("cem.activity.win", "draw_id", string="Winners")

    commitment = fields.Char(
        readonly=True,
        copy=False,
        help="SHA-256 of the seed, published while people may still join.",
    )
    date_committed = fields.Datetime(string="Published On", readonly=True, copy=False)
    digest = fields.Char(
        string="Digest of the List",
        readonly=True,
        copy=False,
        help="SHA-256 of the frozen list of participants.",
    )
    date_frozen = fields.Datetime(string="Frozen On", readonly=True, copy=False)
    word = fields.Char(
        string="Word of the Audience",
        copy=False,
        help="Let somebody in the audience choose it after the list is frozen: then "
        "nobody can have known the result before.",
    )
    date_drawn = fields.Datetime(string="Drawn On", readonly=True, copy=False)
    drawn_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    revealed_seed = fields.Char(
        string="Seed",
        compute="_compute_revealed_seed",
        help="Published when the draw is done.",
    )

    # The word is chosen on the day, and not by what somebody has saved before.
    _cem_explicit_fields = frozenset({"word"})

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS cem_activity_draw_seed (
                draw_id integer PRIMARY KEY
                    REFERENCES cem_activity_draw ON DELETE CASCADE,
                seed varchar NOT NULL
            )
            """
        )
        if sql.column_exists(self.env.cr, self._table, "seed"):
            # Seeds were a column until this version.
            self.env.cr.execute(
                """
                INSERT INTO cem_activity_draw_seed
                SELECT id, seed FROM cem_activity_draw WHERE seed IS NOT NULL
                ON CONFLICT DO NOTHING
                """
            )
            self.env.cr.execute("ALTER TABLE cem_activity_draw DROP COLUMN seed")

    @api.depends("state")
    def _compute_revealed_seed(self):
        """Of draws that are done in the database: a form may pretend that they are."""
        self.flush_model(["state"])
        seeds = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT s.draw_id, s.seed
                      FROM cem_activity_draw_seed s
                      JOIN cem_activity_draw d ON d.id = s.draw_id
                     WHERE d.state = 'drawn' AND d.id = ANY(%s)
                    """,
                    self._origin.ids,
                )
            )
        )
        for draw in self:
            draw.revealed_seed = seeds.get(draw._origin.id, False)

    @api.depends("prize_ids.quantity")
    def _compute_prize_count(self):
        for draw in self:
            draw.prize_count = sum(draw.prize_ids.mapped("quantity"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("word"):
                raise UserError(self._message_word())
        return super().create(vals_list)

    def write(self, vals):
        if not self._cem_is_server():
            if SETTLED & set(vals):
                self._write_rows()
            if SETTLED & set(vals) and any(d.state != "draft" for d in self):
                raise UserError(
                    self.env._(
                        "The commitment has been published: who takes part and what "
                        "there is to win cannot be changed any more."
                    )
                )
            if "word" in vals and any(d.state != "frozen" for d in self):
                raise UserError(self._message_word())
        return super().write(vals)

    def _write_rows(self):
        """Write the rows as they are, before it is looked at in which state they are.

        Prizes and zones stand in other tables: what is changed there while somebody
        publishes is seen by the one or refused to the other, and not by neither. A lock
        alone would let the second one go on with what was before the first (snapshots).
        """
        self.env.flush_all()
        if self.ids:
            self.env.execute_query(
                SQL(
                    "UPDATE cem_activity_draw SET id = id WHERE id IN %s RETURNING id",
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["state"])

    def _message_word(self):
        return self.env._(
            "The word is chosen after the list is frozen and before the draw."
        )

    def _update_field_translations(self, field_name, *args, **kwargs):
        # The way of translated texts goes past write().
        if field_name in SETTLED and any(draw.state != "draft" for draw in self):
            raise UserError(
                self.env._("The commitment has been published with these words.")
            )
        return super()._update_field_translations(field_name, *args, **kwargs)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(draw.state != "draft" for draw in self):
            raise UserError(
                self.env._(
                    "A draw whose commitment has been published is kept, with its "
                    "activity, so that it can be checked."
                )
            )
