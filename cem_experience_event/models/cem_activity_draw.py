import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cem_experience.models.notifications import notification

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

    def _running(self):
        """The record with the right to run: only methods of this file ask for it."""
        # Lists, winners and seeds are written by nobody, not even by managers.
        return self.sudo().with_context(cem_draw_running=True)

    # ------------------------------------------------------------------
    # Freeze, draw, check
    # ------------------------------------------------------------------

    def action_freeze(self):
        """Freeze who takes part and publish the digest of the list."""
        for draw in self:
            draw._check_may_run("committed")
            registrations = draw._find_participants()
            if not registrations:
                raise UserError(self.env._("Nobody takes part in “%s” yet.", draw.name))
            if not draw.prize_count:
                raise UserError(
                    self.env._("There is nothing to win in “%s”.", draw.name)
                )
            running = draw._running()
            # nobody has a right to write who takes part, not even the planner
            self.env["cem.activity.draw.entry"].sudo().create(
                [
                    {
                        "draw_id": draw.id,
                        "number": number,
                        "registration_id": registration.id,
                        "name": registration.name or "",
                        "code": registration.barcode or str(registration.id),
                    }
                    for number, registration in enumerate(registrations, start=1)
                ]
            )
            running.write(
                {
                    "state": "frozen",
                    "entry_count": len(registrations),
                    "digest": running._list_digest(),
                    "date_frozen": fields.Datetime.now(),
                }
            )
            running.message_post(
                body=self.env._(
                    "List of %(count)s participants frozen: %(digest)s",
                    count=len(registrations),
                    digest=running.digest,
                )
            )

    def action_draw(self):
        """Compute the winners, note them, publish the seed."""
        for draw in self:
            draw._check_may_run("frozen")
            running = draw._running()
            if running.digest != running._list_digest():
                raise UserError(draw._changed_text())
            places = running._places()
            numbers = running._winners()
            entries = {entry.number: entry for entry in running.entry_ids}
            # nor who has won
            self.env["cem.activity.win"].sudo().create(
                [
                    {
                        "draw_id": draw.id,
                        "prize_id": prize.id,
                        "place": place,
                        "entry_id": entries[number].id,
                    }
                    for place, (prize, number) in enumerate(
                        zip(places, numbers, strict=False), start=1
                    )
                ]
            )
            running.write(
                {
                    "state": "drawn",
                    "date_drawn": fields.Datetime.now(),
                    "drawn_by_id": self.env.uid,
                }
            )
            running.message_post(
                body=self.env._("Drawn. The seed was %s", running.seed)
            )

    def _check_may_run(self, state):
        self.ensure_one()
        # Staff run draws on the day; they may read them.
        self.check_access("read")
        self.activity_id.event_id.check_access("read")
        self.flush_recordset(["state"])
        # Two devices at once: the second waits and then sees that it is done.
        self.env.cr.execute(
            "SELECT state FROM cem_activity_draw WHERE id = %s FOR UPDATE", [self.id]
        )
        if self.env.cr.fetchone()[0] != state:
            raise UserError(
                self.env._("The draw “%s” is not at this point.", self.name)
            )

    def _find_participants(self):
        """Registrations that take part, in an order that nobody has chosen."""
        self.ensure_one()
        states = ["done"] if self.audience == "attended" else ["open", "done"]
        # Everybody takes part, whoever may see them.
        registrations = self.env["event.registration"].sudo()
        domain = [
            ("event_id", "=", self.activity_id.event_id.id),
            ("state", "in", states),
        ]
        if self.zone_ids:
            domain.append(("cem_zone_id", "in", self.zone_ids.ids))
        found = registrations.search(domain, order="id")
        if not self.may_win_again:
            # as above
            found -= self.activity_id.sudo().draw_ids.win_ids.entry_id.registration_id
        return found

    def _list_digest(self):
        """Digest of the list as it is now."""
        self.ensure_one()
        self.env.flush_all()
        # Straight from the table: what somebody has changed there counts, too.
        self.env.cr.execute(
            """
            SELECT number, COALESCE(registration_id, 0), code, name
              FROM cem_activity_draw_entry WHERE draw_id = %s ORDER BY number, id
            """,
            [self.id],
        )
        return draws.digest(
            f"{number}|{registration}|{code}|{name}"
            for number, registration, code, name in self.env.cr.fetchall()
        )

    def _places(self):
        """The prize of each place, the last one first drawn where sequence says so."""
        return [prize for prize in self.prize_ids for _number in range(prize.quantity)]

    def _winners(self):
        return draws.draw(
            self.seed,
            self.digest,
            self.word or "",
            self.entry_count,
            self.prize_count,
            self.may_win_again,
        )

    def _changed_text(self):
        return self.env._(
            "The list of participants of “%s” has been changed after it was frozen.",
            self.name,
        )

    def _verify(self):
        """Recompute everything from the record.

        :return: list of what does not agree, in words; empty if all does
        """
        self.ensure_one()
        # The seed is published in a moment, or was; the check needs it.
        draw = self.sudo()
        draw.invalidate_recordset()
        problems = []
        if draws.commitment(draw.seed) != draw.commitment:
            problems.append(self.env._("The seed is not the one committed to."))
        if draw.state == "committed":
            return problems
        if draw._list_digest() != draw.digest:
            problems.append(self._changed_text())
        if draw.state == "drawn":
            recorded = [win.entry_id.number for win in draw.win_ids.sorted("place")]
            if recorded != draw._winners():
                problems.append(
                    self.env._("The winners are not those that seed and list give.")
                )
        return problems

    def run_draw(self, word=None):
        """Draw with the word of the audience, from the page of the day.

        :return: list of dict ``place``, ``prize``, ``name``
        """
        self.ensure_one()
        self._check_may_run("frozen")
        if word:
            self._running().word = str(word)
        self.action_draw()
        return self._winner_rows()

    def _winner_rows(self):
        return [
            {
                "id": win.id,
                "place": win.place,
                "prize": win.prize_id.name,
                "name": win.name or "",
                "handed": bool(win.date_handed),
            }
            for win in self.win_ids.sorted("place")
        ]

    def action_verify(self):
        """Check the draw and tell the result."""
        self.ensure_one()
        self.check_access("read")
        problems = self._verify()
        return notification(
            " ".join(problems) or self.env._("Seed, list and winners agree."),
            "danger" if problems else "success",
            sticky=bool(problems),
        )
