from hypothesis import strategies as st

from odoo.fields import Command

from ..base.common import CemCommon

SURVEY_MEASURES = ("experience", "expectation", "importance")
# domain.md, section 3: (a, e, w) per dimension; None is not stated by the source.
MEISU = {
    "convenience": (5, 7, 9),
    "product": (6, 7, None),
    "price": (7, 7, None),
    "brand": (7, 7, None),
    "service": (6, None, None),
    "relationship": (4, None, None),
}
# marks of any precision, few or many
answers = st.lists(st.floats(0, 10), min_size=0, max_size=12)


class AssessmentCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # no mail and no tracking noise: the figures are what is tested here
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})

    @classmethod
    def _assessment(cls, env=None, **values):
        # years before any demo data: tests see their own answers only
        values = {
            "name": "Assessment",
            "date_from": "2016-01-01",
            "date_to": "2016-03-31",
            **values,
        }
        return (env or cls.env)["cem.assessment"].create(values)

    @classmethod
    def _meisu(cls, env=None, **values):
        lines = []
        for code, marks in MEISU.items():
            vals = {"dimension_id": cls.dimensions[code].id}
            for figure, mark in zip(SURVEY_MEASURES, marks, strict=True):
                if mark is not None:
                    vals[figure] = mark
            lines.append(Command.create(vals))
        return cls._assessment(env, name="Meisu Electric", line_ids=lines, **values)

    def _line(self, assessment, code):
        return assessment.line_ids.filtered(
            lambda line: line.dimension_id == self.dimensions[code]
        )

    def _answers(self, values, code="convenience", measure="experience", **extra):
        return self.env["cem.score"].create(
            [
                {
                    "measure": measure,
                    "value": value,
                    "dimension_id": self.dimensions[code].id,
                    "date": "2016-02-01",
                    **extra,
                }
                for value in values
            ]
        )
