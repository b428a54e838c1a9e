import math

from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..base.takes import (
    FLAG,
    MAPPING,
    ONE_RECORD,
    PLACE,
    RECORD,
    RECORDS,
    ROWS,
    TEXT,
    WHOLE,
    takes,
)
from .cem_journey_tree import COUNTED
from .cem_touchpoint_move import ONLY_THESE, STEP, place_of

# What the editor may write, beside the place in the tree
TOUCHPOINT_VALUES = {
    "name",
    "weight",
    "own_weight",
    "channel_id",
    "is_moment_of_truth",
    "dimensions",
}
STAGE_VALUES = {"name", "phase"}
NUMBERS = {"weight", "own_weight"}


class CemJourney(models.Model):
    """What the editor of the tree saves; each save is done as a whole or not at all."""

    _inherit = "cem.journey"

    @takes(one=True, revision=WHOLE, changes=ROWS, with_archived=FLAG)
    def change_tree(self, revision, changes, with_archived=False):
        """Apply changes to the tree that the user has seen as ``revision``.

        :param revision: as :meth:`get_tree` gave it
        :param changes: list of dicts; ``do`` says which, the rest are its arguments:
            ``add_stage`` (name, position), ``add`` (name, parent, stage, position),
            ``write_stage`` and ``write`` (key, values), ``move_stage`` (key,
            position), ``move`` (keys, parent, stage, position), ``archive`` and
            ``restore`` (touchpoints, stages). Positions count from 0 among the
            siblings that are not moved; None is the last.
        :param with_archived: as of :meth:`get_tree`
        :return: ``tree`` as of :meth:`get_tree`, ``keys`` (ids that the last change
            made or moved), ``undo`` (changes that take these back) and ``conflict``:
            the tree is another by now, and nothing was changed
        :raise UserError: what cannot be done, and why
        """
        self.ensure_one()
        self.check_access("write")
        if self.tree_revision != revision:
            tree = self.get_tree(with_archived)
            return {"conflict": True, "keys": [], "undo": [], "tree": tree}
        self._count_change()
        editor = self.with_context(**{COUNTED: True})
        keys, undo = [], []
        for change in changes:
            arguments = dict(change)
            do = arguments.pop("do", None)
            steps = {
                "add": editor._tree_add,
                "add_stage": editor._tree_add_stage,
                "write": editor._tree_write,
                "write_stage": editor._tree_write_stage,
                "move": editor._tree_move,
                "move_stage": editor._tree_move_stage,
                "archive": editor._tree_archive,
                "restore": editor._tree_restore,
            }
            if do not in steps:
                raise UserError(self.env._("Unknown change: %s.", do))
            keys, back = steps[do](**arguments)
            undo = back + undo
        # What is wrong shows now, and not when the answer is on its way.
        self.env.flush_all()
        tree = self.get_tree(with_archived)
        return {"conflict": False, "keys": keys, "undo": undo, "tree": tree}

    # ------------------------------------------------------------------
    # Single changes: (ids, changes that take it back)
    # ------------------------------------------------------------------

    @takes(name=TEXT, parent=RECORD, stage=RECORD, position=PLACE)
    def _tree_add(self, name, parent=False, stage=False, position=None):
        whole = self._tree_touchpoints([parent] if parent else [])
        # Without a stage of its own a part stands where its whole does.
        place = self._tree_stages([stage] if stage else []) or whole.stage_id
        touchpoint = self.env["cem.touchpoint"].create(
            {
                "name": self._tree_name(name),
                "journey_id": self.id,
                "parent_id": whole.id,
                "stage_id": place.id,
            }
        )
        touchpoint.move(parent=whole.id, stage=place.id, position=position)
        return touchpoint.ids, [{"do": "archive", "touchpoints": touchpoint.ids}]

    @takes(name=TEXT, position=PLACE)
    def _tree_add_stage(self, name, position=None):
        stages = self.stage_ids
        place = len(stages) if position is None else min(position, len(stages))
        # Beside its neighbour is where its phase is most likely the same.
        near = stages[place - 1] if place else stages[:1]
        stage = stages.create(
            {
                "name": self._tree_name(name),
                "journey_id": self.id,
                "phase": near.phase or "before",
            }
        )
        self._tree_move_stage(stage.id, position)
        return stage.ids, [{"do": "archive", "stages": stage.ids}]

    @takes(key=ONE_RECORD, values=MAPPING)
    def _tree_write(self, key, values):
        touchpoint = self._tree_touchpoints([key])
        values = self._tree_values(values, TOUCHPOINT_VALUES)
        back = {}
        for name in values.keys() - {"dimensions"}:
            old = touchpoint[name]
            back[name] = old.id if isinstance(old, models.BaseModel) else old
        if "dimensions" in values:
            lines = touchpoint.weight_ids
            back["dimensions"] = {
                **dict.fromkeys(values["dimensions"]),
                **{line.dimension_id.id: line.weight for line in lines},
            }
            values["weight_ids"] = self._weight_commands(
                lines, values.pop("dimensions")
            )
        touchpoint.write(values)
        return touchpoint.ids, [{"do": "write", "key": key, "values": back}]

    @takes(key=ONE_RECORD, values=MAPPING)
    def _tree_write_stage(self, key, values):
        stage = self._tree_stages([key])
        values = self._tree_values(values, STAGE_VALUES)
        back = {name: stage[name] for name in values}
        stage.write(values)
        return stage.ids, [{"do": "write_stage", "key": key, "values": back}]

    @takes(keys=RECORDS, parent=RECORD, stage=RECORD, position=PLACE)
    def _tree_move(self, keys, parent=False, stage=None, position=None):
        touchpoints = self._tree_touchpoints(keys)
        touchpoints = touchpoints.filtered(
            lambda one: not (one.parent_id._with_wholes() & touchpoints)
        )
        back = []
        for group in touchpoints.grouped(place_of).values():
            siblings = group[0]._siblings()
            back.append(
                {
                    "do": "move",
                    "keys": (siblings | group).ids,
                    "parent": group[0].parent_id.id,
                    "stage": group[0].stage_id.id,
                    "position": 0,
                }
            )
        touchpoints.move(parent, stage, position)
        return touchpoints.ids, back

    @takes(key=ONE_RECORD, position=PLACE)
    def _tree_move_stage(self, key, position=None):
        stage = self._tree_stages([key])
        stages = self.stage_ids.sorted(lambda one: (one.sequence, one.id))
        back = stages.ids.index(stage.id) if stage in stages else None
        others = stages - stage
        place = len(others) if position is None else max(int(position), 0)
        order = others[:place] + stage + others[place:]
        for number, one in enumerate(order, start=1):
            if one.sequence != number * STEP:
                one.sequence = number * STEP
        return stage.ids, [{"do": "move_stage", "key": key, "position": back}]

    @takes(touchpoints=RECORDS, stages=RECORDS)
    def _tree_archive(self, touchpoints=(), stages=()):
        touchpoints = self._tree_touchpoints(touchpoints)
        stages = self._tree_stages(stages)
        gone = touchpoints._active_branch().filtered("active")
        gone |= stages.touchpoint_ids._active_branch().filtered("active")
        undo = {
            "do": "restore",
            "touchpoints": gone.ids,
            "stages": stages.ids,
            "with_parts": False,
        }
        touchpoints.write({"active": False})
        stages.write({"active": False})
        return gone.ids, [undo]

    @takes(touchpoints=RECORDS, stages=RECORDS)
    def _tree_restore(self, touchpoints=(), stages=(), with_parts=True):
        touchpoints = self._tree_touchpoints(touchpoints)
        touchpoints = touchpoints.with_context(**{ONLY_THESE: not with_parts})
        stages = self._tree_stages(stages)
        undo = {"do": "archive", "touchpoints": touchpoints.ids, "stages": stages.ids}
        stages.write({"active": True})
        touchpoints.write({"active": True})
        return touchpoints.ids, [undo]

    # ------------------------------------------------------------------
    # What comes from a browser may be anything
    # ------------------------------------------------------------------

    def _tree_touchpoints(self, keys):
        return self._tree_records("cem.touchpoint", keys)

    def _tree_stages(self, keys):
        return self._tree_records("cem.journey.stage", keys)

    def _tree_records(self, model, keys):
        """Records of this journey, in the order of ``keys``, archived ones too."""
        records = self.env[model].browse(keys)
        if len(records.exists()) != len(records):
            raise UserError(
                self.env._("It is not there any more. Reload the page and try again.")
            )
        strange = records.filtered(lambda record: record.journey_id != self)
        if strange:
            raise ValidationError(
                self.env._(
                    "“%(name)s” is not on the journey “%(journey)s”.",
                    name=strange[0].name,
                    journey=self.name,
                )
            )
        return records

    def _tree_name(self, name):
        name = str(name or "").strip()
        if not name:
            raise UserError(self.env._("Give it a name."))
        return name

    def _tree_values(self, values, allowed):
        values = dict(values)
        for name in values.keys() - allowed:
            raise UserError(self.env._("“%s” cannot be changed here.", name))
        if "name" in values:
            values["name"] = self._tree_name(values["name"])
        for name in NUMBERS & values.keys():
            values[name] = self._tree_weight(values[name])
        if "dimensions" in values:
            values["dimensions"] = {
                int(key): None if weight is None else self._tree_weight(weight)
                for key, weight in values["dimensions"].items()
            }
        return values

    def _tree_weight(self, value):
        try:
            weight = float(value)
        except (TypeError, ValueError):
            weight = math.nan
        if not 0 <= weight < math.inf:
            raise UserError(
                self.env._(
                    "“%s” is no weight. Give a number from 0 on; 0 does not count.",
                    value,
                )
            )
        return weight

    def _weight_commands(self, lines, weights):
        """Commands for ``weight_ids``; a weight of None takes the dimension away."""
        commands = []
        known = {line.dimension_id.id: line.id for line in lines}
        for dimension, weight in weights.items():
            if dimension in known:
                command = (2, known[dimension])
                if weight is not None:
                    command = (1, known[dimension], {"weight": weight})
                commands.append(command)
            elif weight is not None:
                values = {"dimension_id": dimension, "weight": weight}
                commands.append((0, 0, values))
        return commands
