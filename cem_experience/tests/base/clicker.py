"""Uses every screen of ours as one person does, by the calls that the web client makes.

Without a browser: what the server answers to them. Every call runs in a savepoint of
its own that is rolled back, so buttons can be pressed on what is there.
"""

from collections import Counter
from contextlib import closing

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import call_kw

from odoo.addons.web.controllers.utils import clean_action

from .clicker_page import OURS, Page
from .screens import Names, evaluate

WORDS_OF_ODOO = ("You are not allowed", "Uh-oh", "Record does not exist")


class Clicker:
    """Everything that a person can open and press; ``problems`` says what failed.

    :param env: environment of the person, with the language
    """

    def __init__(self, env):
        self.env = env
        self.problems = {}  # what was done -> what went wrong
        self.refusals = {}  # what was done -> what the user is told
        self.count = Counter()
        self.done = set()
        self.queue = []
        self.views = {}

    # ------------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------------

    def call(
        self,
        what,
        model,
        method,
        *args,
        context=None,
        then=None,
        chosen=False,
        **kwargs,
    ):
        """One request of the client; None if it went wrong.

        :param what: says in the report what the person did
        :param then: what to do with the result while it lasts
        :param chosen: the records were chosen in a list, where a button cannot know
            them: it may refuse some of them in words of ours
        """
        context = {**self.env.context, **(context or {})}

        def run():
            kwargs_here = {**kwargs, "context": context}
            result = call_kw(self.env[model], method, list(args), kwargs_here)
            self.env.flush_all()
            return result

        return self.attempt(what, run, then, chosen)

    def attempt(self, what, run, then=None, chosen=False):
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with closing(self.env.cr.savepoint()):
                result = run()
                if then and result:
                    then(result)
                return result
        except (AccessError, MissingError) as error:
            found = self.problems
            if chosen and not str(error).startswith(WORDS_OF_ODOO):
                found = self.refusals
            found.setdefault(what, f"{type(error).__name__}: {error}")
        except UserError as error:
            self.refusals.setdefault(what, str(error))
        except Exception as error:
            if "object is not bound" in str(error):
                return None  # only answers a request
            self.problems.setdefault(what, f"{type(error).__name__}: {error}"[:600])
        finally:
            self.env.transaction.clear()
        return None

    # ------------------------------------------------------------------
    # Menus and actions
    # ------------------------------------------------------------------

    def run(self):
        """Open all menus of ours, and all that their buttons lead to."""
        menus = self.call("menus", "ir.ui.menu", "load_menus", False) or {}
        for menu in menus.values():
            if not (menu.get("xmlid") or "").startswith(OURS) or not menu.get(
                "action_id"
            ):
                continue
            self.count["menus"] += 1
            action = self.load_action(f"menu {menu['xmlid']}", menu["action_id"])
            if action:
                self.queue.append((f"menu {menu['xmlid']}", action))
        while self.queue:
            self.open(*self.queue.pop(0))
        return self

    def load_action(self, what, action_id, context=None):
        def run():
            number = action_id
            if isinstance(number, str):
                number = int(number) if number.isdigit() else self.env.ref(number).id
            action = self.env["ir.actions.actions"].sudo().browse(number)
            action = self.env[action.type].sudo().browse(number)
            if action._name == "ir.actions.act_window":
                values = action.with_context(**(context or {}))._get_action_dict()
            else:
                [values] = action.read()
            return clean_action(values, env=self.env)

        return self.attempt(what, run)

    def open(self, what, action, depth=0):
        """What the client does with an action."""
        kind = action.get("type")
        if kind != "ir.actions.act_window":
            self.count[f"actions {kind}"] += 1
            return
        model = action["res_model"]
        views = [tuple(view) for view in action.get("views") or []]
        key = (model, tuple(views), action.get("res_id"), str(action.get("context")))
        if not action.get("res_id"):
            key += (str(action.get("domain")),)
        if key in self.done:
            return
        self.done.add(key)
        self.count["actions"] += 1
        names = Names(self.env, {}, self.env.context)
        context, domain = action.get("context") or {}, action.get("domain") or []
        try:
            if isinstance(context, str):
                context = evaluate(context, names)
            if isinstance(domain, str):
                domain = evaluate(
                    domain, Names(self.env, {}, {**self.env.context, **context})
                )
        except Exception as error:
            self.problems[f"{what}: context or domain"] = str(error)
            return
        page = Page(self, what, model, context, domain, action, depth)
        page.open(views)

    def get_views(self, what, model, views, context, action_id=None):
        search_id = False
        if isinstance(views, dict):
            views, search_id = views["views"], views["search"]
        wanted = [list(view) for view in views]
        if not any(kind == "search" for _id, kind in wanted):
            wanted.append([search_id, "search"])
        references = {k: v for k, v in context.items() if k.endswith("_view_ref")}
        key = (model, str(wanted), str(references))
        if key not in self.views:
            self.count["views"] += len(wanted)
            self.views[key] = self.call(
                f"{what}: views of {model}",
                model,
                "get_views",
                wanted,
                {"toolbar": True, "load_filters": True, "action_id": action_id},
                context=references,
            )
        return self.views[key]
