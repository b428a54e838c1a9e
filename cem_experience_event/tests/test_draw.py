"""Draws that can be checked: committed, frozen, drawn, verified."""

from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools import draws
from .common import ActivityCommon

SHOWN = ("state", "revealed_seed", "commitment", "digest", "date_drawn", "win_ids")


@tagged("post_install", "-at_install")
class TestDraw(ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._plan("tasting")
        cls.draw = cls.activity.draw_ids
        cls.guests = cls._register(cls.activity, [f"Guest {n}" for n in range(9)])
        cls.absent = cls._register(cls.activity, ["Absent"], state="open")

    def _drawn(self, word="spring"):
        self.draw.with_user(self.staff).action_commit()
        self.draw.with_user(self.staff).action_freeze()
        self.draw.with_user(self.staff).run_draw(word)
        return self.draw

    def test_from_commitment_to_check(self):
        draw = self._drawn()
        self.assertEqual(draw.state, "drawn")
        self.assertEqual(draw.entry_count, 9)
        self.assertNotIn("Absent", draw.entry_ids.mapped("name"))
        self.assertEqual(len(draw.win_ids), 2)
        self.assertEqual(draws.commitment(draw.revealed_seed), draw.commitment)
        # from the record alone, without any of the code of the model
        listed = draws.digest(
            f"{e.number}|{e.registration_id.id}|{e.code}|{e.name}"
            for e in draw.entry_ids
        )
        self.assertEqual(listed, draw.digest)
        winners = draws.draw(draw.revealed_seed, listed, "spring", 9, 2)
        self.assertEqual(draw.win_ids.mapped("entry_id.number"), winners)
        self.assertEqual(draw._verify(), [])
        self.assertEqual(draw.action_verify()["params"]["type"], "success")

    def _pretended(self, user, **values):
        """What a form gets that pretends a state of the draw."""
        return call_kw(
            self.draw.with_user(user).browse(),
            "onchange",
            [self.draw.ids, values, list(values), {name: {} for name in SHOWN}],
            {},
        )

    def test_seed_is_hidden_until_the_draw(self):
        self.draw.action_commit()
        seed = self.draw._seed()
        self.assertNotIn("seed", self.draw._fields)
        for user in (self.staff, self.manager, self.administrator):
            draw = self.draw.with_user(user)
            self.assertFalse(draw.revealed_seed)
            self.assertNotIn(seed, str(draw.read()))
            for state in ("frozen", "drawn"):
                got = {}
                # staff may not even open the form for change
                with suppress(AccessError):
                    got = self._pretended(user, state=state)
                self.assertNotIn(seed, str(got))
        body = self.draw.message_ids.mapped("body")
        self.assertTrue(any(self.draw.commitment in text for text in body))
        self.assertNotIn(seed, str(body))
        manager = self.draw.with_user(self.manager)
        for forged in ({"state": "drawn"}, {"digest": "x"}, {"commitment": "x"}):
            for context in ({}, {"cem_draw_running": True}, {"cem_server": "server"}):
                with self.assertRaises(AccessError):
                    manager.with_context(**context).write(forged)

    def test_seed_is_chosen_by_the_server(self):
        chosen = "11" * 32
        draws_ = self.env["cem.activity.draw"].with_user(self.manager)
        draw = draws_.with_context(
            default_commitment=draws.commitment(chosen),
            default_state="frozen",
            default_digest="x",
            default_word="spring",
        ).create(
            {
                "activity_id": self.activity.id,
                "name": "Rigged",
                "prize_ids": [(0, 0, {"name": "Car"})],
            }
        )
        self.assertEqual(draw.state, "draft")
        self.assertFalse(draw.commitment or draw.digest or draw.word)
        draw.action_commit()
        self.assertNotEqual(draw.commitment, draws.commitment(chosen))
        copy = draw.copy()
        self.assertFalse(copy.commitment)
        copy.action_commit()
        self.assertNotEqual(copy.commitment, draw.commitment)

    def test_commitment_is_published_before_the_list_closes(self):
        self.guests[:2].write({"email": "guest@customer.example"})
        self.guests[2].email = "other@customer.example"
        with self.assertRaisesRegex(UserError, "not at this point"):
            self.draw.action_freeze()
        self.draw.with_user(self.staff).action_commit()
        mails = self.env["mail.mail"].search(
            [("model", "=", self.draw._name), ("res_id", "=", self.draw.id)]
        )
        self.assertEqual(
            sorted(mails.mapped("email_to")),
            ["guest@customer.example", "other@customer.example"],
        )
        for mail in mails:
            self.assertIn(self.draw.commitment, mail.body_html)
            self.assertNotIn(self.draw._seed(), mail.body_html)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cem_experience_event.cem_activity_draw_notice", self.draw.ids
        )
        self.assertIn(self.draw.commitment, html.decode())

    def test_what_is_published_stays(self):
        self.draw.action_commit()
        prize = self.draw.prize_ids[0]
        manager = self.env(user=self.manager.id)
        for record, forged in (
            (self.draw, {"audience": "registered"}),
            (self.draw, {"name": "Other"}),
            (self.draw, {"prize_ids": [(0, 0, {"name": "Second car"})]}),
            (self.draw, {"prize_ids": [(2, prize.id)]}),
            (self.draw, {"word": "too early"}),
            (prize, {"name": "Key ring"}),
            (prize, {"quantity": 9}),
        ):
            with self.subTest(forged=forged), self.assertRaises(UserError):
                record.with_env(manager).write(forged)
        for record in (self.draw, prize):
            with self.assertRaises(UserError):
                record.with_env(manager).update_field_translations(
                    "name", {"en_US": "Other"}
                )

    def _row_version(self):
        self.env.flush_all()
        [(version,)] = self.env.execute_query(
            SQL("SELECT ctid::text FROM cem_activity_draw WHERE id = %s", self.draw.id)
        )
        return version

    def test_a_prize_that_is_changed_while_somebody_publishes(self):
        """Each writes the draw, so that one of two at once is done again by Odoo.

        What a prize tells stands in another table: without it the mail would name
        other prizes than the draw has, and neither would see the other.
        """
        prize = self.draw.prize_ids[0].with_user(self.manager)
        for change in (
            lambda: prize.write({"name": "Two weeks of skiing"}),
            lambda: prize.write({"quantity": prize.quantity + 1}),
            lambda: prize.update_field_translations("name", {"en_US": "Skiing"}),
            lambda: prize.copy({"name": "One more"}),
            lambda: prize.create({"name": "Another", "draw_id": self.draw.id}),
            lambda: self.draw.with_user(self.manager).write(
                {"prize_ids": [(0, 0, {"name": "By a line"})]}
            ),
            lambda: self.draw.prize_ids[-1].with_user(self.manager).unlink(),
            lambda: self.draw.with_user(self.manager).write({"may_win_again": True}),
            lambda: self.draw.with_user(self.manager).write(
                {"zone_ids": [(6, 0, self.activity.zone_ids[:1].ids)]}
            ),
        ):
            before = self._row_version()
            change()
            self.assertNotEqual(self._row_version(), before)
        self.draw.zone_ids = False
        for step in (
            self.draw.action_commit,
            self.draw.action_freeze,
            self.draw.action_draw,
        ):
            before = self._row_version()
            step()
            self.assertNotEqual(self._row_version(), before)
            with self.assertRaisesRegex(UserError, "not at this point"):
                step()

    def test_a_published_draw_stays_with_its_activity(self):
        self.draw.action_commit()
        event = self.activity.event_id
        for record in (self.draw, self.activity, event):
            with self.subTest(model=record._name):
                with self.assertRaisesRegex(UserError, "is kept"):
                    record.with_user(self.manager).sudo().unlink()

    def test_a_changed_list_is_detected(self):
        changes = (
            "UPDATE cem_activity_draw_entry SET name = 'Cousin' WHERE id = %s",
            "UPDATE cem_activity_draw_entry SET number = 99 WHERE id = %s",
            "DELETE FROM cem_activity_draw_entry WHERE id = %s",
        )
        self.draw.action_commit()
        self.draw.action_freeze()
        entry = self.draw.entry_ids[-1]
        for statement in changes:
            with self.subTest(statement), self.cr.savepoint() as savepoint:
                self.cr.execute(statement, [entry.id])
                self.env.invalidate_all()
                self.assertEqual(len(self.draw._verify()), 1)
                with self.assertRaises(UserError):
                    self.draw.action_draw()
                savepoint.rollback()
                self.env.invalidate_all()
        self.draw.action_draw()
        self.assertEqual(self.draw._verify(), [])

    def test_changed_winners_and_seeds_are_detected(self):
        draw = self._drawn()
        losers = draw.entry_ids - draw.win_ids.entry_id
        draw.win_ids[0].sudo().entry_id = losers[0]
        self.assertEqual(len(draw._verify()), 1)
        self.cr.execute(
            "UPDATE cem_activity_draw_seed SET seed = %s WHERE draw_id = %s",
            ["11" * 32, draw.id],
        )
        self.assertEqual(len(draw._verify()), 2)
        self.assertEqual(draw.action_verify()["params"]["type"], "danger")

    def test_nobody_wins_twice_unless_allowed(self):
        self._drawn()
        second, third = self.env["cem.activity.draw"].create(
            [
                {
                    "activity_id": self.activity.id,
                    "name": name,
                    "may_win_again": again,
                    "prize_ids": [(0, 0, {"name": "Cup", "quantity": 20})],
                }
                for name, again in (("Second", False), ("Third", True))
            ]
        )
        (second | third).action_commit()
        second.action_freeze()
        self.assertEqual(second.entry_count, 7)
        second.action_draw()
        self.assertEqual(len(second.win_ids), 7)
        self.assertFalse(
            second.win_ids.entry_id.registration_id
            & self.draw.win_ids.entry_id.registration_id
        )
        third.action_freeze()
        third.action_draw()
        self.assertEqual(third.entry_count, 9)
        self.assertEqual(len(third.win_ids), 20)
        self.assertEqual(third._verify(), [])

    def test_order_of_things(self):
        with self.assertRaisesRegex(UserError, "not at this point"):
            self.draw.action_draw()
        with self.assertRaisesRegex(UserError, "after the list is frozen"):
            self.draw.with_user(self.manager).word = "too early"
        self.draw.action_commit()
        with self.assertRaisesRegex(UserError, "not at this point"):
            self.draw.action_commit()
        self.draw.action_freeze()
        with self.assertRaisesRegex(UserError, "not at this point"):
            self.draw.action_freeze()
        with self.assertRaises(UserError):
            self.draw.with_user(self.manager).audience = "registered"
        with self.assertRaises(UserError):
            self.draw.prize_ids[0].quantity = 9
        with self.assertRaises(UserError):
            self.draw.unlink()
        self._register(self.activity, ["Too late"])
        self.draw.action_draw()
        self.assertNotIn("Too late", self.draw.entry_ids.mapped("name"))
        with self.assertRaisesRegex(UserError, "not at this point"):
            self.draw.action_draw()

    def test_zones(self):
        zone = self.activity.zone_ids[0]
        self.guests[:3].cem_zone_id = zone
        self.draw.zone_ids = zone
        self.draw.action_commit()
        self.draw.action_freeze()
        self.assertEqual(self.draw.entry_count, 3)

    def test_nobody_or_nothing(self):
        empty = self.draw.copy({"prize_ids": False})
        with self.assertRaisesRegex(UserError, "nothing to win"):
            empty.action_commit()
        self.guests.state = "open"
        self.draw.action_commit()
        with self.assertRaisesRegex(UserError, "Nobody takes part"):
            self.draw.action_freeze()

    def test_hand_over_by_staff(self):
        win = self._drawn().win_ids[0].with_user(self.staff)
        with self.assertRaises(AccessError):
            win.write({"place": 5})
        win.action_hand_over()
        self.assertEqual(win.handed_by_id, self.staff)
        first = win.date_handed
        win.action_hand_over()
        self.assertEqual(win.date_handed, first)
        with self.assertRaises(AccessError):
            self.env["cem.activity.draw.entry"].with_user(self.manager).create(
                {"draw_id": self.draw.id, "number": 1000}
            )
