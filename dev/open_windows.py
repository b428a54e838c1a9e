"""Run in an Odoo shell: are modules as they should be, and do their windows open?

STATES are pairs such as event=installed. Each window action of ours is opened as a
browser would: its views are built, and its first records are read.
"""

import os

wanted = dict(pair.split("=") for pair in os.environ["STATES"].split())
modules = env["ir.module.module"].search(  # noqa: F821
    [("name", "in", list(wanted))]
)
found = {module.name: module.state for module in modules}
assert found == wanted, f"{found} instead of {wanted}"

opened = 0
for action in env["ir.actions.act_window"].search([], order="id"):  # noqa: F821
    if not (action.get_external_id()[action.id] or "").startswith("cem_"):
        continue
    model = env[action.res_model].with_context(lang="en_US")  # noqa: F821
    views = [(view_id, kind) for view_id, kind in action.views]
    built = model.get_views(views, {"toolbar": True, "load_filters": True})
    if not model._transient and not model._abstract:
        names = [
            name
            for name in built["models"][model._name]["fields"]
            if model._fields[name].type not in {"binary", "properties"}
        ]
        model.search([], limit=3).read(names)
    opened += 1
print("windows opened:", opened)
