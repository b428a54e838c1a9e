"""The page's own doors: own steps only, nothing twice, nothing lost."""

import base64
import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_audit import AuditCommon, picture

junk = st.one_of(
    st.none(), st.integers(-5, 20), st.floats(), st.text(max_size=5), st.just("nan")
)


@tagged("post_install", "-at_install")
class TestAuditWalk(AuditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.audit = cls._audit(cls.staff, cls.staff_two)

    def test_walk_of_a_plain_user_with_that_one_group(self):
        walk = self.audit.with_user(self.staff).get_walk()
        self.assertEqual(len(walk["steps"]), 3)
        first = walk["steps"][0]
        self.assertEqual(walk["current"], first["id"])
        self.assertEqual(first["touchpoint"]["name"], "Sales office")
        self.assertEqual(len(first["checks"]), 2)
        self.assertEqual(len(first["marks"]), 2)
        self.assertTrue(walk["senses"])
        with self.assertRaises(AccessError):
            self.audit.with_user(self.manager).get_walk()

    def test_resumed_where_it_was_left(self):
        line = self._line(self.audit, self.desk)
        line.visit_step()
        walk = self.audit.with_user(self.staff).get_walk()
        self.assertEqual(walk["current"], line.id)
        other = self.audit.with_user(self.staff_two).get_walk()
        self.assertNotEqual(other["current"], line.id, "each has a place of the own")
        self._line(self.audit, self.board).visit_step()
        walk = self.audit.with_user(self.staff).get_walk()
        self.assertEqual(walk["current"], self._line(self.audit, self.board).id)

    def test_everything_is_saved(self):
        line = self._line(self.audit, self.office)
        senses = self.env["cem.sense"].search([], limit=2)
        light, wall = line.check_ids
        service, product = line.mark_ids
        result = self._save(
            line,
            checks={
                str(light.id): {"result": "broken", "note": "Neon"},
                str(wall.id): {"result": "not_seen", "note": ""},
            },
            marks={str(service.id): 0, str(product.id): None},
            sense_good=senses[0].ids,
            sense_bad=senses[1].ids,
            note="Cold",
            seconds=75,
        )
        self.assertEqual(result, {"revision": 1, "state": "done"})
        self.assertEqual((light.result, light.note), ("broken", "Neon"))
        self.assertTrue(service.has_value)
        self.assertFalse(product.has_value)
        self.assertEqual(line.score, 0)
        self.assertTrue(line.has_score)
        step = self.audit.with_user(self.staff).get_walk()["steps"][0]
        self.assertEqual(step["checks"][0]["note"], "Neon")
        self.assertEqual([mark["value"] for mark in step["marks"]], [0, None])
        self.assertEqual(step["sense_bad"], senses[1].ids)
        self.assertEqual((step["note"], step["seconds"]), ("Cold", 75))
        # everything taken back: not done any more
        self._save(
            line,
            "k2",
            checks={str(c.id): {"result": "", "note": ""} for c in line.check_ids},
            marks={str(service.id): None},
            sense_good=[],
            sense_bad=[],
            note=" ",
        )
        self.assertEqual(line.state, "todo")
        self.assertFalse(line.date_done)

    def test_the_answer_got_lost(self):
        line = self._line(self.audit, self.desk)
        first = self._save(line, "same", revision=0, note="Once")
        self.assertEqual(self._save(line, "same", revision=0, note="Once"), first)
        self.assertEqual(line.revision, 1)

    def test_changed_on_another_device(self):
        line = self._line(self.audit, self.desk)
        self._save(line, "phone", revision=0, note="Phone")
        answer = self._save(line, "tablet", revision=0, note="Tablet")
        self.assertEqual(answer["conflict"]["note"], "Phone")
        self.assertEqual(line.note, "Phone")
        self._save(line, "tablet2", revision=0, force=True, note="Tablet")
        self.assertEqual(line.note, "Tablet")

    def test_two_auditors_interleaved(self):
        mine = self._line(self.audit, self.office)
        theirs = self._line(self.audit, self.office, self.staff_two)
        walk_one = self.audit.with_user(self.staff).get_walk()
        walk_two = self.audit.with_user(self.staff_two).get_walk()
        ids_one = {step["id"] for step in walk_one["steps"]}
        self.assertFalse(ids_one & {step["id"] for step in walk_two["steps"]})
        self._answer(mine, mark=2, result="broken", note="Mine")
        self._answer(theirs, mark=8, result="kept", note="Theirs")
        self._answer(mine, "k2", mark=3)
        self.assertEqual((mine.score, mine.note), (3, "Mine"))
        self.assertEqual((theirs.score, theirs.note), (8, "Theirs"))
        self.audit.action_close()
        scores = self.env["cem.score"].search(
            [("audit_mark_id.audit_id", "=", self.audit.id)]
        )
        self.assertEqual(len(scores), 4)
        self.assertEqual(scores.user_id, self.staff | self.staff_two)

    def test_only_the_own_steps_only_while_running(self):
        line = self._line(self.audit, self.desk)
        for user in (self.staff_two, self.manager, self.plain_user):
            other = line.with_user(user)
            with self.assertRaises(AccessError):
                self._save(other, revision=0, note="Mine now")
            with self.assertRaises(AccessError):
                other.add_photo("k", picture())
            with self.assertRaises(AccessError):
                other.remove_photo("k")
            with self.assertRaises(AccessError):
                other.visit_step()
        with self.assertRaises(AccessError):
            line.note = "Not through the page"
        with self.assertRaises(AccessError):
            self._line(self.audit, self.office).check_ids.write({"result": "kept"})
        with self.assertRaises(AccessError):
            line.mark_ids.write({"value": 10})
        self._save(line, note="In time")
        self.audit.action_close()
        with self.assertRaisesRegex(UserError, "has been closed"):
            self._save(line, "late", note="Too late")
        with self.assertRaisesRegex(UserError, "has been closed"):
            line.add_photo("late", picture())

    def test_photos(self):
        line = self._line(self.audit, self.desk)
        photo = line.add_photo("p1", picture(3000, 1500), "desk.jpg")
        again = line.add_photo("p1", picture(3000, 1500), "desk.jpg")
        self.assertEqual(photo, again, "the answer got lost, the photo came once")
        line.invalidate_recordset()
        self.assertEqual(line.photo_count, 1)
        self.assertEqual(line.state, "done")
        attachment = self.env["ir.attachment"].browse(photo["id"])
        self.assertEqual(attachment.mimetype, "image/jpeg")
        readable = attachment.with_user(self.staff)
        self.assertEqual(readable.name, "desk.jpg")
        with self.assertRaises(AccessError):
            attachment.with_user(self.staff_two).read(["name"])
        self.assertTrue(attachment.with_user(self.manager).read(["name"]))
        steps = self.audit.with_user(self.staff).get_walk()["steps"]
        self.assertEqual(steps[2]["photos"], [photo])
        line.remove_photo("p1")
        line.remove_photo("p1")
        self.assertFalse(attachment.exists())
        self.assertEqual(line.state, "todo")

    def test_bad_photos(self):
        line = self._line(self.audit, self.desk)
        page = base64.b64encode(b"<html/>").decode()
        svg = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        big = base64.b64encode(b"x" * (13 * 2**20)).decode()
        for data in ("", "no base64!", page, svg, big, None):
            with self.subTest(data=(data or "")[:20]), self.assertRaises(UserError):
                line.add_photo("bad", data)
        for number in range(20):
            line.add_photo(f"p{number}", picture())
            line.invalidate_recordset(["photo_count"])
        with self.assertRaisesRegex(UserError, "at most 20"):
            line.add_photo("p20", picture())

    def test_a_photo_is_no_page(self):
        """Whatever it is called: a name would make a browser read it as a page."""
        line = self._line(self.audit, self.desk)
        for number, name in enumerate(
            ("x.html", "x.svg", "../../x.js", "x.xhtml", "x\r\nX: 1.htm", "", "x" * 999)
        ):
            photo = line.add_photo(f"n{number}", picture(), name)
            attachment = self.env["ir.attachment"].browse(photo["id"])
            self.assertEqual(attachment.mimetype, "image/jpeg")
            self.assertLess(len(attachment.name), 200)
            self.assertFalse({"/", "\\", "\n", "\r"} & set(attachment.name))

    def test_finish(self):
        self._answer(self._line(self.audit, self.desk), mark=4)
        with self.assertRaises(AccessError):
            self.audit.with_user(self.manager).finish_walk()
        self.assertEqual(self.audit.with_user(self.staff).finish_walk(), 2)
        self.assertEqual(self.audit.with_user(self.staff).finish_walk(), 0)
        self.assertEqual(self.audit.activity_ids.user_id, self.staff_two)
        self.audit.with_user(self.staff_two).finish_walk()
        # the responsible is told, once
        self.assertEqual(self.audit.activity_ids.user_id, self.manager)
        # a step that was left can still be done
        line = self._line(self.audit, self.board)
        self.assertEqual(line.state, "skipped")
        self._answer(line, mark=5)
        self.assertEqual(line.state, "done")

    def test_junk_is_refused_with_a_message(self):
        line = self._line(self.audit, self.office)
        mark, check = str(line.mark_ids[0].id), str(line.check_ids[0].id)
        foreign = str(self._line(self.audit, self.desk).mark_ids.id)
        for values in (
            {"marks": {mark: 11}},
            {"marks": {mark: float("nan")}},
            {"marks": {foreign: 5}},
            {"checks": {check: {"result": "maybe"}}},
            {"checks": {check: "kept"}},
            {"sense_good": ["x"]},
            {"seconds": "long"},
            "nothing",
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                line.save_step(0, "k", values)
        self.assertEqual(line.state, "todo")

    @settings(deadline=None, max_examples=25)
    @given(st.dictionaries(st.sampled_from(["marks", "checks", "note"]), junk))
    def test_property_no_junk_breaks_a_step(self, values):
        line = self._line(self.audit, self.office)
        with self.env.cr.savepoint(flush=False) as savepoint:
            with contextlib.suppress(ValidationError):
                line.save_step(line.revision, "junk", values)
            self.assertIn(line.state, ("todo", "done"))
            savepoint.rollback()
        self.env.invalidate_all()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_roles_and_companies(self):
        audit = self.audit
        self.assertTrue(audit.with_user(self.staff).read(["name", "progress"]))
        stranger = self._new_user("cem_staff_three", "group_cem_user")
        for user in (stranger, self.plain_user, self.manager_two):
            with self.assertRaises(AccessError):
                audit.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                audit.line_ids.with_user(user).read(["note"])
        draft = self._audit(start=False)
        with self.assertRaises(AccessError):
            draft.with_user(self.staff).read(["name"])
        for method in ("action_start", "action_close", "action_cancel"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(audit.with_user(self.staff), method)()
        with self.assertRaises(AccessError):
            self.env["cem.audit"].with_user(self.staff).create({"name": "Mine"})
        mine = self.env["cem.audit.line"].with_user(self.staff)
        found = mine.search([("audit_id", "=", audit.id)])
        self.assertEqual(found.user_id, self.staff, "staff see their own steps only")
        self.assertEqual(audit.with_user(self.staff).step_count, 3)
        self.assertEqual(audit.step_count, 6)
