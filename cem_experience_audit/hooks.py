from odoo.addons.cem_experience.hooks import forget_models, release_references


def uninstall_hook(env):
    """Audits go, and with them their marks and photos.

    The scores of the marks go with the value of ``cem.score.source`` that they have: no
    customer has given them, and without it they would count as the customers' view.
    """
    for name in ("cem_audit", "cem_perception"):
        prefix = name.replace("_", r"\_")
        release_references(env, prefix)
        forget_models(env, prefix, own=r"cem\_experience\_audit")
    release_references(env, r"audit\_")
    env["ir.attachment"].search(
        # the id makes the search find those of image fields too
        [("res_model", "=like", "cem.audit%"), ("id", ">", 0)]
    ).unlink()
