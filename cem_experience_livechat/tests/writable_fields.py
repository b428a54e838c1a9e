"""Fields that a client may write, each with the reason why.

A reason, and below it models with their fields. What is not here is the server's; see
``test_guards.py``.
"""

from odoo.addons.cem_experience.tests.base.guard_attacks import declared

WRITABLE = declared(
    """
Settings of Live Chat.
    im_livechat.channel: cem_touchpoint_id
    """
)
