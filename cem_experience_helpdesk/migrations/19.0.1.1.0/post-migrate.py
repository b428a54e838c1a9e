from odoo import SUPERUSER_ID, api

from odoo.addons.cem_experience_helpdesk.hooks import post_init_hook

MODULE = "cem_experience_helpdesk"


def migrate(cr, version):
    """The touchpoint keeps its automation rule itself now; the shipped one goes."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    touchpoint = env.ref(f"{MODULE}.cem_touchpoint_ticket_closed", False)
    rule = env.ref(f"{MODULE}.base_automation_ticket_closed", False)
    post_init_hook(env)
    if touchpoint:
        touchpoint.setup_id = env.ref(f"{MODULE}.cem_listen_setup_ticket_closed", False)
        touchpoint.ask_trigger = "on_reach"
    if not rule:
        return
    was_active = rule.active
    rule.action_server_ids.unlink()
    rule.unlink()
    if touchpoint and was_active:
        touchpoint.action_start_listening()
