"""What is thought and bought at an activity belongs to the campaign that led there."""

from odoo.tests import tagged

from .common import ActivityCommon


@tagged("post_install", "-at_install")
class TestCampaignOfActivity(ActivityCommon):
    def test_opinions_of_an_activity_belong_to_its_campaign(self):
        spring = self.env["utm.campaign"].create({"name": "Spring"})
        activity = self._plan("phone_launch")
        trial = activity.step_ids.filtered(lambda s: s.kind == "trial")[0]
        guests = self._register(
            activity, [f"G{n}" for n in range(6)], utm_campaign_id=spring.id
        )
        for guest in guests:
            self.env["cem.activity.opinion"]._record(
                guest, trial, {"key": f"campaign-{guest.id}", "mark": 9}, "staff"
            )
        self.env["cem.activity.purchase"].create(
            {
                "activity_id": activity.id,
                "registration_id": guests[0].id,
                "amount": 70,
            }
        )
        figures = spring._cem_figures()[spring.id]
        self.assertEqual(figures["satisfaction"].value, 9)
        self.assertEqual(figures["satisfaction"].count, 6)
        self.assertEqual(figures["revenue"], 70)
        # the seventh guest writes and gives no mark: a doubt, and no score
        wordy = self._register(activity, ["Wordy"], utm_campaign_id=spring.id)
        self.env["cem.topic"].create({"name": "Cost", "words": "zloty*"})
        for key, said in (("one", "Terrible"), ("two", "Bad: all those zlotys")):
            self.env["cem.activity.opinion"]._record(
                wordy, trial, {"key": f"wordy-{key}", "comment": said}, "staff"
            )
        self.env["cem.score"]._read_all()
        figures = spring._cem_figures()[spring.id]
        self.assertEqual(figures["satisfaction"].count, 6)
        self.assertEqual(figures["comments"], 1, "the second one corrects the first")
        self.assertEqual({t.name: n for t, n in figures["doubts"].items()}, {"Cost": 1})
        # with a mark afterwards the words stand beside it, and count once
        self.env["cem.activity.opinion"]._record(
            wordy,
            trial,
            {"key": "wordy-three", "comment": "Bad: all those zlotys", "mark": 2},
            "staff",
        )
        self.env["cem.score"]._read_all()
        figures = spring._cem_figures()[spring.id]
        self.assertEqual((figures["comments"], spring.cem_remark_count), (1, 0))
        self.assertEqual(figures["satisfaction"].count, 7)
        action = spring.action_cem_scores()
        self.assertEqual(self.env["cem.score"].search_count(action["domain"]), 7)
