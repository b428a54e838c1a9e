from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..base.takes import FLAG, takes

# Within one save the change is counted once, at its beginning.
COUNTED = "cem_tree_counted"


class CemJourney(models.Model):
    """The tree of a journey, as the editor shows it."""

    _inherit = "cem.journey"

    tree_revision = fields.Integer(
        copy=False,
        readonly=True,
        export_string_translation=False,
        help="Counts the changes of stages and touchpoints, so that an editor notices "
        "when somebody else was faster.",
    )

    def _count_change(self):
        """Note that the trees of these journeys change.

        Whoever changes the same journey in the same moment writes the same row, so
        that the database lets one of them start again; else two moves that are both
        possible could make a cycle together.
        """
        if not self.ids or self.env.context.get(COUNTED):
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_journey SET tree_revision = COALESCE(tree_revision, 0) + 1
                 WHERE id IN (
                    SELECT id FROM cem_journey WHERE id IN %s ORDER BY id FOR UPDATE
                 )
                """,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["tree_revision"], flush=False)

    @api.readonly
    @takes(one=True, with_archived=FLAG)
    def get_tree(self, with_archived=False):
        """Stages and touchpoints of the journey without their figures.

        :param with_archived: also what was archived
        :return: dict of ``journey``, ``revision`` (give it back with each change),
            ``can_edit``, ``stages`` and ``touchpoints`` (siblings in their order), and
            the choices ``channels``, ``dimensions`` and ``phases``
        """
        self.ensure_one()
        self.check_access("read")
        archived = self.with_context(active_test=not with_archived)
        touchpoints = archived.env["cem.touchpoint"].search_fetch(
            [("journey_id", "=", self.id)],
            [
                "name",
                "parent_id",
                "stage_id",
                "active",
                "weight",
                "own_weight",
                "channel_id",
                "is_moment_of_truth",
            ],
            order="sequence, id",
        )
        stages = archived.env["cem.journey.stage"].search_fetch(
            [("journey_id", "=", self.id)],
            ["name", "phase", "active"],
            order="sequence, id",
        )
        # Also those that are not offered any more, for where they are still in use
        every = self.with_context(active_test=False).env
        return {
            "journey": {"id": self.id, "name": self.name, "active": self.active},
            "revision": self.tree_revision,
            "can_edit": self._may_edit_tree(),
            "stages": [
                {
                    "id": stage.id,
                    "name": stage.name,
                    "phase": stage.phase,
                    "active": stage.active,
                }
                for stage in stages
            ],
            "touchpoints": touchpoints._tree_rows(),
            "channels": every["cem.channel"].search_read(
                Domain.TRUE, ["name", "active"]
            ),
            "dimensions": every["cem.dimension"].search_read(
                [("kind", "=", "driver")], ["name", "active"]
            ),
            "phases": self.env["cem.journey.stage"]
            ._fields["phase"]
            ._description_selection(self.env),
        }

    def _may_edit_tree(self):
        self.ensure_one()
        return self.has_access("write") and all(
            self.env[model].has_access(operation)
            for model in ("cem.touchpoint", "cem.journey.stage")
            for operation in ("create", "write")
        )


class CemTouchpoint(models.Model):
    _inherit = "cem.touchpoint"

    # What the editor shows of a touchpoint: a change of it makes an open tree stale.
    _tree_fields = frozenset(
        (
            "name",
            "parent_id",
            "journey_id",
            "stage_id",
            "sequence",
            "active",
            "weight",
            "own_weight",
            "weight_ids",
            "channel_id",
            "is_moment_of_truth",
        )
    )

    def _tree_rows(self):
        weights = defaultdict(dict)
        lines = self.env["cem.touchpoint.weight"].search_fetch(
            [("touchpoint_id", "in", self.ids)],
            ["touchpoint_id", "dimension_id", "weight"],
        )
        for line in lines:
            weights[line.touchpoint_id.id][line.dimension_id.id] = line.weight
        return [
            {
                "id": touchpoint.id,
                "name": touchpoint.name,
                "parent_id": touchpoint.parent_id.id,
                "stage_id": touchpoint.stage_id.id,
                "active": touchpoint.active,
                "weight": touchpoint.weight,
                "own_weight": touchpoint.own_weight,
                "channel_id": touchpoint.channel_id.id,
                "is_moment_of_truth": touchpoint.is_moment_of_truth,
                "dimensions": weights[touchpoint.id],
            }
            for touchpoint in self
        ]
