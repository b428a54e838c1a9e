"""A whole activity by its people: planner, desk, a participant's phone, manager."""

from contextlib import contextmanager

from odoo.tests import HttpCase, tagged

from odoo.addons.cem_experience.tests.base.chromium import open_page, save_picture

from .common import ActivityCommon


@tagged("post_install", "-at_install")
class TestActivityTour(HttpCase, ActivityCommon):
    browser_size = "1180x820"

    def _tour(self, name, path, user):
        self.start_tour(path, name, login=user.login, timeout=120)
        self.env.invalidate_all()

    @contextmanager
    def _phone(self):
        self.env.flush_all()
        with (
            self.allow_requests(all_requests=True),
            open_page(width=390, height=844) as page,
        ):
            yield page
        self.env.invalidate_all()

    def test_from_template_to_report(self):
        known = self.env["cem.activity"].search([])
        self._tour(
            "cem_activity_plan",
            "/odoo/action-cem_experience_event.cem_activity_template_action",
            self.manager,
        )
        activity = self.env["cem.activity"].search([]) - known
        self.assertEqual(activity.theme, "Our own theme")
        self.assertEqual(activity.state, "ready")
        self.assertEqual(activity.user_id, self.manager)

        ann = self._register(activity, ["Ann Lee"], "open", email="ann@guest.example")
        self._register(activity, ["Bob Ray", "Cat Wu"], "open")
        path = f"/odoo/experience-activities/{activity.id}"
        self._tour("cem_activity_day", path, self.staff)
        self._check_the_day(activity, ann)
        self._on_the_phone(activity, ann)

        self._tour("cem_activity_draw", path, self.manager)
        draw = activity.draw_ids.filtered(lambda d: d.state == "drawn")
        self.assertEqual(draw.word, "harvest")
        self.assertEqual(draw.entry_count, 2)
        self.assertEqual(len(draw.win_ids), 2)
        self.assertEqual(len(draw.win_ids.filtered("date_handed")), 1)
        self.assertFalse(draw._verify())
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html("cem_experience_event.cem_activity_result", activity.ids)
        )
        self.assertIn("Light in the hand", html.decode())
        self.assertIn(draw.digest, html.decode())

    def _check_the_day(self, activity, ann):
        people = activity.event_id.registration_ids
        self.assertEqual(len(people), 4)
        walter = people.filtered("cem_is_walk_in")
        self.assertEqual((walter.name, walter.state), ("Walter Walk", "done"))
        self.assertEqual(ann.state, "done")
        self.assertTrue(ann.cem_consent and ann.partner_id)
        opinions = self.env["cem.activity.opinion"].search(
            [("activity_id", "=", activity.id)]
        )
        mine = opinions.filtered(lambda o: o.registration_id == ann)
        self.assertEqual((mine.emotion, mine.mark), ("2", 9))
        self.assertEqual(mine.comment, "Light in the hand")
        theirs = opinions.filtered(lambda o: o.registration_id == walter)
        self.assertEqual((theirs.emotion, theirs.mark), ("-1", 3))
        self.assertEqual(len(opinions), 2)
        activity.invalidate_recordset()
        self.assertEqual((activity.lead_count, activity.purchase_count), (1, 1))
        self.assertEqual(activity.revenue, 799)
        story = activity.step_ids.filtered(lambda s: s.kind == "story")
        self.assertTrue(story.is_done)

    def _on_the_phone(self, activity, ann):
        """Ann corrects her opinion and adds one, the network being away meanwhile."""
        step = activity.step_ids.filtered(lambda s: s.kind == "demonstration")
        form = f'form[data-step="{step.id}"]'
        url = f"{self.base_url()}/cem/activity/{ann.cem_token}"
        with self._phone() as phone:
            phone.goto(url)
            self.assertIn("Hello Ann Lee", phone.inner_text("body"))
            save_picture(phone, "activity-phone")
            phone.context.set_offline(True)
            phone.click(f'{form} input[name=emotion][value="1"]')
            phone.wait_for_selector(".offline:not([hidden])")
            save_picture(phone, "activity-phone-offline")
            phone.click(f'{form} input[name=mark][value="7"]')
            phone.context.set_offline(False)
            phone.wait_for_selector(".saved:not([hidden])")
            self.assertLessEqual(
                phone.evaluate("document.documentElement.scrollWidth - innerWidth"), 0
            )
        opinion = self.env["cem.activity.opinion"].search(
            [("registration_id", "=", ann.id), ("step_id", "=", step.id)]
        )
        self.assertEqual((opinion.emotion, opinion.mark), ("1", 7))
        self.assertEqual(opinion.device, "phone")
