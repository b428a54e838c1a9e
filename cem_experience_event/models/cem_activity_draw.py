import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import draws


class CemActivityDraw(models.Model):
    """A draw among the participants that can be checked afterwards.

    The order is the guarantee: commitment (made with the draw), frozen list, word of
    the audience, result, published seed. See ``tools/draws.py``.
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
            ("committed", "Committed"),
            ("frozen", "List Frozen"),
            ("drawn", "Drawn"),
        ],
        required=True,
        default="committed",
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

    seed = fields.Char(
        string="Secret Seed",
        readonly=True,
        required=True,
        copy=False,
        default=lambda self: secrets.token_hex(draws.SEED_BYTES),
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    commitment = fields.Char(
        compute="_compute_commitment",
        store=True,
        precompute=True,
        readonly=True,
        copy=False,
        help="SHA-256 of the seed. Publish it before the event, such as on the wall.",
    )
    date_committed = fields.Datetime(
        string="Committed On", readonly=True, copy=False, default=fields.Datetime.now
    )
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
        compute_sudo=True,
        help="Published when the draw is done.",
    )

    @api.depends("seed")
    def _compute_commitment(self):
        for draw in self:
            # The commitment is public, the seed is not yet.
            seed = draw.sudo().seed
            draw.commitment = seed and draws.commitment(seed)

    @api.depends("state")
    def _compute_revealed_seed(self):
        for draw in self:
            draw.revealed_seed = draw.seed if draw.state == "drawn" else False

    @api.depends("prize_ids.quantity")
    def _compute_prize_count(self):
        for draw in self:
            draw.prize_count = sum(draw.prize_ids.mapped("quantity"))

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever could choose the seed could choose the winners.
        hidden = {"seed", "commitment", "state", "digest", "entry_count", "date_drawn"}
        draws_ = super().create(
            [
                {name: value for name, value in vals.items() if name not in hidden}
                for vals in vals_list
            ]
        )
        for draw in draws_:
            draw.message_post(
                body=self.env._("Committed to the seed: %s", draw.commitment)
            )
        return draws_

    def write(self, vals):
        guarded = {"seed", "commitment", "state", "digest", "entry_count", "date_drawn"}
        settled = {"audience", "zone_ids", "may_win_again", "prize_ids", "activity_id"}
        if not self.env.context.get("cem_draw_running") or not self.env.su:
            if guarded & set(vals):
                raise UserError(self.env._("A draw is run by its buttons only."))
            if settled & set(vals) and any(d.state != "committed" for d in self):
                raise UserError(
                    self.env._(
                        "The list is frozen: who takes part and what there is to win "
                        "cannot be changed any more."
                    )
                )
            if "word" in vals and any(d.state != "frozen" for d in self):
                raise UserError(
                    self.env._(
                        "The word is chosen after the list is frozen and before the "
                        "draw."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        if any(draw.state != "committed" for draw in self):
            raise UserError(
                self.env._(
                    "A draw whose list is frozen is kept, so that it can be checked."
                )
            )
