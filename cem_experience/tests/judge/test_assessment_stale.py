"""An assessment says when other answers are there than those it was computed from."""

from odoo.tests import tagged

from .common_assessment import AssessmentCommon


@tagged("post_install", "-at_install")
class TestAssessmentStale(AssessmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scores = cls.env["cem.score"]
        for value in (2, 4, 6, 8, 9):
            cls.scores |= cls._answer_of(value)
        cls.assessment = cls._assessment()
        cls.assessment.action_compute()

    @classmethod
    def _answer_of(cls, value, **values):
        values = {"dimension_id": cls.dimensions["price"].id, **values}
        return cls._score(value=value, date="2016-02-01", **values)

    def _is_stale(self):
        self.env.flush_all()
        self.assessment.invalidate_recordset(["answers_changed"])
        return self.assessment.with_user(self.manager).answers_changed

    def test_new_withdrawn_corrected_and_back(self):
        self.assertFalse(self._is_stale())
        self._answer_of(3, dimension_id=False)
        self.assertFalse(self._is_stale(), "another question")
        extra = self._answer_of(3)
        self.assertTrue(self._is_stale(), "a new answer")
        self.assessment.action_compute()
        self.assertFalse(self._is_stale())
        extra._withdraw()
        self.assertTrue(self._is_stale(), "withdrawn")
        extra.active = True
        self.assertFalse(self._is_stale(), "back")
        extra._withdraw()
        self._answer_of(4)
        self.assertTrue(self._is_stale(), "as many, with another mark")

    def test_a_closed_one_says_so_too(self):
        self.assessment.action_done()
        self.scores[0].unlink()
        self.assertTrue(self._is_stale())

    def test_nothing_computed_is_not_stale(self):
        empty = self._assessment(name="Empty")
        self.assertFalse(empty.answers_changed)
