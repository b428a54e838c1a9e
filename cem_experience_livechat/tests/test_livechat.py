"""Live chats at the contact centre: wrapped up once, rated once."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.cem_experience_contact.tests.common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestLivechat(HttpCase, ContactCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.operator = new_test_user(
            cls.env,
            "cem_operator",
            "cem_experience.group_cem_user,im_livechat.im_livechat_group_user",
            lang="en_US",
        )
        cls.touchpoint = cls.env["cem.touchpoint"].create(
            {
                "name": "Chat",
                "journey_id": cls.journey.id,
                "stage_id": cls.stage.id,
            }
        )
        cls.channel = cls.env["im_livechat.channel"].create(
            {
                "name": "Our site",
                "user_ids": [Command.set(cls.operator.ids)],
                "cem_touchpoint_id": cls.touchpoint.id,
            }
        )

    def _chat(self, partner=None, guest=None):
        visitor = {"livechat_member_type": "visitor"}
        if partner:
            visitor["partner_id"] = partner.id
        if guest:
            visitor["guest_id"] = guest.id
        chat = self.env["discuss.channel"].create(
            {
                "name": "Visitor",
                "channel_type": "livechat",
                "livechat_channel_id": self.channel.id,
                "livechat_operator_id": self.operator.partner_id.id,
                "channel_member_ids": [
                    Command.create(
                        {
                            "partner_id": self.operator.partner_id.id,
                            "livechat_member_type": "agent",
                        }
                    ),
                    Command.create(visitor),
                ],
            }
        )
        chat.with_user(self.operator).message_post(body="How can I help you?")
        return chat

    def _start(self, chat):
        action = chat.with_user(self.operator).action_cem_wrap_up()
        desk = self.env["cem.contact"].with_user(self.operator)
        return desk.desk_start(action["params"])["values"]

    def _scores(self, ratings):
        return (
            self.env["cem.score"]
            .with_context(active_test=False)
            .search(
                [("res_model", "=", "rating.rating"), ("res_id", "in", ratings.ids)]
            )
        )

    def _rate(self, chat, rate, reason=None):
        self.make_jsonrpc_request(
            "/im_livechat/feedback",
            {"channel_id": chat.id, "rate": rate, "reason": reason},
        )
        return chat.rating_ids

    def test_wrap_up(self):
        """Customer, duration and the chat itself are filled in."""
        chat = self._chat(self.customer)
        self.env.cr.execute(
            "UPDATE discuss_channel SET create_date = create_date - INTERVAL '6 min'"
            " WHERE id = %s",
            chat.ids,
        )
        chat.invalidate_recordset()
        values = self._start(chat)
        self.assertEqual(values["channel"], "chat")
        self.assertEqual(values["partner"]["id"], self.customer.id)
        self.assertAlmostEqual(values["duration"], 6, delta=1)
        contact = self._save(
            self.operator,
            need_id=self.need.id,
            channel="chat",
            res_model=values["res_model"],
            res_id=values["res_id"],
        )
        self.assertEqual((contact.res_model, contact.res_id), (chat._name, chat.id))
        self.assertEqual(contact.touchpoint_id, self.touchpoint)
        transcript = contact.with_user(self.operator).action_open_record()
        self.assertEqual(transcript["context"]["active_id"], chat.id)
        # Wrapped up already: what was noted opens.
        again = chat.with_user(self.operator).action_cem_wrap_up()
        self.assertEqual(again["res_id"], contact.id)

    def test_guest(self):
        guest = self.env["mail.guest"].create({"name": "Visitor from Berlin"})
        values = self._start(self._chat(guest=guest))
        self.assertFalse(values["partner"])
        self.assertEqual(values["caller"], "Visitor from Berlin")

    def test_no_live_chat(self):
        channel = self.env["discuss.channel"]._create_channel(
            name="Team", group_id=None
        )
        with self.assertRaises(UserError):
            channel.action_cem_wrap_up()
        # Staff who are no operators do not read other people's chats.
        chat = self._chat(self.customer)
        with self.assertRaises(AccessError):
            chat.with_user(self.staff).action_cem_wrap_up()
        with self.assertRaises(AccessError):
            self._save(note="x", res_model=chat._name, res_id=chat.id)

    def test_rated_once(self):
        """The visitor's mark counts once; who changes it corrects it."""
        customer = self._new_user("cem_visitor", "group_cem_user")
        chat = self._chat(customer.partner_id)
        self.authenticate(customer.login, customer.login)
        rating = self._rate(chat, 3)
        score = self._scores(rating)
        self.assertEqual((score.source, score.measure), ("rating", "csat"))
        self.assertEqual((score.raw_value, score.value), (3, 5))
        self.assertEqual(score.partner_id, customer.partner_id)
        self.assertEqual(score.touchpoint_id, self.touchpoint)
        self.assertEqual(score.journey_id, self.journey)
        self.assertEqual(customer.partner_id.cem_score_count, 1)
        self.assertEqual(self._rate(chat, 3), rating)
        self.assertEqual(self._scores(rating), score)
        self._rate(chat, 1, "Nobody answered")
        now = self._scores(rating).filtered("active")
        self.assertEqual((now.value, now.comment), (0, "Nobody answered"))
        self.assertEqual(score.superseded_by_id, now)
        # It is a customer's word: a follow-up may come of it.
        self.assertTrue(now.followup_pending)
        rating.unlink()
        self.assertFalse(self._scores(rating).filtered("active"))

    def test_other_ratings(self):
        """Ratings of anything but live chats are not ours."""
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.customer.id,
                "rating": 4,
                "consumed": True,
            }
        )
        asked = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("discuss.channel"),
                "res_id": self._chat(self.customer).id,
                "rating": 0,
                "consumed": False,
            }
        )
        self.assertFalse(self._scores(rating | asked))

    def test_operator_tour(self):
        """From the chat to the form and back: by the operator, with just these rights."""
        chat = self._chat(self.customer)
        self.start_tour(
            f"/odoo/discuss?active_id=discuss.channel_{chat.id}",
            "cem_livechat_tour",
            login=self.operator.login,
        )
        contact = self.env["cem.contact"].search(
            [("res_model", "=", chat._name), ("res_id", "=", chat.id)]
        )
        self.assertEqual(contact.partner_id, self.customer)
        self.assertEqual(contact.need_id, self.need)
        self.assertEqual(contact.channel, "chat")
