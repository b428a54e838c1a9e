from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_survey import SurveyCommon

EDITS = (
    *("ends", "reverse", "dimension", "measure", "label", "title", "kind", "archive"),
    *("add choice", "delete choice", "archive choice", "order", "counts", "text"),
)


@tagged("post_install", "-at_install")
class TestAnswersStayProperty(SurveyCommon):
    """Whatever is done to questions, what was said before stays, unless corrected."""

    def _edit(self, question, edit, number):
        """Change something of a question, as its form would."""
        choices = question.suggested_answer_ids
        choice = choices[number % len(choices)] if choices else choices
        values = {
            "ends": {"cem_scale_max": 3 + number, "cem_scale_min": number % 2},
            "reverse": {"cem_reversed": bool(number % 2)},
            "dimension": {
                "cem_dimension_id": list(self.dimensions.values())[number % 3].id
            },
            "measure": {
                "cem_measure": ("experience", "expectation", False)[number % 3]
            },
            "label": {"scale_max_label": f"Label {number}"},
            "title": {"title": f"Title {number}"},
            "kind": {
                "question_type": "numerical_box" if number % 2 else "simple_choice"
            },
            "archive": {"active": bool(number % 2)},
        }
        commands = {
            "add choice": Command.create({"value": f"New {number}"}),
            "delete choice": Command.delete(choice.id),
            "archive choice": Command.update(choice.id, {"active": False}),
            "order": Command.update(choice.id, {"sequence": number}),
            "counts": Command.update(
                choice.id, {"cem_counts": "none" if number % 2 else "position"}
            ),
            "text": Command.update(choice.id, {"value": f"Text {number}"}),
        }
        if edit in commands:
            if not choices:
                return None
            return {"suggested_answer_ids": [commands[edit]]}
        return values[edit]

    def _figures(self, sheet):
        return {
            (score.measure, score.dimension_id.id, round(score.value, 6))
            for score in sheet.cem_score_ids
        }

    @settings(deadline=None, max_examples=40)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(("answer", "answer", *EDITS)),
                st.integers(0, 7),
                st.sampled_from((None, "from_now", "from_now", "correct")),
            ),
            max_size=10,
        )
    )
    def test_earlier_figures_stay(self, steps):
        with self.env.cr.savepoint() as savepoint:
            question = self._question(
                "Fine?",
                "experience",
                "simple_choice",
                cem_dimension_id=self.dimensions["price"].id,
                suggested_answer_ids=[
                    Command.create({"value": word, "sequence": place})
                    for place, word in enumerate(("Bad", "So so", "Good"))
                ],
            )
            before = {}
            for step, number, decision in steps:
                if step == "answer":
                    sheet = self._answer_one(question, number)
                    before[sheet] = self._figures(sheet), question.cem_version_id
                    continue
                current = question.cem_version_id
                self._try(question, self._edit(question, step, number), decision)
                for sheet, (figures, version) in before.items():
                    # whatever makes the sheet be looked at again later
                    sheet._cem_sync_scores()
                    if decision == "correct" and version == current:
                        before[sheet] = self._figures(sheet), question.cem_version_id
                    else:
                        self.assertEqual(self._figures(sheet), figures, step)
            savepoint.close(rollback=True)
        self.env.invalidate_all()

    def _answer_one(self, question, number):
        sheet = self.survey._create_answer(partner=self.customer)
        choices = question.suggested_answer_ids
        answer = choices[number % len(choices)].id if choices else False
        if question.question_type == "numerical_box":
            answer = number
        sheet._save_lines(question, str(answer or ""))
        sheet._mark_done()
        return sheet

    def _try(self, question, values, decision):
        """Edit as a manager; what is refused leaves all as it was."""
        if values is None:
            return
        try:
            with self.env.cr.savepoint():
                question.with_user(self.manager).write(
                    {**values, "cem_change": decision}
                )
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()
