from odoo import api, models
from odoo.exceptions import UserError

from ..base.takes import PLACE, RECORD, takes

STEP = 10
# Restore what was archived a moment ago, and not what was archived before it
ONLY_THESE = "cem_without_parts"


def place_of(touchpoint):
    """What siblings have in common: their whole, at the top their stage."""
    parent = touchpoint.parent_id
    return parent.id, False if parent else touchpoint.stage_id.id


class CemTouchpoint(models.Model):
    """Reorder, re-parent, copy and move branches, archive them with their history."""

    _inherit = "cem.touchpoint"

    @takes(parent=RECORD, stage=RECORD, position=PLACE)
    def move(self, parent=False, stage=None, position=None):
        """Put touchpoints, with all their parts, somewhere else on their journey.

        :param parent: id of the touchpoint that they become parts of, False for none
        :param stage: id of their stage; None keeps the stage, or takes the new parent's
        :param position: place among their new siblings, from 0; None is the last
        :return: ids of the siblings, the touchpoints included, in their new order
        :raise UserError: a cycle, or a stage or parent that is not there any more
        :raise ValidationError: a stage or parent of another journey
        """
        if not self:
            return []
        parent = self._existing(self.browse(), parent)
        wholes = parent._with_wholes()
        for touchpoint in self & wholes:
            raise UserError(
                self.env._(
                    "“%(touchpoint)s” cannot become a part of “%(parent)s”, which is "
                    "one of its own parts.",
                    touchpoint=touchpoint.name,
                    parent=parent.name,
                )
            )
        if stage is None:
            stage = parent.stage_id if parent else self[:1].stage_id
        else:
            stage = self._existing(self.env["cem.journey.stage"], stage)
        left = self.browse()
        for group in self.grouped(place_of).values():
            left |= group[0]._siblings()
        for touchpoint in self:
            touchpoint._move_to(parent, stage)
        others = self[:1]._siblings() - self
        place = len(others) if position is None else max(int(position), 0)
        order = others[:place] + self + others[place:]
        order._resequence()
        for _place, siblings in (left - order).grouped(place_of).items():
            siblings.sorted(lambda one: (one.sequence, one.id))._resequence()
        return order.ids

    def _move_to(self, parent, stage):
        old_stage = self.stage_id
        if self.parent_id == parent and old_stage == stage:
            return
        parts = self._branch() - self
        self.write({"parent_id": parent.id, "stage_id": stage.id})
        if stage != old_stage:
            # Parts that were on the same stage come along; others were put elsewhere
            # by somebody who meant it.
            parts.filtered(lambda part: part.stage_id == old_stage).write(
                {"stage_id": stage.id}
            )

    def _siblings(self):
        """The active parts of the same whole in their order, this one among them."""
        self.ensure_one()
        parent, stage = self.parent_id, self.stage_id
        return self.search(
            [
                ("journey_id", "=", self.journey_id.id),
                ("parent_id", "=", parent.id),
                *([] if parent else [("stage_id", "=", stage.id)]),
            ],
            order="sequence, id",
        )

    def _existing(self, model, key):
        """The record with this id, readable by the user; empty for no id."""
        record = model.browse(int(key) if key else []).exists()
        if key and not record:
            raise UserError(
                self.env._("It is not there any more. Reload the page and try again.")
            )
        record.check_access("read")
        return record

    def _resequence(self):
        for number, touchpoint in enumerate(self, start=1):
            if touchpoint.sequence != number * STEP:
                touchpoint.sequence = number * STEP

    def _branch(self):
        """The touchpoints with all their parts, archived ones too, top down."""
        branch = level = self.with_context(active_test=False)
        while level:
            level = level.child_ids - branch
            branch |= level
        return branch.with_context(
            active_test=self.env.context.get("active_test", True)
        )

    def _with_wholes(self):
        """The touchpoints with all that they are a part of."""
        result = level = self
        while level:
            level = level.parent_id - result
            result |= level
        return result

    # ------------------------------------------------------------------
    # Copy and move whole branches
    # ------------------------------------------------------------------

    @takes(parent=RECORD, journey=RECORD, stage=RECORD)
    def copy_branch(self, parent=False, journey=None, stage=None):
        """Copy touchpoints with all their parts, standards and questions.

        Scores stay with the original: a copy has been experienced by nobody.

        :param parent: id of the touchpoint that the copies become parts of
        :param journey: id of the journey to copy to; None is the same
        :param stage: id of the stage for what finds none by name or phase there
        :return: the copies of ``self``
        :raise UserError: a stage of another journey finds no counterpart
        """
        parent = self._existing(self, parent)
        target = self._target_journey(parent, journey)
        stages = self._map_stages(self._active_branch(), target, stage)
        return self._copy_to(target, parent, stages)

    def _copy_to(self, target, parent, stages):
        """Copy level by level: the depth has no limit, the statements stay few."""
        copies, level = {}, self
        while level:
            new = level.copy(
                {"journey_id": target.id, "parent_id": False, "stage_id": False}
            )
            for old, copy in zip(level, new, strict=True):
                copies[old] = copy
                whole = copies.get(old.parent_id)
                copy.write(
                    {
                        "stage_id": stages[old.stage_id].id,
                        "parent_id": (parent if old in self else whole).id,
                    }
                )
            level = level.child_ids
        return self.browse([copies[touchpoint].id for touchpoint in self])

    @takes(journey=RECORD, parent=RECORD, stage=RECORD)
    def move_branch(self, journey, parent=False, stage=None):
        """Move touchpoints with all their parts, and their scores, to another journey.

        :param journey: id of the journey to move to
        :param parent: id of the touchpoint there that they become parts of
        :param stage: id of the stage for what finds none by name or phase there
        :raise UserError: a stage finds no counterpart and ``stage`` is not given
        """
        parent = self._existing(self, parent)
        target = self._target_journey(parent, journey)
        branch = self._branch()
        if parent in branch:
            raise UserError(self.env._("A branch cannot be moved into itself."))
        stages = self._map_stages(branch, target, stage)
        by_stage = {}
        for touchpoint in branch:
            place = stages[touchpoint.stage_id]
            by_stage[place] = by_stage.get(place, self.browse()) | touchpoint
        # First out of the old tree, then to the new journey as one, so that no step
        # in between has touchpoints of two journeys hanging together.
        self.write({"parent_id": False})
        branch.write({"journey_id": target.id, "stage_id": False})
        for place, touchpoints in by_stage.items():
            touchpoints.write({"stage_id": place.id})
        if parent:
            self.write({"parent_id": parent.id})
        return True

    def _active_branch(self):
        return self._branch().filtered("active") | self

    def _target_journey(self, parent, journey):
        target = self._existing(self.env["cem.journey"], journey)
        target = target or parent.journey_id or self.journey_id
        if len(target) > 1:
            raise UserError(self.env._("Choose the journey to copy to."))
        if parent and parent.journey_id != target:
            raise UserError(
                self.env._(
                    "“%(parent)s” is not on the journey “%(journey)s”.",
                    parent=parent.name,
                    journey=target.name,
                )
            )
        return target

    @api.model
    def _map_stages(self, branch, target, stage=None):
        """Stages of the branch to those of ``target``: by name, by phase, as told."""
        fallback = self._existing(self.env["cem.journey.stage"], stage)
        if fallback and fallback.journey_id != target:
            raise UserError(
                self.env._(
                    "Stage “%(stage)s” is not on the journey “%(journey)s”.",
                    stage=fallback.name,
                    journey=target.name,
                )
            )
        none = self.env["cem.journey.stage"]
        stages = {none: none}
        for old in branch.stage_id:
            same = old.filtered(lambda old: old.journey_id == target)
            same = same or target.stage_ids.filtered(
                lambda new, old=old: new.name == old.name
            )
            same = same or fallback
            same = same or target.stage_ids.filtered(
                lambda new, old=old: new.phase == old.phase
            )
            if not same:
                raise UserError(
                    self.env._(
                        "Journey “%(journey)s” has no stage like “%(stage)s”. Choose "
                        "the stage to put its touchpoints on, or add one first.",
                        journey=target.name,
                        stage=old.name,
                    )
                )
            stages[old] = same[0]
        return stages

    def _follow_archiving(self, active):
        """Touchpoints that are archived, or restored, along with these.

        A part without its whole would hang in the air: archiving takes the parts along,
        restoring the wholes too. Scores stay where they are.
        """
        related = self.browse()
        if not self.env.context.get(ONLY_THESE):
            related |= self._branch()
        if active:
            related |= self.with_context(active_test=False)._with_wholes()
            related.stage_id.filtered(lambda stage: not stage.active).active = True
        return related - self
