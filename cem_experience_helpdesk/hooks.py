def post_init_hook(env):
    """Mark the stages that come with the ticket app.

    They may have been deleted since, so data files cannot name them.
    """
    for name, field in (
        ("cancelled", "cem_never_ask"),
        ("rejected", "cem_never_ask"),
        ("awaiting", "cem_is_waiting"),
    ):
        stage = env.ref(
            f"helpdesk_mgmt.helpdesk_ticket_stage_{name}", raise_if_not_found=False
        )
        if stage:
            stage[field] = True


def uninstall_hook(env):
    """Keep what opinions about tickets refer to, if the opinions stay.

    The touchpoint, its questions and the answers are history then, like the scores.
    """
    if env.ref("base.module_cem_experience").state != "to remove":
        env["cem.listen.setup"]._keep_used("cem_experience_helpdesk")
