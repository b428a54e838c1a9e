"""Columns with the field's own word for Kish's number of answers."""

from odoo.tools.sql import column_exists, rename_column

RENAMED = [
    ("cem_assessment_line", "experience_worth", "experience_effective_count"),
    ("cem_assessment_line", "expectation_worth", "expectation_effective_count"),
    ("cem_assessment_line", "importance_worth", "importance_effective_count"),
    ("cem_driver_study", "worth", "effective_count"),
]


def migrate(cr, version):
    for table, old, new in RENAMED:
        if column_exists(cr, table, old):
            rename_column(cr, table, old, new)
