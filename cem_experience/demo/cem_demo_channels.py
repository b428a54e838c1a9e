import random
from datetime import timedelta

from odoo import Command, api, fields, models

from .cem_demo import QUIET

SEED = 8
DAYS = 14
# Choices from the worst to the best, and how often each is pressed
PRESSES = (1, 2, 4, 8, 5)


class CemDemo(models.AbstractModel):
    """Two tablets on the counters of the service desk, and who pressed on them."""

    # Files by what they tell, each short enough to hold in the head.
    _inherit = "cem.demo"

    @api.model
    def _load_channels(self):
        self._check_demo()
        self = self.with_context(**QUIET)
        rng = random.Random(SEED)
        survey = self.env.ref("cem_experience.survey_survey_desk_demo")
        kiosks = self.env["cem.kiosk"].search([("survey_id", "=", survey.id)])
        question = survey.question_ids
        choices = question.suggested_answer_ids
        today = fields.Datetime.now().replace(hour=9, minute=0, second=0, microsecond=0)
        values = []
        for day in range(DAYS, 0, -1):
            for kiosk in kiosks:
                for choice in rng.choices(choices, PRESSES, k=rng.randint(0, 3)):
                    end = today - timedelta(days=day, minutes=-rng.randint(0, 500))
                    line = {
                        "question_id": question.id,
                        "answer_type": "suggestion",
                        "suggested_answer_id": choice.id,
                    }
                    values.append(
                        {
                            "survey_id": survey.id,
                            "state": "in_progress",
                            "create_date": end,
                            "start_datetime": end,
                            "end_datetime": end,
                            "cem_channel": "kiosk",
                            "cem_kiosk_id": kiosk.id,
                            "cem_touchpoint_id": kiosk.touchpoint_id.id,
                            "user_input_line_ids": [Command.create(line)],
                        }
                    )
        self.env["survey.user_input"].create(values).write({"state": "done"})
