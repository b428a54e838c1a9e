from odoo import Command

from ..base.common import CemCommon


class SurveyCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.env["cem.journey"].create({"name": "Repair"})
        cls.counter = cls.env["cem.touchpoint"].create(
            {"name": "Counter", "journey_id": cls.journey.id}
        )
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Repair opinion",
                "survey_type": "cem",
                "access_mode": "public",
                "users_login_required": False,
                "questions_layout": "one_page",
            }
        )
        cls.nps = cls._question(
            "Recommend?", "nps", "scale", cem_touchpoint_id=cls.counter.id
        )
        cls.csat = cls._question(
            "Satisfied?",
            "csat",
            "simple_choice",
            cem_dimension_id=cls.dimensions["service"].id,
            comments_allowed=True,
            suggested_answer_ids=[
                Command.create({"value": word})
                for word in ("Awful", "Bad", "So so", "Good", "Great")
            ]
            + [Command.create({"value": "I do not know", "cem_counts": "none"})],
        )
        cls.number = cls._question(
            "How long did you wait, from 1 to 10?",
            "experience",
            "numerical_box",
            cem_dimension_id=cls.dimensions["convenience"].id,
            cem_reversed=True,
            cem_scale_min=1,
            cem_scale_max=10,
        )
        cls.matrix = cls._question(
            "How important?",
            "importance",
            "matrix",
            suggested_answer_ids=[
                Command.create({"value": word}) for word in ("Not", "Rather", "Very")
            ],
            matrix_row_ids=[
                Command.create(
                    {
                        "value": code,
                        "cem_dimension_id": cls.dimensions[code].id,
                    }
                )
                for code in ("product", "price")
            ],
        )
        cls.words = cls._question("Tell us more", False, "text_box")

    @classmethod
    def _question(cls, title, measure, question_type, **values):
        return cls.env["survey.question"].create(
            {
                "survey_id": cls.survey.id,
                "title": title,
                "cem_measure": measure,
                "question_type": question_type,
                "sequence": len(cls.survey.question_and_page_ids) + 1,
                **values,
            }
        )

    def _answer(self, done=True, **values):
        """An answer sheet through Odoo's own way of saving answers."""
        sheet = self.survey._create_answer(partner=self.customer, **values)
        sheet._save_lines(self.nps, "3")
        sheet._save_lines(
            self.csat, str(self.csat.suggested_answer_ids[1].id), "Slow and rude"
        )
        sheet._save_lines(self.number, "10")
        rows, columns = self.matrix.matrix_row_ids, self.matrix.suggested_answer_ids
        sheet._save_lines(
            self.matrix,
            {str(rows[0].id): [columns[2].id], str(rows[1].id): [columns[1].id]},
        )
        sheet._save_lines(self.words, "Never again")
        if done:
            sheet._mark_done()
        return sheet

    def _values(self, sheet):
        return {
            (score.measure, score.dimension_id.code or False): score.value
            for score in sheet.cem_score_ids
        }
