from unittest.mock import patch

from odoo import api, fields, models
from odoo.tests import tagged

from ...models.listen.cem_answer_quick import CemAnswer
from .test_answer_quick import QuickCommon

FOREIGN = "odoo.addons.foreign.models"
SHEET = "survey.user_input"


def foreign(model):
    """The methods of a class as if it were written in another addon."""
    for method in vars(model).values():
        if callable(method):
            method.__module__ = FOREIGN
    return model


def extension(name=SHEET, **attributes):
    """A class of another addon that extends a model."""
    names = {
        "__module__": FOREIGN,
        "_module": "foreign",
        "_name": name,
        "_inherit": [name],
        "_register": False,
        **attributes,
    }
    return foreign(type("Foreign", (models.Model,), names))


def computed(name, *depends, **more):
    """A stored field of another addon, and the method that computes it."""

    @api.depends(*depends)
    def _compute_foreign(self):
        for record in self:
            record[name] = len(record.mapped(depends[0]))

    field = fields.Integer(compute="_compute_foreign", store=True, **more)
    return {name: field, "_compute_foreign": _compute_foreign}


@tagged("post_install", "-at_install")
class TestAnswerOverheard(QuickCommon):
    """Whoever else has a say in an answer is heard: then it is stored the slow way."""

    def _extend(self, model_def, column=None):
        """Extend a model for this test, as the installation of an addon would."""
        from odoo.orm.model_classes import add_to_registry  # noqa: PLC0415

        name = model_def._name
        model = self.registry[name]
        bases = model._base_classes__

        def undo():
            model._base_classes__ = bases
            model._setup_done__ = False
            self.registry._setup_models__(self.env.cr, [name])

        add_to_registry(self.registry, model_def)
        self.registry._setup_models__(self.env.cr, [name])
        if column:
            self.env.cr.execute(
                f"ALTER TABLE {model._table} ADD COLUMN foreign_thing {column}"
            )
        return undo

    def _check(self, model_def, column=None, slow=True):
        expected, _follows, _extra = self._one("link", 1, mark="3")
        undo = self._extend(model_def, column)
        try:
            self.assertIs(bool(self.env["cem.answer"]._is_overheard()), slow)
            quickly = CemAnswer._write_quickly
            with patch.object(
                CemAnswer, "_write_quickly", autospec=True, side_effect=quickly
            ) as quick:
                found, _follows, _extra = self._one("link", 2, mark="3")
            self.assertIs(quick.called, not slow)
            value = found["survey_user_input"][0].pop("foreign_thing", None)
            self.assertEqual(found, expected)
            return value
        finally:
            self.env.flush_all()
            undo()

    def test_nobody_else(self):
        """What others add beside it, and do not fill in, takes no time."""

        def foreign_more(self):
            return 1

        thing = fields.Char()
        self._check(extension(foreign_thing=thing, more=foreign_more), "varchar", False)

    def test_hook(self):  # pylint: disable=missing-return
        seen = []

        def _notify_new_participation_subscribers(self):
            seen.append(self.ids)
            return super(model_def, self)._notify_new_participation_subscribers()

        model_def = extension(
            _notify_new_participation_subscribers=_notify_new_participation_subscribers
        )
        self._check(model_def)
        self.assertTrue(seen)

    def test_create(self):  # pylint: disable=missing-return
        seen = []

        @api.model_create_multi
        def create(self, vals_list):
            seen.append(len(vals_list))
            return super(model_def, self).create(vals_list)

        model_def = extension(create=create)
        self._check(model_def)
        self.assertTrue(seen)

    def test_constraint(self):
        seen = []

        @api.constrains("state")
        def _check_foreign(self):
            seen.extend(self.mapped("state"))

        self._check(extension(_check_foreign=_check_foreign))
        self.assertIn("done", seen)

    def test_stored_compute(self):
        model_def = extension(**computed("foreign_thing", "user_input_line_ids"))
        self.assertEqual(self._check(model_def, "integer"), 1)

    def test_stored_related(self):
        thing = fields.Char(related="survey_id.access_token", store=True)
        value = self._check(extension(foreign_thing=thing), "varchar")
        self.assertEqual(value, self.touchpoint.survey_id.access_token)

    def test_default(self):
        thing = fields.Char(default=lambda self: "given")
        self.assertEqual(
            self._check(extension(foreign_thing=thing), "varchar"), "given"
        )

    def test_stored_compute_elsewhere(self):
        """A field of another model that follows from the answers."""
        survey = self.touchpoint.survey_id
        known = len(survey.user_input_ids)
        model_def = extension(
            "survey.survey", **computed("foreign_thing", "user_input_ids")
        )
        self._check(model_def, "integer")
        self.env.cr.execute(
            "SELECT foreign_thing FROM survey_survey WHERE id = %s", [survey.id]
        )
        # one answer before the field was there, one after
        self.assertEqual(self.env.cr.fetchone()[0], known + 2)

    def test_default_by_hand(self):
        answers = self.env["cem.answer"]
        self.assertFalse(answers._is_overheard())
        self.env["ir.default"].set("survey.user_input", "nickname", "Somebody")
        self.assertTrue(answers._is_overheard())

    def test_automation_puts_a_method_into_a_class(self):
        def write(self, vals):
            return write.origin(self, vals)

        write.__module__ = "odoo.addons.base_automation.models.base_automation"
        answers = self.env["cem.answer"]
        self.assertFalse(answers._is_overheard())
        with patch.object(self.registry["cem.score"], "write", write, create=True):
            self.assertTrue(answers._is_overheard())
        self.assertFalse(answers._is_overheard())
