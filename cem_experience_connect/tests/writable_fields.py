"""Fields that a client may write, each with the reason why.

A reason, and below it models with their fields. What is not here is the server's; see
``test_guards.py``.
"""

from odoo.addons.cem_experience.tests.base.guard_attacks import declared

WRITABLE = declared(
    """
A list for the person who decides how it is read; nothing rests on it.
    cem.score.import.column: source_id
    cem.score.import.reject: source_id
Where answers are pulled from: administrators only.
    cem.source: active auth auth_name auth_secret auth_user column_ids company_id
        cursor_path date_order first_page id_path interval_hours journey_id kind
        name page_param page_size paging partner_policy reject_ids rows_path
        since_param since_path size_param survey touchpoint_id url
Where messages go: administrators only.
    cem.webhook: active company_id delivery_ids journey_ids kind lang name on_answer
        on_detractor on_followup_late on_followup_open secret touchpoint_ids url
        with_comment with_customer
    """
)
