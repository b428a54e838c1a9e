"""The dictionary of comments as files: each line is one that is understood."""

import hashlib
import subprocess
import sys
from unittest import TestCase

from ...tools.score import comment_lexicon
from ...tools.score.comment_lexicon import FOLDER, KINDS, lexicon, rows


class TestLexicon(TestCase):
    def test_every_line_is_understood(self):
        for language in ("zh", "en"):
            for file, kinds in KINDS.items():
                seen = set()
                for kind, word, weight in rows(f"comment_{file}_{language}.tsv"):
                    with self.subTest(language=language, word=word):
                        self.assertIn(kind, kinds)
                        self.assertEqual(word, word.strip())
                        self.assertNotIn((kind, word), seen)
                        seen.add((kind, word))
                        if kind in ("tone", "happening"):
                            self.assertLessEqual(abs(float(weight)), 3)
                        elif kind == "degree":
                            self.assertGreater(float(weight), 0)
                        else:
                            self.assertEqual(weight, "")

    def test_each_file_names_its_source(self):
        files = sorted(FOLDER.glob("comment_*.tsv"))
        self.assertEqual(len(files), 4)
        for file in files:
            with self.subTest(file=file.name):
                head = file.read_text(encoding="utf-8").split("\nkind\t")[0]
                self.assertIn("Source:", head)

    def test_nothing_was_lost_on_the_way(self):
        """The lexicon as it was when its figures were measured (docs/judge.md).

        Whoever changes a word measures them anew, and this with them.
        """
        content = hashlib.sha256()
        for language in ("zh", "en"):
            known = lexicon(language)
            content.update(repr(sorted(known.tones.items())).encode())
            content.update(repr(sorted(known.negations)).encode())
            content.update(repr((sorted(known.degrees.items()), known.turns)).encode())
            patterns = [(one.pattern, tone) for one, tone in known.happenings]
            content.update(repr((patterns, known.nothing.pattern)).encode())
        self.assertEqual(content.hexdigest()[:16], "63ff9e6105f64e92")

    def test_read_once_and_only_when_needed(self):
        self.assertIs(lexicon("zh"), lexicon("zh"))
        code = (
            "import runpy; names = runpy.run_path(%r);"
            "print(names['lexicon'].cache_info().currsize)"
        )
        found = subprocess.run(
            [sys.executable, "-c", code % comment_lexicon.__file__],
            capture_output=True,
            text=True,
            check=True,
        )
        self.assertEqual(found.stdout.strip(), "0")
