"""What a client calls with arguments that make no sense is refused in words."""

import inspect

from odoo.exceptions import UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon

# Odoo's own, which our overrides pass on.
ODOOS = {"formatted_read_group", "formatted_read_grouping_sets"}
SENSE = {
    "answers": [],
    "changes": [],
    "contact_id": 0,
    "data": "",
    "domain": [],
    "jobs": [],
    "journey": 0,
    "key": "k",
    "name": "Name",
    "partner_id": 0,
    "revision": 0,
    "save_key": "k",
    "text": "word",
    "values": {},
}
NONSENSE = (
    *(None, True, -1, 0, 1.5, 10**30, float("nan"), "", "abc", "nul \x00", "\ud800"),
    *([], [None], ["abc"], [[]], [{}], [[1, 2, 3]], [10**30]),
    *({}, {"a": None}, {"id": "abc"}, {"id": [1]}, {"": {}}, {"a": {"b": [1]}}),
)


@tagged("post_install", "-at_install")
class TestPublicMethods(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        journey = cls.env["cem.journey"].create({"name": "Buying"})
        cls.env["cem.touchpoint"].create({"name": "Desk", "journey_id": journey.id})
        cls.env["cem.followup"].create({"partner_id": cls.customer.id})

    @classmethod
    def _methods(cls):
        """Model, name and arguments of each method of ours that a client can call."""
        found = {}
        for model in sorted(cls.env.registry.models):
            if cls.env[model]._abstract and model not in ("cem.dashboard",):
                continue
            for part in cls.env.registry[model].__mro__:
                if not part.__module__.startswith("odoo.addons.cem_"):
                    continue
                for name, method in vars(part).items():
                    if name in ODOOS or not inspect.isfunction(method):
                        continue
                    try:
                        get_public_method(cls.env[model], name)
                    except Exception:
                        continue
                    # Odoo's own, which ours adds something to
                    if any(
                        name in vars(other)
                        for other in cls.env.registry[model].__mro__
                        if not other.__module__.startswith("odoo.addons.cem_")
                    ):
                        continue
                    arguments = list(inspect.signature(method).parameters.values())[1:]
                    if arguments:
                        found.setdefault((part.__module__, name), (model, arguments))
        return [
            (model, name, arguments) for (_m, name), (model, arguments) in found.items()
        ]

    def _call(self, model, name, values):
        records = self.env[model].with_user(self.manager)
        method = getattr(type(records), name)
        args = (
            []
            if getattr(method, "_api_model", False)
            else [records.search([], limit=1).ids]
        )
        return call_kw(records, name, args, values)

    @mute_logger("odoo.sql_db")
    def test_nonsense_is_refused_in_words(self):
        methods = self._methods()
        self.assertGreater(len(methods), 15)
        for model, name, arguments in methods:
            for argument in arguments:
                for value in NONSENSE:
                    values = {
                        one.name: SENSE[one.name]
                        for one in arguments
                        if one.default is one.empty
                    }
                    values[argument.name] = value
                    with self.subTest(f"{model}.{name}({argument.name}={value!r})"):
                        with self.env.cr.savepoint() as savepoint:
                            try:
                                self._call(model, name, values)
                            except UserError as error:
                                self.assertTrue(str(error))
                            savepoint.rollback()
