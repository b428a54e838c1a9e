import re

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPartialIndexes(TransactionCase):
    def test_in_the_words_of_the_orm(self):
        """An index of the rows that are ``active`` is no help to ``active IS TRUE``."""
        self.env.cr.execute(
            r"""
            SELECT index.relname, pg_get_expr(i.indpred, i.indrelid),
                   ARRAY(SELECT attname::text FROM pg_attribute
                          WHERE attrelid = i.indrelid AND atttypid = 'bool'::regtype)
              FROM pg_index i JOIN pg_class index ON index.oid = i.indexrelid
             WHERE i.indpred IS NOT NULL
               AND (index.relname LIKE 'cem\_%' OR index.relname LIKE '%\_cem\_%')
               -- only SQL of its own reads this one
               AND index.relname <> 'cem_score_rollup_tail_idx'
            """
        )
        found = self.env.cr.fetchall()
        booleans = 0
        for index, predicate, columns in found:
            for column in columns:
                if re.search(rf"\b{column}\b", predicate):
                    booleans += 1
                    self.assertRegex(predicate, rf"\b{column} IS (NOT )?TRUE", index)
        self.assertGreater(booleans, 8)
