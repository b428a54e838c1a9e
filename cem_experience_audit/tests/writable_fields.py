"""Fields that a client may write, each with the reason why.

A reason, and below it models with their fields. What is not here is the server's; see
``test_guards.py``.
"""

from odoo.addons.cem_experience.tests.base.guard_attacks import declared

WRITABLE = declared(
    """
Order on the page only.
    cem.audit.check: sequence
    cem.audit.line: check_ids mark_ids photo_ids sequence
The plan; its scope is frozen once it has been started.
    cem.audit: company_id date_end date_start journey_id kind line_ids name note
        touchpoint_ids user_id user_ids with_parts
The other side of records that guard themselves.
    cem.followup: audit_check_ids
    cem.requirement: audit_check_ids
    """
)
