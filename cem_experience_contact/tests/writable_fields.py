"""Fields that a client may write, each with the reason why.

A reason, and below it models with their fields. What is not here is the server's; see
``test_guards.py``.
"""

from odoo.addons.cem_experience.tests.base.guard_attacks import declared

WRITABLE = declared(
    """
A list of words that managers keep.
    cem.barrier: active company_id dimension_id is_proposal name sequence
    cem.need: active auto_lead company_id is_proposal is_sellable kind name
        product_name sequence team_id
How managers group what customers ask.
    cem.question: company_id contact_ids dismissed faq_id journey_id name
What staff note about their own contact; the customer's tier, the key and the record
are the server's.
    cem.contact: active barrier_id callback_date callback_note callback_user_id
        caller channel company_id date duration feeling journey_id lead_ids need_id
        note partner_id product_name question question_id stage_id touchpoint_id
        user_id
The other side of records that guard themselves.
    res.partner: cem_contact_ids
    """
)
