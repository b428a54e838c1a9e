from odoo.tests import BaseCase, tagged

from ...tools.listen.explains import Asked, explained


def page(*asked):
    return [Asked(number, *one) for number, one in enumerate(asked, 1)]


@tagged("post_install", "-at_install")
class TestExplains(BaseCase):
    def test_words_explain_the_mark_before_them(self):
        reason = ("words", "What is the main reason for your score?")
        more = ("words", "What should we have done better?")
        else_ = ("words", "Anything else you would like to tell us?")
        mark = ("mark", "Would you recommend us?")
        cases = [
            ([mark, reason, mark], 1, 1),
            ([mark, ("other", "Which shop?"), reason], 2, 1),
            ([mark, ("other", "Which shop?"), more], 2, None),
            ([mark, more, more], 2, 1),
            ([mark, mark, more], 2, 2),
            ([mark, else_], 1, None),
            ([mark, ("words", "Any other comments?")], 1, None),
            ([mark, ("words", "您给出这个分数的主要原因是什么?")], 1, 1),
            ([mark, ("words", "您还有其他意见或建议吗?")], 1, None),
            ([mark, ("page", "About you"), more], 2, None),
            ([mark, ("page", "About you"), reason], 2, 1),
            ([reason, mark], 0, None),
            ([mark, mark, ("words", "Sorry!", 1)], 2, 1),
        ]
        for asked, place, expected in cases:
            with self.subTest(asked=asked):
                self.assertEqual(explained(page(*asked), place), expected)
