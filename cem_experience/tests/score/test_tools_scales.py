import math
import pickle

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.base.messages import ToolError
from ...tools.score import scales


class TestScales(BaseCase):
    def test_scale_of_a_measure_is_enforced(self):
        scales.check_scale("nps", 0, 10)
        scales.check_scale("csat", 1, 5)
        scales.check_scale("ces", 1, 7)
        scales.check_scale("emotion", -2, 2)
        scales.check_scale("experience", 1, 10)
        with self.assertRaisesRegex(ValueError, "nps has the scale 0 to 10, not 1 to"):
            scales.check_scale("nps", 1, 10)
        with self.assertRaisesRegex(ValueError, "choose one of: nps, csat"):
            scales.check_scale("hapiness", 0, 10)

    def test_a_scale_has_two_ends(self):
        for low, high in ((5, 5), (10, 0), (0, math.inf), (math.nan, 10)):
            with self.assertRaisesRegex(ValueError, "smallest value below"):
                scales.check_scale("experience", low, high)
            with self.assertRaisesRegex(ValueError, "smallest value below"):
                scales.normalise(5, low, high)

    def test_errors_can_be_translated(self):
        with self.assertRaises(ToolError) as caught:
            scales.check_scale("nps", 1, 10)
        message = caught.exception.message
        self.assertEqual(message.template, scales.WRONG_SCALE)
        self.assertEqual(message.template % message.params, str(caught.exception))
        self.assertEqual(
            str(pickle.loads(pickle.dumps(caught.exception))), str(caught.exception)
        )

    def test_normalise(self):
        self.assertEqual(scales.normalise(4, 1, 5), 7.5)
        self.assertEqual(scales.normalise(4, 1, 5, reverse=True), 2.5)
        self.assertEqual(scales.normalise(0, -2, 2), 5)
        self.assertEqual([scales.normalise(k, 0, 10) for k in range(11)], [*range(11)])
        got = scales.normalise(np.array([1, np.nan, 10]), 1, 10)
        np.testing.assert_array_equal(got, [0, np.nan, 10])
        self.assertEqual(scales.normalise(np.array([], dtype=int), 1, 5).shape, (0,))

    def test_off_scale_is_refused(self):
        for raw in (0, 6, math.nan, math.inf, np.array([3, 6]), np.array([-math.inf])):
            with self.assertRaisesRegex(ValueError, "off the scale 1 to 5"):
                scales.normalise(raw, 1, 5)

    @settings(deadline=None)
    @given(
        st.integers(-100, 100),
        st.integers(1, 200),
        st.lists(st.floats(0, 1), min_size=1),
    )
    def test_normalise_keeps_order_and_ends(self, low, width, shares):
        high = low + width
        raw = np.clip(low + np.array(sorted(shares)) * width, low, high)
        value = scales.normalise(raw, low, high)
        self.assertTrue(((value >= 0) & (value <= 10)).all())
        self.assertTrue((np.diff(value) >= 0).all())
        self.assertEqual(scales.normalise(low, low, high), 0)
        self.assertEqual(scales.normalise(high, low, high), 10)
        reverse = scales.normalise(raw, low, high, reverse=True)
        np.testing.assert_allclose(value + reverse, 10)

    def test_nps_groups(self):
        groups = [scales.nps_group(value) for value in range(11)]
        self.assertEqual(groups, ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2)
        self.assertEqual(scales.nps_group(9.0), "promoter")
        for value in (-1, 11, 8.5, math.nan, math.inf):
            with self.assertRaisesRegex(ValueError, "whole number from 0 to 10"):
                scales.nps_group(value)

    def test_top_boxes(self):
        csat = scales.normalise(np.array([1, 2, 3, 4, 5, np.nan]), 1, 5)
        self.assertEqual(scales.csat_share(csat), (2, 5, 0.4))
        self.assertEqual(scales.csat_share(csat, boxes=1), (1, 5, 0.2))
        ces = scales.normalise(np.arange(1.0, 8), 1, 7)
        self.assertEqual(scales.ces_share(ces), (3, 7, 3 / 7))
        self.assertEqual(scales.ces_share(ces.round(6)), (3, 7, 3 / 7))
        self.assertEqual(scales.ces_share([None, None]), (0, 0, None))
        with self.assertRaisesRegex(ValueError, "boxes from 1 to 5"):
            scales.csat_share(csat, boxes=6)
        with self.assertRaisesRegex(ValueError, "experience is asked on any scale"):
            scales.box_threshold("experience", 2)

    def test_thresholds_are_the_boxes(self):
        self.assertEqual(scales.box_threshold("csat", 2), scales.CSAT_THRESHOLD)
        self.assertEqual(scales.box_threshold("ces", 3), scales.CES_THRESHOLD)
