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


def uninstall_hook(env):
    """Keep what opinions about tickets refer to, if the opinions stay.

    The touchpoint, its questions and the answers are history then, like the scores.
    """
    if env.ref("base.module_cem_experience").state == "to remove":
        return
    touchpoint = env.ref(
        "cem_experience_helpdesk.cem_touchpoint_ticket_closed",
        raise_if_not_found=False,
    )
    if not touchpoint:
        return
    about = [("touchpoint_id", "=", touchpoint.id)]
    used = env["cem.score"].with_context(active_test=False).search_count(about, limit=1)
    if not used and not env["cem.invitation"].search_count(about, limit=1):
        return
    env["ir.model.data"].search(
        [
            ("module", "=", "cem_experience_helpdesk"),
            (
                "model",
                "in",
                (
                    "cem.touchpoint",
                    "cem.touchpoint.weight",
                    "survey.survey",
                    "survey.question",
                ),
            ),
        ]
    ).unlink()
    touchpoint.write({"active": False, "ask_model_id": False, "ask_domain": "[]"})
