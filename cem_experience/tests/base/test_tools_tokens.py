import uuid
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ...tools.base.tokens import canonical, short


class TestTokens(TestCase):
    @given(st.uuids())
    def test_both_forms_stand_for_the_same(self, token):
        for text in (str(token), str(token).upper(), short(str(token))):
            self.assertEqual(canonical(text), str(token))

    @given(st.none() | st.text(max_size=40) | st.text(min_size=22, max_size=22))
    def test_anything_else_is_none(self, text):
        found = canonical(text)
        self.assertTrue(found is None or str(uuid.UUID(found)) == found)
        self.assertIsNone(canonical(None))
        self.assertIsNone(canonical(22 * "é"))
