from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.cem_experience.tools.score import comments

# Title, mean mark, share of the guests who answer the evaluation, what they write
CAMPAIGNS = (
    (
        "Letters to residents",
        8.4,
        0.75,
        ["The price list should hang on the wall.", "停车位太贵了。", "Lovely garden!"],
    ),
    (
        "Advert in the city magazine",
        6.1,
        0.4,
        ["Far too expensive for what it is.", "价格太高，不值。", "No parking, sadly."],
    ),
)
WORDS_SHARE = 0.6


class CemDemo(models.AbstractModel):
    _inherit = "cem.demo"

    @api.model
    def _load_campaigns(self, rng, guests, leads):
        """Which campaign led the guests there, and what they think of it afterwards."""
        setup = self.env.ref("cem_experience_event.cem_listen_setup_activity")
        setup.action_set_up()
        touchpoint = setup.touchpoint_ids[:1]
        campaigns = self.env["utm.campaign"].create(
            [{"title": title} for title, *_others in CAMPAIGNS]
        )
        self._name_demo(campaigns, "utm_campaign")
        sheets = self.env["survey.user_input"]
        for number, guest in enumerate(guests):
            place = number % 2
            guest.utm_campaign_id = campaigns[place]
            _title, mean, share, words = CAMPAIGNS[place]
            sent = guest.event_id.date_end + timedelta(days=1)
            invitation = self.env["cem.invitation"].create(
                self._invitation(
                    touchpoint,
                    guest.partner_id,
                    sent,
                    res_model=guest._name,
                    res_id=guest.id,
                    res_name=guest.name,
                    state="expired",
                )
            )
            if rng.random() < share:
                invitation.user_input_id = invitation._create_answer_sheet()
                mark = min(max(rng.gauss(mean, 1.6), 0), 10)
                said = rng.choice(words) if rng.random() < WORDS_SHARE else None
                self._evaluate(invitation.user_input_id, sent, mark, said)
                invitation.state = "answered"
                sheets |= invitation.user_input_id
        # What _mark_done() does, which would set the clock to now
        sheets.write({"state": "done"})
        for lead in leads:
            lead.campaign_id = lead.cem_registration_id.utm_campaign_id
        if not comments.missing_libraries():
            self.env["cem.score"]._read_all()

    @api.model
    def _evaluate(self, sheet, sent, mark, words):
        lines = []
        for question in sheet.survey_id.question_ids:
            line = {"question_id": question.id}
            if question.question_type == "scale":
                span = question.scale_max - question.scale_min
                line["answer_type"] = "scale"
                line["value_scale"] = question.scale_min + round(mark * span / 10)
            elif words:
                line |= {"answer_type": "text_box", "value_text_box": words}
            else:
                continue
            lines.append(Command.create(line))
        sheet.write(
            {
                "state": "in_progress",
                "start_datetime": sent + timedelta(hours=5),
                "end_datetime": min(
                    sent + timedelta(hours=5, minutes=3), fields.Datetime.now()
                ),
                "user_input_line_ids": lines,
            }
        )
