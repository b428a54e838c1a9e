import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools.base.messages import ToolError
from ...tools.design import journey_table, journey_table_write
from ..base.common import CemCommon

HEADER = ",".join(journey_table.COLUMNS)


def table(*rows):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, journey_table.COLUMNS, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
    return stream.getvalue().encode()


def touchpoint(key, part_of="", **values):
    return {
        "type": "touchpoint",
        "id": key,
        "part_of": part_of,
        "name": f"Touchpoint {key}",
        **values,
    }


def large_table(count):
    """A journey of one stage and so many touchpoints, ten below each other one."""
    rows = [{"type": "stage", "id": "s", "name": "All", "phase": "before"}]
    rows += [
        touchpoint(
            str(number),
            str(number // 10) if number >= 10 else "s",
            dimensions="service:3",
            channel="Kiosk",
        )
        for number in range(1, count + 1)
    ]
    return table(*rows)


@tagged("post_install", "-at_install")
class TestJourneyTable(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def _import(self, content, filename="journey.csv"):
        journeys = self.env["cem.journey"].with_user(self.manager)
        return journeys._import_file(content, filename)

    def test_there_and_back(self):
        template = self.env.ref("cem_experience.cem_journey_template_property")
        journey = template._create_journey()
        content = journey._export("csv")
        copy = self._import(content)
        self.assertEqual(copy._export("csv").count(b"\r\n"), content.count(b"\r\n"))
        ours, theirs = (self._plain(one) for one in (journey, copy))
        self.assertEqual(len(ours), len(theirs))
        for mine, other in zip(ours, theirs, strict=True):
            self.assertEqual(mine, other)
        chinese = journey.with_context(lang="zh_CN")._export("csv").decode("utf-8-sig")
        self.assertIn("品牌墙", chinese)
        again = self._import(chinese.encode("gbk"))
        self.assertEqual(again.touchpoint_count, journey.touchpoint_count)

    def _plain(self, journey):
        """Rows without the owner, who is another for a copy."""
        rows = []
        for row in journey_table_write.journey_rows(journey._describe()):
            rows.append({k: v or "" for k, v in row.items() if k != "owner"})
        return rows

    def test_what_is_wrong_is_said_with_its_row(self):
        stage = {"type": "stage", "id": "s", "name": "Viewing", "phase": "before"}
        cases = [
            ([stage, touchpoint("a", "b"), touchpoint("b", "a")], "part of itself"),
            ([stage, touchpoint("a", "a")], "part of itself"),
            ([stage, touchpoint("a", "s", weight="-1")], "Row 3.*“-1”.*“weight”"),
            ([stage, touchpoint("a", "s", weight="nan")], "“nan”"),
            ([stage, touchpoint("a", "s", emotion="3")], "“emotion”"),
            ([stage, touchpoint("a", "s", emotion="1.5")], "“emotion”"),
            ([stage, touchpoint("a", "s", dimensions="service:0")], "weights are 0"),
            ([stage, touchpoint("a", "x")], "no row with the id “x”"),
            ([stage, stage], "there twice"),
            ([{**stage, "phase": "later"}], "“later”"),
            ([{**stage, "name": ""}], "has no name"),
            ([{**stage, "type": "step"}], "“step” is no type"),
            ([{"type": "standard", "name": "Light"}], "cannot be part of a journey"),
            ([{"type": "journey", "name": "A"}], "no stage and no touchpoint"),
            (
                [stage, {**stage, "id": "t", "part_of": "s"}],
                "cannot be part of a stage",
            ),
            ([stage, touchpoint("a", "s", dimensions="beauty:3")], "code “beauty”"),
            ([stage, touchpoint("a", "s", senses="sixth")], "code “sixth”"),
            ([stage, touchpoint("a", "s", does="x" * 10_001)], "longer than"),
            (
                [touchpoint("a"), touchpoint("b", "a", weight="0")],
                "all parts weigh 0",
            ),
            (
                [touchpoint("0")]
                + [touchpoint(str(k), str(k - 1)) for k in range(1, 120)],
                "more than 100 levels",
            ),
        ]
        before = self.env["cem.journey"].search_count([])
        touchpoints = self.env["cem.touchpoint"].search_count([])
        for rows, message in cases:
            with self.subTest(message=message):
                with self.assertRaisesRegex(UserError, message):
                    self._import(table(*rows))
        for content in (b"", b"\x00\x01\x02", b"<html>", b"a,b\n1,2\n", b"PK\x03\x04x"):
            with self.subTest(content=content), self.assertRaises(UserError):
                self._import(content)
        self.assertEqual(self.env["cem.journey"].search_count([]), before)
        self.assertEqual(self.env["cem.touchpoint"].search_count([]), touchpoints)

    def test_no_formula_reaches_a_spreadsheet(self):
        evil = '=HYPERLINK("http://evil.example")'
        journey = self.env["cem.journey"].create({"name": evil})
        self.env["cem.touchpoint"].create(
            {"name": "+1+cmd", "journey_id": journey.id, "customer_action": "-2"}
        )
        rows = csv.reader(io.StringIO(journey._export("csv").decode("utf-8-sig")))
        cells = [cell for row in rows for cell in row]
        self.assertIn(f"'{evil}", cells)
        self.assertIn("'+1+cmd", cells)
        self.assertIn("-2", cells)
        self.assertEqual(self._import(journey._export("csv")).name, evil)

    def test_a_large_journey(self):
        """At full size: dev/proof/journey.py."""
        count = 1_100  # more than the ORM reads or writes at once
        journey = self._import(large_table(count))
        self.assertEqual(journey.touchpoint_count, count)
        self.assertEqual(len(set(journey.touchpoint_ids.channel_id)), 1)
        figures = journey.get_tree_figures()
        self.assertEqual(len(figures["touchpoints"]), count)
        tree = journey.get_tree()
        self.assertEqual(len(tree["touchpoints"]), count)
        last = tree["touchpoints"][-1]["id"]
        result = journey.change_tree(
            tree["revision"],
            [{"do": "move", "keys": [last], "stage": journey.stage_ids.id}],
        )
        self.assertFalse(result["conflict"])
        self.assertFalse(self.env["cem.touchpoint"].browse(last).parent_id)

    def test_roles(self):
        content = table(touchpoint("a"))
        with self.assertRaises(AccessError):
            self.env["cem.journey"].with_user(self.staff)._import_file(content, "a.csv")
        journey = self._import(content)
        self.assertTrue(journey.with_user(self.staff)._export("csv"))
        with self.assertRaises(AccessError):
            journey.with_user(self.manager_two)._export("csv")

    @settings(deadline=None, max_examples=50)
    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "type": st.sampled_from([*journey_table.TYPES, "", "x"]),
                    "id": st.sampled_from(["", "a", "b", "c"]),
                    "part_of": st.sampled_from(["", "a", "b", "c"]),
                    "name": st.sampled_from(["", "N", "=1+1", "名"]),
                    "weight": st.sampled_from(["", "0", "1", "-1", "inf", "x"]),
                    "dimensions": st.sampled_from(["", "price", "price:0", "price:x"]),
                }
            ),
            max_size=8,
        )
    )
    def test_any_table_gives_a_journey_or_a_reason(self, rows):
        try:
            spec, problems = journey_table.read_journey(table(*rows), "x.csv")
        except ToolError:
            return
        self.assertNotEqual(spec is None, not problems)
        if spec is not None:
            with self.env.cr.savepoint() as savepoint:
                journey = self.env["cem.journey.builder"]._build(spec)
                count = sum(row["type"] == "touchpoint" for row in rows)
                self.assertEqual(journey.touchpoint_count, count)
                savepoint.rollback()
            self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestJourneyTableDownload(CemCommon, HttpCase):
    def test_download(self):
        journey = self.env["cem.journey"].create({"name": "Buying 买房"})
        url = f"/cem_experience/journey/{journey.id}/csv"
        self.authenticate("cem_staff", "cem_staff")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("买房", answer.content.decode("utf-8-sig"))
        self.assertEqual(
            self.url_open("/cem_experience/journey/0/csv").status_code, 404
        )
        self.authenticate("cem_manager_two", "cem_manager_two")
        with mute_logger("odoo.http"):  # logs the refusal
            self.assertIn(self.url_open(url).status_code, (403, 404))
