def uninstall_hook(env):
    """Keep the opinions; what they were about may leave with the live chat."""
    env.cr.execute(
        "UPDATE cem_score SET res_model = NULL, res_id = NULL"
        " WHERE source = 'rating' AND res_model = 'rating.rating'"
    )
