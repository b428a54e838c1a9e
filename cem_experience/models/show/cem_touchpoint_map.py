from odoo import api, models
from odoo.fields import Domain

from ...tools.base.hooks import hook
from ..base.takes import MAPPING, RECORD, takes

# Newest first; the rest is one click away.
PANEL_LIMIT = 20


class CemTouchpoint(models.Model):
    """What stands behind a touchpoint of the map."""

    _inherit = "cem.touchpoint"

    @api.readonly
    def get_map_details(self):
        """Standards, questions, follow-ups and requirements of the touchpoint.

        :return: dict of ``standards``, ``questions`` (with the approved answer only,
            unless the user may write it), ``followups``, ``requirements`` and
            ``brand`` (verdicts that hold now), each a list ready to display, and ``followup_count``
        """
        self.ensure_one()
        self.check_access("read")
        Followup, Faq = self.env["cem.followup"], self.env["cem.faq"]
        may_draft = Faq.has_access("write")
        domain = [("touchpoint_id", "child_of", self.id)]
        verdicts = dict(
            self.env["cem.brand.check"]
            ._fields["verdict"]
            ._description_selection(self.env)
        )
        checks = self.standard_ids._map_checks()
        return {
            "standards": [
                {
                    "id": standard.id,
                    "name": standard.name,
                    "kind": standard.kind,
                    "sense": standard.sense_id.name or "",
                    "description": standard.description or "",
                    "kept": checks.get((standard.id, "kept"), 0),
                    "broken": checks.get((standard.id, "broken"), 0),
                }
                for standard in self.standard_ids
            ],
            "questions": [
                {
                    "id": faq.id,
                    "name": faq.name,
                    "answer": faq.answer
                    if faq.answer and (may_draft or faq.state == "approved")
                    else "",
                    "state": faq.state,
                }
                for faq in self.faq_ids
            ],
            "followup_count": Followup.search_count(domain),
            "followups": [
                {
                    "id": followup.id,
                    "name": followup.display_name,
                    "stage": followup.stage_id.name,
                    "is_closed": followup.is_closed,
                    "is_overdue": followup.is_overdue,
                    # A colleague's name is shown even where the user list is not open.
                    "owner": followup.sudo().user_id.name or "",
                }
                for followup in Followup.search(
                    domain, order="id desc", limit=PANEL_LIMIT
                )
            ],
            "requirements": [
                {
                    "id": requirement.id,
                    "name": requirement.name,
                    "state": dict(
                        requirement._fields["state"]._description_selection(self.env)
                    )[requirement.state],
                    "dimension": requirement.dimension_id.name or "",
                }
                for requirement in self.env["cem.requirement"].search(
                    self._map_requirement_domain(), limit=PANEL_LIMIT
                )
            ],
            "brand": [
                {
                    "id": check.id,
                    "name": check.name,
                    "verdict": verdicts[check.verdict],
                    "reason": check.reason,
                }
                for check in self.env["cem.brand.check"].search(
                    [*domain, ("is_current", "=", True)], limit=PANEL_LIMIT
                )
            ],
        }

    def _map_requirement_domain(self):
        """Requirements of this touchpoint, and of its dimensions on its journey.

        Which assessment they come from is no secret to whoever may read them.
        """
        assessment = Domain("journey_id", "=", self.journey_id.id)
        of_dimension = Domain("assessment_id", "any!", assessment) & Domain(
            "dimension_id", "in", self.weight_ids.dimension_id.ids
        )
        return Domain("touchpoint_id", "child_of", self.id) | (
            Domain("touchpoint_id", "=", False) & of_dimension
        )

    @takes(one=True, filters=MAPPING, dimension=RECORD)
    def action_map_scores(self, filters=None, dimension=False):
        """The scores behind a figure of the map, with the same filters.

        :param filters: as for :meth:`cem.journey.get_rollup`
        :param dimension: id of a dimension, False for all
        """
        self.ensure_one()
        self.check_access("read")
        Journey = self.env["cem.journey"]
        branch = self._branch()
        filters = Journey._rollup_filters(filters)
        domain = Journey._rollup_domain(branch, filters)
        domain &= Domain("measure", "in", filters["measures"])
        if dimension:
            domain &= Domain("dimension_id", "=", dimension)
        return self.env["cem.score"]._action_open(list(domain))


class CemStandard(models.Model):
    _inherit = "cem.standard"

    @hook
    def _map_checks(self):
        """How often a standard was found kept or broken: (standard id, result)."""
        return {}
