from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..show.common_dashboard import DashboardCommon

GUARD = "cem.small.groups.mixin"
FUNCTIONS = ("avg", "sum", "min", "max", "array_agg", "array_agg_distinct")
FUNCTIONS += ("count_distinct",)

# What holds answers, or leads to one, and is not protected: why not.
EXEMPT = {
    "cem.assessment": "links to Odoo's ratings of the thread only",
    "cem.answer.burst": "how many answers came at once, not what they say",
    "cem.remark": "words without a mark",
    "cem.invitation": "leads to a sheet, whose marks are protected there",
    "cem.ticket.time.report": "hours that tickets took",
    "cem.question.report": "counts of questions that were asked",
    "cem.contact": "what staff noted of a call: the company's own view",
    "survey.survey": "leads to sheets",
    "survey.question": "leads to lines",
}
# Numbers that say nothing of an answer's mark, or are counted with another one
NEUTRAL = {
    "cem.score": {"import_row"},
    "survey.user_input": {"cem_group_size"},
    "survey.user_input.line": {"question_sequence"},
    "cem.score.rollup": {"answers"},
    "cem.problem.week": {"answer_count"},
    "cem.value.report": {
        "amount",
        "amount_start",
        "record_count",
        "compensation_cost",
        "case_count",
        "cost",
        "satisfaction_count",
        "open_count",
        "amount_at_risk",
    },
    "cem.followup": {
        "escalation_level",
        "closed_score_id",
        "paused_hours",
        "paused_wall",
        "contact_work",
        "contact_wall",
        "close_work",
        "close_wall",
        "compensation_cost",
        "reopen_count",
    },
}
NUMBERS = ("float", "integer", "monetary")


