from xml.etree import ElementTree

from odoo.tests import BaseCase

from ...tools.figures import charts

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg, tag):
    return ElementTree.fromstring(svg).findall(f".//{SVG}{tag}")


class TestCharts(BaseCase):
    def test_trend_has_gaps_where_nothing_is_shown(self):
        points = [(10, 0, 20), (20, 10, 30), (None, None, None), (30, 20, 40)]
        svg = charts.trend(["a", "b", "c", "d"], points, (-100, 100), str)
        self.assertEqual(len(drawn(svg, "circle")), 3)
        # a band where there are two months in a row, a bar where there is one
        self.assertEqual(len(drawn(svg, "polygon")), 1)
        self.assertEqual(len(drawn(svg, "polyline")), 2)

    def test_trend_height_follows_the_value(self):
        points = [(-100, None, None), (0, None, None), (100, None, None)]
        heights = [
            float(circle.get("cy"))
            for circle in drawn(charts.trend("abc", points, (-100, 100), str), "circle")
        ]
        self.assertAlmostEqual(heights[0] - heights[1], heights[1] - heights[2])
        self.assertGreater(heights[0], heights[2])

    def test_waterfall_begins_where_the_last_bar_ended(self):
        steps = [("a", 0, -45, "-45"), ("b", -45, -60, "-15")]
        first, second = drawn(charts.waterfall(steps), "rect")
        self.assertAlmostEqual(
            float(second.get("x")) + float(second.get("width")),
            float(first.get("x")),
            delta=0.2,
        )
        ratio = float(first.get("width")) / float(second.get("width"))
        self.assertAlmostEqual(ratio, 3, delta=0.01)

    def test_cross_hair_parts_the_points(self):
        points = [("a", 3, 9, True), ("b", 8, 2, False)]
        svg = charts.importance_performance(
            points,
            (5.5, 5.5),
            {"concentrate": "C", "keep": "K", "low": "L", "overkill": "O"},
            ("x", "y"),
        )
        lines = drawn(svg, "line")
        middle = float(lines[0].get("x1"))
        level = float(lines[1].get("y1"))
        other = drawn(svg, "circle")[0]
        self.assertGreater(float(other.get("cx")), middle)
        self.assertGreater(float(other.get("cy")), level)
        self.assertEqual(len(drawn(svg, "polygon")), 1)  # the key experience

    def test_names_are_escaped_and_cut(self):
        name = '<b>&"价格' * 30
        svg = charts.bars([(name, 10, 5, 15, "10 %", True)])
        texts = [text.text for text in drawn(svg, "text")]
        self.assertTrue(texts[0].startswith("<b>&"))
        self.assertTrue(texts[0].endswith("…"))

    def test_nothing_to_draw(self):
        """Axes stand, and nothing on them pretends to be a figure."""
        for svg in (
            charts.bars([]),
            charts.waterfall([]),
            charts.trend([], [], (0, 100), str),
        ):
            self.assertTrue(drawn(svg, "line"))
            for tag in ("rect", "circle", "polyline", "polygon"):
                self.assertEqual(drawn(svg, tag), [])
        svg = charts.trend(["a"], [(5, None, None)], (0, 10), str)
        [circle] = drawn(svg, "circle")
        self.assertEqual(float(circle.get("cy")), 99)
        self.assertEqual(drawn(svg, "polygon"), [])
