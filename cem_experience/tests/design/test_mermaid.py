import re

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...tools.design.mermaid import write_mermaid

WORDS = {"customer": "Customer", "no_stage": "On No Stage"}
# The tokens of Mermaid's lexer for this diagram, in its order; what none of them takes
# is an error. "ENTITY" stands for the codes that it takes out beforehand.
LEXER = re.compile(
    r"(?P<comment>%%[^\n]*|\#[^\n]*)|(?P<newline>\n+)|(?P<space>\s+)"
    r"|(?P<journey>journey)|(?P<title>title\s[^#\n;]+)"
    r"|(?P<acc>accTitle\s*:|accDescr\s*:|accDescr\s*\{)"
    r"|(?P<section>section\s[^#:\n;]+)|(?P<task>[^#:\n;]+)|(?P<data>:[^#\n;]+)"
    r"|(?P<colon>:)|(?P<bad>.)",
    re.IGNORECASE,
)
_CODE = re.compile(r"#(\d+);")


def parsed(content):
    """Title, and tasks with their section, score and actors, as Mermaid reads them."""
    text = _CODE.sub(lambda found: f"\0{int(found[1]):x}\1", content.decode())
    title, section, result, name = None, None, [], None

    def plain(text):
        return re.sub("\0(.*?)\1", lambda found: chr(int(found[1], 16)), text.strip())

    for found in LEXER.finditer(text):
        kind, token = found.lastgroup, found[0]
        if kind == "title":
            title = plain(token[5:])
        elif kind == "section":
            section = plain(token[7:])
        elif kind == "task":
            assert name is None
            name = plain(token)
        elif kind == "data":
            score, actors = token[1:].split(":")
            actors = [plain(one) for one in actors.split(",")]
            result.append((section, name, int(score), actors))
            name = None
        elif kind == "journey":
            assert found.start() == 0
        else:
            assert kind in ("newline", "space"), (kind, token)
    assert name is None
    return title, result


NAME = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("#;:,%`{}<&"),
        max_size=12,
    )
    | st.sampled_from(
        ["journey home", "Title deeds", "section 5", "accTitle: x", "accDescr {", "---"]
        + ["%%{init: {}}%%", "a\nb", "```", "style: x#59;", "<script>", "#quot;", "家"]
    )
).filter(str.split)


@tagged("post_install", "-at_install")
class TestMermaid(BaseCase):
    @given(
        st.lists(NAME, min_size=6, max_size=6), st.sampled_from([None, *range(-2, 3)])
    )
    def test_whatever_the_names_they_are_names(self, names, emotion):
        title, stage, whole, part, loose, persona = (" ".join(n.split()) for n in names)
        spec = {
            "name": names[0],
            "personas": [{"name": names[5]}, {"name": "Ms. Lin"}],
            "stages": [
                {
                    "name": names[1],
                    "touchpoints": [
                        {
                            "name": names[2],
                            "emotion": emotion,
                            "parts": [{"name": names[3]}],
                        }
                    ],
                },
                {"name": names[1], "emotion": -2},
            ],
            "touchpoints": [{"name": names[4]}],
        }
        people = [persona, "Ms. Lin"]
        found_title, tasks = parsed(write_mermaid(spec, WORDS))
        self.assertEqual(found_title, title)
        self.assertEqual(
            tasks,
            [
                (stage, whole, 3 + (emotion or 0), people),
                (stage, part, 3, people),
                (stage, stage, 1, people),
                (WORDS["no_stage"], loose, 3, people),
            ],
        )

    def test_looks_as_in_the_manual(self):
        spec = {
            "name": "Renting",
            "stages": [
                {"name": "Looking", "touchpoints": [{"name": "Ad", "emotion": 2}]}
            ],
        }
        self.assertEqual(
            write_mermaid(spec, WORDS).decode(),
            "journey\n    title Renting\n    section Looking\n      Ad: 5: Customer\n",
        )
