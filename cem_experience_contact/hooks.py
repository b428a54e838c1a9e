from odoo.addons.cem_experience.hooks import forget_models, release_references

MODELS = ("cem_contact", "cem_need", "cem_barrier", "cem_question")


def uninstall_hook(env):
    """Contacts go, and how customers seemed to feel in them.

    Needs and barriers that come with the addon are deleted before the contacts that
    name them, so that these references stop being binding first.
    """
    for name in MODELS:
        prefix = name.replace("_", r"\_")
        release_references(env, prefix)
        forget_models(env, prefix, own=r"cem\_experience\_contact")
    env["ir.attachment"].search(
        # the id makes the search find those of image fields too
        [("res_model", "in", [n.replace("_", ".") for n in MODELS]), ("id", ">", 0)]
    ).unlink()