@tagged("post_install", "-at_install")
class TestSmallGroupsEverywhere(DashboardCommon):
    """Every model that holds answers or rests on them, by every way to aggregate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._new_user("head", "group_cem_administrator", cls.shop)

    def _protected(self):
        names = (name for name in self.env.registry.models if name != GUARD)
        return sorted(
            name
            for name in names
            if not self.env[name]._abstract
            and issubclass(self.env.registry[name], self.env.registry[GUARD])
        )

    def test_every_model_with_answers_is_protected_or_says_why_not(self):
        protected = set(self._protected())
        self.assertLessEqual(
            {"cem.score", "survey.user_input.line", "cem.followup"}, protected
        )
        holders = protected | {"cem.contact"}
        found = set()
        for name, model in self.env.registry.models.items():
            if model._abstract or model._transient:
                continue
            links = [
                field
                for field in model._fields.values()
                if field.store and field.comodel_name in holders - {"res.partner"}
            ]
            rests = set(getattr(model, "_depends", ()) or ()) & holders
            ours = any(
                module.startswith("cem_experience")
                for field in (*links, model._fields["id"])
                for module in field._modules or ()
            ) or name.startswith("cem.")
            if ours and (links and self._counts_marks(links) or rests):
                found.add(name)
        self.assertEqual(
            found - protected - set(EXEMPT) - self._without_figures(found), set()
        )

    def _counts_marks(self, links):
        return any(
            field.comodel_name
            in ("cem.score", "survey.user_input", "survey.user_input.line")
            or field.comodel_name == "cem.activity.opinion"
            for field in links
        )

    def _without_figures(self, names):
        """Those that lead to answers and have no number at all."""
        return {
            name
            for name in names
            if not any(
                field.type in NUMBERS and field.store and field.name != "id"
                for field in self.env[name]._fields.values()
            )
        }

    def test_every_number_is_protected_or_says_nothing(self):
        for name in set(self._protected()) - {"res.partner"}:
            model = self.env[name]
            numbers = {
                field.name
                for field in model._fields.values()
                if field.type in NUMBERS
                and field.name != "id"
                # of an SQL view, all are columns
                and (field.store or not model._auto)
                and not field.related
            }
            numbers |= {
                field.name
                for field in model._fields.values()
                if field.related and field.store and field.type == "float"
            }
            left = numbers - set(model._small_groups_counted) - NEUTRAL.get(name, set())
            self.assertFalse(left, f"{name}: is it a figure of answers?")
            for field in model._small_groups_marks:
                self.assertIn(field, model._fields)

    # ------------------------------------------------------------------
    # Every way to aggregate
    # ------------------------------------------------------------------

    def _few(self):
        """Three answers by every way, of two people: {model: domain}."""
        partners = self.env["res.partner"].create(
            [{"name": f"One of few {n}", "company_id": self.shop.id} for n in range(3)]
        )
        survey = self.env["survey.survey"].create(
            {
                "title": "Few",
                "survey_type": "cem",
                "cem_company_id": self.shop.id,
                "question_and_page_ids": [
                    Command.create({"title": "Well?", "question_type": "scale"})
                ],
            }
        )
        sheets = self.env["survey.user_input"].create(
            [
                {
                    "survey_id": survey.id,
                    "partner_id": partner.id,
                    "state": "done",
                    "scoring_percentage": 30 + mark,
                    "scoring_total": mark,
                    "user_input_line_ids": [
                        Command.create(
                            {
                                "question_id": survey.question_ids.id,
                                "answer_type": "scale",
                                "value_scale": mark,
                            }
                        )
                    ],
                }
                for mark, partner in enumerate(partners, 3)
            ]
        )
        scores = self.env["cem.score"]
        for mark, partner in enumerate(partners, 3):
            scores |= self._answers("nps", [mark], partner_id=partner.id)
        cases = self.env["cem.followup"].create(
            [
                {
                    "partner_id": score.partner_id.id,
                    "company_id": self.shop.id,
                    "user_id": self.boss.id,
                    "score_ids": [Command.set(score.ids)],
                }
                for score in scores
            ]
        )
        self.env["cem.customer.value"].search(
            [("company_id", "=", self.shop.id)]
        ).unlink()
        self.env["cem.customer.value"].create(
            [
                {"partner_id": partner.id, "company_id": self.shop.id, "amount": 5}
                for partner in partners
            ]
        )
        self.env["cem.problem.week"].create(
            {
                "company_id": self.shop.id,
                "measure": "nps",
                "week": "2026-05-04",
                "answer_count": 3,
                "total": 12,
                "squares": 50,
                "unhappy_count": 2,
            }
        )
        partners.write({"cem_satisfaction": 4, "cem_satisfaction_count": 1})
        shop = [("company_id", "=", self.shop.id)]
        self.env.flush_all()
        return {
            "cem.score": [("id", "in", scores.ids)],
            "cem.score.rollup": shop,
            "survey.user_input": [("id", "in", sheets.ids)],
            "survey.user_input.line": [("user_input_id", "in", sheets.ids)],
            "cem.followup": [("id", "in", cases.ids)],
            "cem.value.report": shop,
            "cem.problem.week": shop,
            "res.partner": [("id", "in", partners.ids)],
        }

    def _readers(self, name):
        for user in (self.clerk, self.boss, self.head):
            model = self.env[name].with_user(user)
            if model.has_access("read"):
                yield model

    def _calls(self, model, domain, groupby, spec):
        """The value of each cell, by every call that a browser or program may make."""
        name = spec.partition(":")[0]
        for row in model.formatted_read_group(domain, groupby, [spec, "__count"]):
            yield row[spec], row["__count"]
        for table in model.formatted_read_grouping_sets(
            domain, [[], groupby], [spec, "__count"]
        ):
            for row in table:
                yield row[spec], row["__count"]
        if groupby:
            found = model.web_read_group(domain, groupby, [spec, "__count"])
            for row in found["groups"]:
                yield row[spec], row["__count"]
        if not spec.endswith("array_agg_distinct"):
            old = f"figure:{spec.partition(':')[2]}({name})"
            for row in model.read_group(domain, [old], groupby[:1], lazy=False):
                yield row["figure"], row.get("__count", 0)

    def test_few_answers_are_shown_by_no_aggregate(self):
        few = self._few()
        tried = 0
        for name, domain in few.items():
            for model in self._readers(name):
                fields = model._small_groups_counted
                self.assertTrue(fields)
                for spec in (f"{f}:{one}" for f in fields for one in FUNCTIONS):
                    if spec.partition(":")[0] in model._fields and not self._computed(
                        model, spec
                    ):
                        for groupby in ([], self._a_group(model)):
                            for value, _n in self._calls(model, domain, groupby, spec):
                                self.assertFalse(value, f"{name} {spec} {groupby}")
                                tried += 1
        self.assertGreater(tried, 500)

    def _computed(self, model, spec):
        name, _colon, function = spec.partition(":")
        field = model._fields[name]
        return model._auto and not field.store and function != field.aggregator

    def _a_group(self, model):
        names = ("company_id", "survey_id", "measure")
        return [next(name for name in names if name in model._fields)]

    def test_groups_by_the_mark_are_not_made_of_few(self):
        few = self._few()
        for name, domain in few.items():
            for model in self._readers(name):
                for mark in model._small_groups_marks:
                    for groupby in ([mark], [*self._a_group(model), mark]):
                        rows = model.formatted_read_group(domain, groupby, ["__count"])
                        self.assertFalse(rows, f"{name} {groupby}")
                        rows = model.web_read_group(domain, groupby, ["__count"])
                        self.assertFalse(
                            mark == groupby[0] and rows["groups"], f"{name} {groupby}"
                        )
                        for one in model.formatted_read_grouping_sets(
                            domain, [groupby], ["__count"]
                        ):
                            self.assertFalse(one, f"{name} {groupby}")
        for model in self._readers("cem.followup"):
            rows = model.formatted_read_group(
                few["cem.followup"], ["worst_score_id.value"], ["__count"]
            )
            self.assertFalse(rows, "through another model")

    def test_marks_by_customer(self):
        """Each customer's mark would be the size of a group."""
        partners = self.env["res.partner"].create(
            [{"name": f"Guest {n}"} for n in range(7)]
        )
        for mark, partner in enumerate(partners, 2):
            self._answers("nps", [mark], partner_id=partner.id)
        domain = [("company_id", "=", self.shop.id)]
        for model in self._readers("cem.score"):
            for groupby in (["partner_id", "value"], ["value", "partner_id"]):
                self.assertFalse(
                    model.formatted_read_group(domain, groupby, ["__count"])
                )
            # of enough answers, how many gave which mark is a figure like others
            rows = model.formatted_read_group(domain, ["value"], ["__count"])
            self.assertEqual([row["__count"] for row in rows], [1] * 7)

    def test_order_and_choice_tell_nothing(self):
        """Small groups stand in the same order, however they are sorted."""
        few = self._few()
        for name, domain in few.items():
            for model in self._readers(name):
                for field in model._small_groups_counted:
                    spec = f"{field}:avg"
                    if self._computed(model, spec) or field not in model._fields:
                        continue
                    group = self._a_group(model)
                    for way in (">", "<="):
                        rows = model.formatted_read_group(
                            domain, group, ["__count"], having=[(spec, way, 0)]
                        )
                        self.assertFalse(rows, f"{name} {spec} {way}")

    def test_export(self):
        """Exported are the rows that may be read, one by one, by who may export."""
        few = self._few()
        for model in self._readers("cem.score"):
            scores = model.search(few["cem.score"])
            with self.assertRaises(UserError):
                scores.export_data(["value"])
            model.env.user.sudo().group_ids += self.env.ref("base.group_allow_export")
            self.assertEqual(len(scores.export_data(["value"])["datas"]), 3)
        with self.assertRaises(AccessError):
            self.env["cem.score"].with_user(self.plain_user).search([])

    def test_other_surveys_stay_as_they_are(self):
        """Exams and registrations are not ours to hide."""
        survey = self.env["survey.survey"].create({"title": "Exam"})
        sheet = self.env["survey.user_input"].create({"survey_id": survey.id})
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE survey_user_input SET scoring_percentage = 40 WHERE id = %s",
                sheet.id,
            )
        )
        admin = self.env.ref("base.user_admin")
        [row] = (
            sheet.with_user(admin)
            .browse()
            .formatted_read_group(
                [("survey_id", "=", survey.id)], [], ["scoring_percentage:avg"]
            )
        )
        self.assertEqual(row["scoring_percentage:avg"], 40)

    def test_the_guard_is_of_one_model(self):
        """What is read on the way, of another model, is not emptied."""
        guarded = self.env["cem.score"].with_user(self.boss)._guarded([])
        self.assertFalse(guarded.env["cem.followup"]._guard())
        self.assertTrue(guarded._guard())
        query = guarded._search([])
        found = guarded._read_group_select("value:avg", query)
        self.assertIn("LEAST", SQL("%s", found).code)
