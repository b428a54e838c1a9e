"""Fills in the answer sheets of the demonstration."""

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.fields import Command

from .opinions import Comments, Mood


class Pen:
    """Fills in answer sheets the way the survey page does: whole sheets, completed."""

    def __init__(self, env, rng):
        self.env, self.rng = env, rng
        self.comments = Comments(rng)
        self.today = fields.Date.today()
        self.langs = {
            lang.code: lang.id
            for lang in env["res.lang"].search([("active", "=", True)])
        }
        self.surveys = {
            key: env.ref(f"cem_experience.survey_survey_{key}_demo")
            for key in ("viewing", "living", "call_back")
        }
        # xml ids tell what a question is about
        data = env["ir.model.data"].search(
            [("module", "=", "cem_experience"), ("model", "=", "cem.touchpoint")]
        )
        self.touchpoints = {
            one.res_id: one.name.removeprefix("cem_touchpoint_").removesuffix("_demo")
            for one in data
        }

    def fill_in(self, planned):
        """Complete these sheets.

        :param planned: list of (days ago, survey, person, partner, shift)
        :return: the answer sheets, in that order
        """
        sheets = self.env["survey.user_input"].create(
            [self._sheet(*one) for one in planned]
        )
        # All at once, for scores are written in batches. This is what _mark_done()
        # does, which would set the clock to now.
        sheets.write({"state": "done"})
        return sheets

    def _sheet(self, days, survey, person, partner, shift):
        end = self._moment(days)
        mood = Mood(self.rng, survey, shift, days)
        return {
            "survey_id": self.surveys[survey].id,
            "partner_id": partner.id,
            "email": partner.email,
            "lang_id": self.langs.get(partner.lang),
            "state": "in_progress",
            "create_date": end - timedelta(minutes=7),
            "start_datetime": end - timedelta(minutes=self.rng.randint(2, 6)),
            "end_datetime": end,
            "cem_user_id": partner.user_id.id,
            "cem_by_phone": self.rng.random() < 0.08,
            "user_input_line_ids": [
                Command.create(line)
                for question in self.surveys[survey].question_ids
                for line in self._lines(question, mood, person)
            ],
        }

    def _moment(self, days):
        """Some time of that day between nine and nine in Hong Kong, and not to come."""
        moment = datetime.combine(
            self.today - timedelta(days=days), time(hour=1)
        ) + timedelta(minutes=self.rng.randint(0, 12 * 60))
        return min(moment, fields.Datetime.now() - timedelta(minutes=10))

    def _lines(self, question, mood, person):
        base = {"question_id": question.id}
        if question.question_type == "matrix":
            choices = question.suggested_answer_ids.sorted("sequence")
            for row in question.matrix_row_ids.sorted("sequence"):
                if question.cem_measure == "experience":
                    mark = mood.experience(self.touchpoints[row.cem_touchpoint_id.id])
                else:
                    ask = getattr(mood, question.cem_measure)
                    mark = ask(row.cem_dimension_id.code)
                # now and then a row stays empty
                if self.rng.random() < 0.96:
                    choice = self._choose(choices, mark)
                    yield base | choice | {"matrix_row_id": row.id}
        elif question.question_type == "simple_choice":
            choices = question.suggested_answer_ids.sorted("sequence")
            yield base | self._choose(choices, mood.about(0.8))
        elif question.question_type == "scale":
            mark = mood.nps() if question.cem_measure == "nps" else mood.about(1.3)
            span = question.scale_max - question.scale_min
            value = question.scale_min + round(mark * span / 10)
            yield base | {"answer_type": "scale", "value_scale": value}
        elif self.rng.random() < mood.talkative:
            words = self.comments.take(mood.topics(), person.lang)
            if words:
                yield base | {"answer_type": "text_box", "value_text_box": words}

    def _choose(self, choices, mark):
        index = round(mark * (len(choices) - 1) / 10)
        return {
            "answer_type": "suggestion",
            "suggested_answer_id": choices[index].id,
        }
