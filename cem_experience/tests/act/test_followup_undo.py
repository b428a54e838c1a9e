"""Imports, corrections, withdrawals and undos in any order."""

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_followup import FollowupCommon


class UndoCommon(FollowupCommon):
    def _previewed(self, marks, **values):
        """A file of one recommendation of each customer, up to its preview."""
        lines = [f"{name and name + '@undo.example'},{mark}" for name, mark in marks]
        record = (
            self.env["cem.score.import"]
            .with_user(self.manager)
            .create(
                {
                    "file": base64.b64encode(
                        ("E-mail,NPS\n" + "\n".join(lines)).encode()
                    ),
                    "filename": "marks.csv",
                    "import_again": True,
                    **values,
                }
            )
        )
        record.action_map()
        mapping = {
            "E-mail": {"role": "email"},
            "NPS": {"role": "answer", "measure": "nps"},
        }
        for column in record.column_ids:
            column.write(mapping[column.name])
        record.action_preview()
        return record

    def _imported(self, marks, **values):
        record = self._previewed(marks, **values)
        record.action_import()
        self.assertEqual(record.state, "done")
        return record


@tagged("post_install", "-at_install")
class TestFollowupUndo(UndoCommon):
    def _step_import(self, what, scores, imports, _partners):
        record = self._imported(what)
        imports.append(record)
        return scores.search([("import_column_id.import_id", "=", record.id)])

    def _step_undo(self, what, scores, imports, _partners):
        done = [record for record in imports if record.state == "done"]
        if done:
            _pick(done, what).action_withdraw()
        return scores

    def _step_correct(self, what, scores, _imports, _partners):
        old = _pick(scores.filtered("active").sorted("id"), what)
        if not old:
            return scores
        values = {
            "measure": "nps",
            "raw_value": 10 - old.raw_value,
            "partner_id": old.partner_id.id,
            "import_row": old.import_row,
            "import_column_id": old.import_column_id.id,
            "source": "import",
            # which answer it is
            "res_id": old.res_id,
        }
        return scores._synchronise(old, [values], "res_id")

    def _step_withdraw(self, what, scores, _imports, _partners):
        _pick(scores.filtered("active").sorted("id"), what)._withdraw()
        return scores

    def _step_back(self, what, scores, _imports, _partners):
        gone = scores.filtered(
            lambda score: (
                not score.active
                and not score.superseded_by_id
                and score.import_column_id.import_id.state == "done"
            )
        )
        _pick(gone.sorted("id"), what).active = True
        return scores

    def _step_work(self, what, scores, _imports, partners):
        cases = self._cases(partners).filtered(
            lambda case: case.user_id and not case.date_closed
        )
        if cases:
            _pick(cases, what).with_user(self.manager).cem_desk_note("On it")
        return scores

    def _step_run(self, _what, scores, _imports, _partners):
        self._run()
        return scores

    @given(
        steps=st.lists(
            st.one_of(
                st.tuples(
                    st.just("import"),
                    st.lists(
                        st.tuples(
                            st.sampled_from(["ann", "bob", "cid"]), st.integers(0, 10)
                        ),
                        min_size=1,
                        max_size=4,
                    ),
                ),
                st.tuples(st.just("undo"), st.integers(0, 5)),
                st.tuples(st.just("correct"), st.integers(0, 9)),
                st.tuples(st.just("withdraw"), st.integers(0, 9)),
                st.tuples(st.just("back"), st.integers(0, 9)),
                st.tuples(st.just("work"), st.integers(0, 9)),
                st.tuples(st.just("run"), st.none()),
            ),
            min_size=3,
            max_size=9,
        )
    )
    @settings(deadline=None, max_examples=15)
    def test_property_any_order(self, steps):
        """Sums are those of the surviving scores; no case is live without a reason."""
        with self.env.cr.savepoint() as savepoint:
            partners = self.env["res.partner"].create(
                [
                    {"name": name, "email": f"{name}@undo.example"}
                    for name in ("ann", "bob", "cid")
                ]
            )
            imports, scores = [], self.env["cem.score"]

            for kind, what in steps:
                scores |= getattr(self, f"_step_{kind}")(
                    what, scores.exists(), imports, partners
                )
            self._run()
            self.env.invalidate_all()
            self.assertEqual(self.env["cem.score.rollup"]._differences(), 0)
            live = scores.filtered("active")
            for partner in partners:
                mine = live.filtered(lambda score, p=partner: score.partner_id == p)
                self.assertEqual(partner.cem_score_count, len(mine))
                cases = self._cases(partner).filtered(lambda c: not c.date_closed)
                self.assertLessEqual(len(cases), 1)
                bad = mine.filtered(lambda score: score.value <= 6)
                if bad:
                    self.assertTrue(cases, "every surviving bad answer has its case")
                    self.assertLessEqual(bad, cases.score_ids)
                for case in cases:
                    self.assertEqual(case.reason_gone, not (case.score_ids & bad))
                    if case.reason_gone:
                        self.assertTrue(case._is_worked_on())
            savepoint.rollback()
            self.env.invalidate_all()


def _pick(records, number):
    """One of them, or none of none."""
    return records[number % len(records)] if records else records
