import secrets

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize, plaintext2html

from odoo.addons.cem_experience.models.base.notifications import notification
from odoo.addons.cem_experience.models.base.takes import TEXT, takes

from ..tools import draws


class CemActivityDraw(models.Model):
    """Running a draw: freeze the list, draw, check; each step once and in order."""

    _inherit = "cem.activity.draw"

    def _running(self):
        """The record with the right to run: only methods of this file ask for it."""
        # Lists and winners are written by nobody, not even by managers.
        return self.sudo()

    # ------------------------------------------------------------------
    # Publish
    # ------------------------------------------------------------------

    def action_commit(self):
        """Choose the secret seed, and publish its commitment with rules and prizes.

        It is mailed to everybody registered so far, and can be printed for the wall.
        """
        for draw in self:
            draw._check_may_run("draft")
            if not draw.prize_count:
                raise UserError(
                    self.env._("There is nothing to win in “%s”.", draw.name)
                )
            seed = secrets.token_hex(draws.SEED_BYTES)
            self.env.cr.execute(
                SQL(
                    "INSERT INTO cem_activity_draw_seed (draw_id, seed) VALUES (%s, %s)",
                    draw.id,
                    seed,
                )
            )
            running = draw._running()
            running.write(
                {
                    "state": "committed",
                    "commitment": draws.commitment(seed),
                    "date_committed": fields.Datetime.now(),
                }
            )
            running.message_post(
                body=self.env._("Committed to the seed: %s", running.commitment)
            )
            running._mail_commitment()
        return notification(
            self.env._(
                "Published: mailed to everybody registered so far. Print the notice "
                "for the wall, too; then freeze the list."
            )
        )

    def _mail_commitment(self):
        """One mail to each address that is registered, in its own language."""
        self.ensure_one()
        event = self.activity_id.event_id
        registrations = self.env["event.registration"].search(
            [("event_id", "=", event.id), ("state", "in", ("open", "done"))]
        )
        by_address = {}
        for registration in registrations:
            address = email_normalize(registration.email or "")
            if address:
                by_address.setdefault(address, registration)
        company = self.company_id
        values = []
        for address, registration in by_address.items():
            lang = registration.partner_id.lang or event.lang or self.env.lang
            draw = self.with_context(lang=lang)
            prizes = "\n".join(
                f"{prize.quantity} × {prize.name}" for prize in draw.prize_ids
            )
            text = draw.env._(
                "A draw takes place at %(event)s: %(draw)s.\n%(prizes)s\n\nOur secret "
                "number is chosen. This is its fingerprint (SHA-256):\n%(commitment)s"
                "\n\nKeep this mail: after the draw the number itself is published, "
                "and everybody can check that it is the same.",
                event=draw.activity_id.event_id.name,
                draw=draw.name,
                prizes=prizes,
                commitment=draw.commitment,
            )
            subject = draw.env._("Draw at %s", draw.activity_id.event_id.name)
            values.append(
                {
                    "subject": " ".join(subject.split()),
                    "body_html": plaintext2html(text),
                    "email_from": company.email_formatted
                    or self.env.user.email_formatted,
                    "email_to": address,
                    "auto_delete": True,
                    "model": self._name,
                    "res_id": self.id,
                }
            )
        # Whoever runs the draw need not be allowed to write mails by hand.
        self.env["mail.mail"]._cem_sudo().create(values)

    def action_print_commitment(self):
        """The notice for the wall."""
        return self.env.ref(
            "cem_experience_event.cem_activity_draw_notice_action"
        ).report_action(self)

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
                body=self.env._("Drawn. The seed was %s", running._seed())
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
            self._seed(),
            self.digest,
            self.word or "",
            self.entry_count,
            self.prize_count,
            self.may_win_again,
        )

    def _seed(self):
        """The secret; only for what publishes or checks the draw."""
        self.ensure_one()
        return self.env.execute_query(
            SQL("SELECT seed FROM cem_activity_draw_seed WHERE draw_id = %s", self.id)
        )[0][0]

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
        if draw.state == "draft":
            return problems
        if draws.commitment(draw._seed()) != draw.commitment:
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

    @takes(one=True, word=TEXT.or_none())
    def run_draw(self, word=None):
        """Draw with the word of the audience, from the page of the day.

        :return: list of dict ``place``, ``prize``, ``name``
        """
        self.ensure_one()
        self._check_may_run("frozen")
        if word:
            self._running().word = word[:200]
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
