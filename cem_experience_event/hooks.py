def uninstall_hook(env):
    """Keep the questions that participants have been asked, if the opinions stay."""
    if env.ref("base.module_cem_experience").state != "to remove":
        env["cem.listen.setup"]._keep_used("cem_experience_event")
