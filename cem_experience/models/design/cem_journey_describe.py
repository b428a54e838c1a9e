from odoo import models
from odoo.tools import html2plaintext


class CemJourney(models.Model):
    """A journey as a plain description of it, the builder's way backwards."""

    _inherit = "cem.journey"

    def _describe(self):
        """What :class:`CemJourneyBuilder` would make this journey of.

        Texts are in the user's language. Photos, approvals and scores are not part of
        it: they belong to what has happened here and not to the design.
        """
        self.ensure_one()
        self.check_access("read")
        stages = self.stage_ids
        items = {stage: stage._describe_side() for stage in stages}
        loose = []
        for touchpoint, depth in self.touchpoint_ids._tree_order():
            item = items[touchpoint] = touchpoint._describe_touchpoint()
            stage, whole = touchpoint.stage_id, touchpoint.parent_id
            if depth:
                items[whole].setdefault("parts", []).append(item)
                if stage in items and stage != whole.stage_id:
                    item["stage"] = stages.ids.index(stage.id)
            elif stage in items:
                items[stage].setdefault("touchpoints", []).append(item)
            else:
                loose.append(item)
        return {
            "name": self.name,
            "description": _plain(self.description),
            "industry": self.industry or "",
            "owner": self._describe_owner(),
            "personas": [
                {
                    "name": persona.name,
                    "description": persona.description or "",
                    "goals": persona.goals or "",
                    "fears": persona.fears or "",
                }
                for persona in self.persona_ids
            ],
            # Contacts' tags; whoever reads a journey may read what it is for.
            "segments": [{"name": tag.name} for tag in self.sudo().segment_ids],
            "stages": [{**items[stage], "phase": stage.phase} for stage in stages],
            "touchpoints": loose,
            "questions": self.faq_ids.filtered(
                lambda faq: not faq.touchpoint_id
            )._describe(),
        }

    def _describe_owner(self):
        # A colleague's name is shown even where the user list is not open.
        owner = self.sudo().user_id
        return {"name": owner.name} if owner else None


class CemJourneySide(models.AbstractModel):
    _inherit = "cem.journey.side"

    def _describe_side(self):
        owner = self.sudo().user_id  # as above
        return {
            "name": self.name,
            "owner": {"name": owner.name} if owner else None,
            "channel": self.channel_id.name or "",
            "senses": self.sense_ids.mapped("code"),
            "emotion": int(self.emotion_designed) if self.emotion_designed else None,
            "moment_of_truth": self.is_moment_of_truth,
            "does": self.customer_action or "",
            "asks": self.customer_question or "",
            "fears": self.customer_barrier or "",
            "description": self.description or "",
        }


class CemTouchpoint(models.Model):
    _inherit = "cem.touchpoint"

    def _describe_touchpoint(self):
        return {
            **self._describe_side(),
            "description": _plain(self.description),
            "weight": self.weight,
            "own_weight": self.own_weight,
            "dimensions": {
                line.dimension_id.code: line.weight for line in self.weight_ids
            },
            "standards": [
                {
                    "name": standard.name,
                    "kind": standard.kind,
                    "sense": standard.sense_id.code or "",
                    "description": standard.description or "",
                }
                for standard in self.standard_ids
            ],
            "questions": self.faq_ids._describe(),
        }


class CemFaq(models.Model):
    _inherit = "cem.faq"

    def _describe(self):
        return [
            {"name": faq.name, "answer": faq.answer or "", "phase": faq.phase}
            for faq in self
        ]


def _plain(text):
    return html2plaintext(text or "", include_references=False).strip()
