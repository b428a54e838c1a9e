from unittest.mock import patch

from odoo import Command
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from ...models.listen.cem_answer_quick import CemAnswer
from ...tools.base.throttle import AtMostEvery
from .common_pages import PagesCommon

# What differs between any two answers.
OWN = {
    "id",
    "access_token",
    "user_input_id",
    "survey_user_input_id",
    "user_input_line_id",
    "create_date",
    "write_date",
    "start_datetime",
    "end_datetime",
    "partner_id",
    "email",
    "superseded_by_id",
    "res_id",
    "cem_res_id",
    "nickname",
    "deadline",
}
TABLES = {
    "survey_user_input": "id",
    "survey_user_input_line": "user_input_id",
    "survey_question_survey_user_input_rel": "survey_user_input_id",
    "cem_score": "user_input_id",
}


class QuickCommon(PagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.touchpoint.link_audience = "anyone"
        cls.kiosk = cls.env["cem.kiosk"].create(
            {"name": "Desk", "touchpoint_id": cls.touchpoint.id}
        )
        cls.cron = cls.env.ref("cem_experience.ir_cron_followup_open")

    def _rows(self, sheet):
        """All that is stored of an answer, without what is of this one only."""
        self.env.flush_all()
        rows = {}
        for table, key in TABLES.items():
            found = self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t) FROM %s t WHERE %s = %s ORDER BY 1",
                    SQL.identifier(table),
                    SQL.identifier(key),
                    sheet.id,
                )
            )
            rows[table] = [
                {
                    # 0 and false are what an empty column reads as
                    name: value or None
                    for name, value in row.items()
                    if name not in OWN
                }
                for (row,) in found
            ]
        return rows

    def _follows(self):
        """What an answer leaves to be done."""
        triggers = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.cron.id)]
        )
        return (triggers,)

    def _one(self, way, number, **typed):
        if way == "mail":
            partner = self._customer(way, f"{way}{number}@customer.example")
            invitation = self._invited(partner)
            url = invitation._answer_path()
        elif way == "kiosk":
            url = f"/cem/kiosk/{self.kiosk.access_token}"
        else:
            url = f"/cem/q/{self.touchpoint.link_token}"
        survey = self.touchpoint.survey_id
        before, follows = self._sheets(survey), self._follows()
        self.assertIn("Thank you!", self._answer_page(url, **typed).text)
        sheet = self._sheets(survey) - before
        self.assertEqual(len(sheet), 1)
        self.assertEqual(sheet.state, "done")
        self.assertEqual(len(sheet.cem_score_ids), 1)
        after = tuple(
            now - then for now, then in zip(self._follows(), follows, strict=True)
        )
        extra = ()
        if way == "mail":
            self.assertEqual(invitation.state, "answered")
            partner.invalidate_recordset()
            extra = partner.cem_score_count, partner.cem_nps_group
        return self._rows(sheet), after, extra


