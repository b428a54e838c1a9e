from odoo.fields import Domain


def post_init_hook(env):
    """Leave out tickets that were cancelled or rejected.

    Both stages come with the ticket app but may have been deleted since, so data
    files cannot name them.
    """
    touchpoint = env.ref("cem_experience_helpdesk.cem_touchpoint_ticket_closed")
    stages = [
        env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}", raise_if_not_found=False)
        for name in ("cancelled", "rejected")
    ]
    ids = [stage.id for stage in stages if stage]
    if ids:
        condition = touchpoint._ask_condition() & Domain("stage_id", "not in", ids)
        touchpoint.ask_domain = repr(list(condition))
