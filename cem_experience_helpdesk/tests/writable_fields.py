"""Fields that a client may write, each with the reason why.

A reason, and below it models with their fields. What is not here is the server's; see
``test_guards.py``.
"""

from odoo.addons.cem_experience.tests.base.guard_attacks import declared

WRITABLE = declared(
    """
Given along by the button of the follow-up, to whoever may read that one.
    helpdesk.ticket: cem_followup_id
Settings of Helpdesk.
    helpdesk.ticket.stage: cem_is_waiting cem_never_ask
    helpdesk.ticket.team: cem_calendar_id
The work itself: staff say what they found, did and whom it is given to.
    cem.followup: ticket_ids
    """
)