@tagged("post_install", "-at_install")
class TestAnswerQuick(QuickCommon):
    """The quick way to store an answer leaves what the ORM's way leaves."""

    def _same_both_ways(self, way, **typed):
        quick = self._one(way, 1, **typed)
        with patch.object(CemAnswer, "_is_overheard", lambda self: True):
            slow = self._one(way, 2, **typed)
        self.assertEqual(quick, slow)
        return quick

    def test_mail_link_and_kiosk(self):
        for way in ("mail", "link", "kiosk"):
            with self.subTest(way):
                typed = {"mark": "3"} | ({} if way == "kiosk" else {"words": "Slow"})
                rows, follows, _extra = self._same_both_ways(way, **typed)
                [score] = rows["cem_score"]
                self.assertEqual(score["comment"], typed.get("words"))
                # Only of somebody who is known can anybody else be told.
                self.assertEqual(follows, (1,) if way == "mail" else (0,))

    def test_choice_with_a_question_for_the_words(self):
        survey = self._one_question("Choose")
        survey.question_and_page_ids = [
            Command.clear(),
            Command.create(
                {
                    "title": "How?",
                    "question_type": "simple_choice",
                    "cem_measure": "csat",
                    "cem_dimension_id": self.dimensions["service"].id,
                    "suggested_answer_ids": [
                        Command.create({"value": f"Choice {n}", "sequence": n})
                        for n in range(5)
                    ],
                }
            ),
            Command.create({"title": "Why?", "question_type": "char_box"}),
        ]
        self.touchpoint.survey_id = survey
        mark = str(survey.question_ids[0].suggested_answer_ids[3].id)
        for way in ("mail", "link"):
            rows, _f, _e = self._same_both_ways(way, mark=mark, words="It was good")
            self.assertEqual(len(rows["survey_user_input_line"]), 2)
            self.assertEqual(rows["cem_score"][0]["value"], 7.5)

    def test_reverse_worded_number(self):
        survey = self._one_question("Effort")
        survey.question_and_page_ids = [
            Command.clear(),
            Command.create(
                {
                    "title": "Was it hard?",
                    "question_type": "numerical_box",
                    "cem_measure": "ces",
                    "cem_reversed": True,
                }
            ),
        ]
        self.touchpoint.survey_id = survey
        rows, _f, _e = self._same_both_ways("link", mark="1")
        self.assertEqual(rows["cem_score"][0]["value"], 10)

    def test_few_statements(self):
        """The quick way stays quick: a handful of statements for a whole answer."""
        answers = self.env["cem.answer"].sudo()
        page = self.one_question._cem_page("en_US")
        self.assertTrue(answers._is_quick(page, "9", "Fine"))
        answers._store_walk_up(
            self.one_question,
            "warm",
            self.touchpoint._walk_up_values("link"),
            page,
            "9",
            "",
        )
        self.env.flush_all()
        self.env.invalidate_all()
        touchpoint = answers._find_touchpoint(self.touchpoint.link_token)
        with self.assertQueryCount(4):
            answers._store_walk_up(
                touchpoint.survey_id,
                "nonce",
                touchpoint._walk_up_values("link"),
                page,
                "9",
                "",
            )
            self.env.flush_all()

    def test_automation_rules_are_heard(self):
        answers = self.env["cem.answer"]
        self.assertFalse(answers._is_overheard())
        rule = self.env["base.automation"].create(
            {
                "name": "Note every answer sheet",
                "model_id": self.env["ir.model"]._get_id("survey.user_input"),
                "trigger": "on_create",
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "Note it",
                            "model_id": self.env["ir.model"]._get_id(
                                "survey.user_input"
                            ),
                            "state": "code",
                            "code": "record.write({'nickname': 'noted'})",
                        }
                    )
                ],
            }
        )
        self.addCleanup(rule._unregister_hook)
        self.assertTrue(answers._is_overheard())
        url = f"/cem/q/{self.touchpoint.link_token}"
        self._answer_page(url, mark="5")
        self.assertEqual(self._sheets().nickname, "noted")

    def test_points_and_conditions_go_the_long_way(self):
        page = self.one_question._cem_page("en_US")
        self.assertTrue(page["plain"])
        for values in (
            {"is_scored_question": True},
            {"answer_score": 3},
            {"survey_id": self._one_question("x", cem_anonymous=True).id},
        ):
            question = self.question.copy({"survey_id": self.one_question.id, **values})
            page = question.survey_id._cem_page("en_US")
            self.assertFalse(page["plain"], values)
            question.unlink()

    def test_followers_are_told(self):
        """Who begins to follow a survey is told of the next answer already."""
        url = f"/cem/q/{self.touchpoint.link_token}"
        self._answer_page(url, mark="5")
        sheet = self._sheets()
        subtype = self.env.ref("survey.mt_survey_survey_user_input_completed")
        self.one_question.message_subscribe(
            self.staff.partner_id.ids, subtype_ids=subtype.ids
        )
        self._answer_page(url, mark="6")
        told = (self._sheets() - sheet).message_ids
        self.assertIn("participated", str(told.mapped("body")))


class TestAtMostEvery(BaseCase):
    def test_once_now_and_once_after_the_last_wish(self):
        now, timers, calls = [0.0], [], []

        class Later:
            def __init__(self, pause, function, args):
                self.pause, self.function, self.args = pause, function, args

            def start(self):
                timers.append(self)

        wake = AtMostEvery(1, clock=lambda: now[0], later=Later)
        for moment in (0, 0.25, 0.5, 0.9):
            now[0] = moment
            wake("a", lambda: calls.append(now[0]))
        wake("b", lambda: calls.append("other"))
        self.assertEqual(calls, [0, "other"])
        [timer] = timers
        self.assertEqual(timer.pause, 0.75)
        now[0] = 1.0
        timer.function(*timer.args)
        self.assertEqual(calls, [0, "other", 1.0])
        now[0] = 1.5
        wake("a", lambda: calls.append(now[0]))
        self.assertEqual(len(timers), 2, "the late call counts, too")
        now[0] = 3.0
        timers[1].function(*timers[1].args)
        now[0] = 9.0
        wake("a", lambda: calls.append(now[0]))
        self.assertEqual(calls, [0, "other", 1.0, 3.0, 9.0])
