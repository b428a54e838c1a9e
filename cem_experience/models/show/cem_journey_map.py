from collections import Counter, defaultdict

from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.base.hooks import hook
from ..base.takes import MAPPING, RECORD, TEXT, takes

# More choices than this are no list to pick from.
CHOICES_LIMIT = 200


class CemJourney(models.Model):
    """The journey on one interactive page; it is drawn by ``static/src/journey_map``."""

    _inherit = "cem.journey"

    def action_open_map(self):
        """Open the map; without a journey, the first one that there is."""
        action = self.env["ir.actions.client"]._for_xml_id(
            "cem_experience.cem_journey_map_action"
        )
        return {**action, "params": {"journey_id": self[:1].id}}

    @api.readonly
    @takes(one=True, filters=MAPPING)
    def get_map(self, filters=None):
        """All that the map of a journey shows, in a number of statements that does not
        grow with its touchpoints.

        :param filters: as for :meth:`get_rollup`
        :return: what :meth:`get_rollup` returns, and ``choices`` (what can be filtered
            by: ``channels``, ``segments``, ``value_tiers``, ``companies``, each a list
            of ``id`` and ``name``), ``emotions`` (value and label), ``phases``,
            ``can_write``, and per touchpoint ``followups`` (open ones), ``overdue``,
            ``kept`` and ``broken`` (as of :meth:`_map_checks`), and what
            :meth:`_extend_map_rows` adds
        :raise ValidationError: a filter that is unknown or cannot be read
        """
        self.ensure_one()
        payload = self.get_rollup(filters)
        keys = [row["id"] for row in payload["touchpoints"]]
        followups = self._map_followups(keys)
        checks = self._map_checks(keys, self._rollup_filters(filters))
        for row in payload["touchpoints"]:
            row["followups"], row["overdue"] = followups[row["id"]]
            row["kept"] = checks[row["id"], "kept"]
            row["broken"] = checks[row["id"], "broken"]
        self._extend_map_rows(payload["touchpoints"], filters)
        payload["journey"].update(
            industry=self.industry or "",
            personas=[
                {"id": persona.id, "name": persona.name} for persona in self.persona_ids
            ],
        )
        touchpoint = self.env["cem.touchpoint"]
        selections = {
            name: touchpoint._fields[name]._description_selection(self.env)
            for name in ("emotion_designed", "phase")
        }
        return {
            **payload,
            "choices": self._map_choices(),
            "emotions": [
                {"id": value, "name": label}
                for value, label in selections["emotion_designed"]
            ],
            "phases": [
                {"id": value, "name": label} for value, label in selections["phase"]
            ],
            "can_write": self._map_can_write(),
        }

    def _map_can_write(self):
        """Whether the user may draw on this map, and not only look at it."""
        return all(
            self.env[model].has_access(operation)
            for model in ("cem.touchpoint", "cem.journey.stage")
            for operation in ("write", "create")
        )

    def _map_followups(self, touchpoint_ids):
        """Open follow-ups by touchpoint: (all of them, those overdue)."""
        counts = defaultdict(lambda: (0, 0))
        Followup = self.env["cem.followup"]
        if not Followup.has_access("read"):
            return counts
        domain = [("touchpoint_id", "in", touchpoint_ids), ("is_closed", "=", False)]
        for position, extra in enumerate(([], [("is_overdue", "=", True)])):
            groups = Followup._read_group(
                domain + extra, ["touchpoint_id"], ["__count"]
            )
            for touchpoint, count in groups:
                pair = list(counts[touchpoint.id])
                pair[position] = count
                counts[touchpoint.id] = tuple(pair)
        return counts

    @hook
    def _map_checks(self, touchpoint_ids, filters):
        """How often a standard was found kept or broken: (touchpoint, result)."""
        return Counter()

    @hook
    def _extend_map_rows(self, rows, filters):
        """Add to the touchpoints of the map what lanes of addons show.

        :param rows: one dict a touchpoint, with its ``id``
        :param filters: as for :meth:`get_rollup`
        """

    def _map_choices(self):
        def named(records):
            return [
                {"id": record.id, "name": record.display_name} for record in records
            ]

        # Segments of the journey first: they are what somebody will ask for.
        tags = self.env["res.partner.category"]
        segments = self.segment_ids | tags.search([], limit=CHOICES_LIMIT)
        return {
            "channels": named(self.env["cem.channel"].search([], limit=CHOICES_LIMIT)),
            "segments": named(segments),
            "value_tiers": named(
                self.env["cem.value.tier"].search([], limit=CHOICES_LIMIT)
            ),
            "companies": named(self.env.companies)
            if len(self.env.companies) > 1
            else [],
        }

    @takes(one=True, filters=MAPPING)
    def action_print_map(self, filters=None):
        """The map as PDF, with the same filters as on the screen."""
        self.ensure_one()
        self.check_access("read")
        report = self.env.ref("cem_experience.cem_journey_map_report_action")
        return report.report_action(
            self, data={"journey_id": self.id, "filters": filters or {}}, config=False
        )

    @takes(one=True, name=TEXT.or_none())
    def add_map_stage(self, name):
        """Add a stage behind the last one, of the same phase.

        :return: id of the stage
        :raise ValidationError: no name
        """
        self.ensure_one()
        last = self.stage_ids.sorted("sequence")[-1:]
        stage = self.env["cem.journey.stage"].create(
            {
                "name": self._map_name(name),
                "journey_id": self.id,
                "phase": last.phase or "before",
                "sequence": last.sequence + 10,
            }
        )
        return stage.id

    @takes(one=True, name=TEXT.or_none(), stage=RECORD)
    def add_map_touchpoint(self, name, stage=False):
        """Add a touchpoint behind the last one of a stage.

        :param stage: id of a stage of this journey, False for none
        :return: id of the touchpoint
        :raise ValidationError: no name, or a stage of another journey
        """
        self.ensure_one()
        stage = self.env["cem.journey.stage"].browse(stage or []).exists()
        last = self.env["cem.touchpoint"].search(
            [
                ("journey_id", "=", self.id),
                ("parent_id", "=", False),
                ("stage_id", "=", stage.id),
            ],
            order="sequence desc",
            limit=1,
        )
        touchpoint = self.env["cem.touchpoint"].create(
            {
                "name": self._map_name(name),
                "journey_id": self.id,
                "stage_id": stage.id,
                "sequence": last.sequence + 10,
            }
        )
        return touchpoint.id

    @api.model
    def _map_name(self, name):
        name = str(name or "").strip()
        if not name:
            raise ValidationError(self.env._("Give it a name."))
        return name
