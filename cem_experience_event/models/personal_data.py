"""What activities keep of people; see ``tools/base/personal.py`` of the core addon."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.cem_experience.tools.base.personal import ERASED, Personal


class EventRegistration(models.Model):
    _inherit = "event.registration"

    _cem_personal = Personal(
        addresses=("email",),
        phones=("phone",),
        identity=("name", "email", "phone", "company_name", "cem_person_key"),
        keys=("cem_token",),
        hand_out=(
            *("event_id", "name", "email", "phone", "state", "create_date"),
            *("cem_segment_id", "cem_consent", "cem_consent_date"),
        ),
    )


class CemActivityOpinion(models.Model):
    _inherit = "cem.activity.opinion"

    _cem_personal = Personal(
        people=("partner_id", "registration_id.partner_id"),
        addresses=("registration_id.email",),
        words=("comment",),
        hand_out=("date", "activity_id", "step_id", "emotion", "mark", "comment"),
    )


class CemActivityPurchase(models.Model):
    _inherit = "cem.activity.purchase"

    _cem_personal = Personal(
        people=("partner_id", "registration_id.partner_id"),
        addresses=("registration_id.email",),
        hand_out=("date", "activity_id", "name", "amount"),
    )


class CemActivityDrawEntry(models.Model):
    _inherit = "cem.activity.draw.entry"

    _cem_personal = Personal(
        people=("registration_id.partner_id",),
        addresses=("registration_id.email",),
        identity=("name",),
        hand_out=("draw_id", "number", "name"),
    )

    def _cem_personal_erase(self, subject, words):
        """The digest of a list is of its names, too: it is drawn before one goes."""
        waiting = self.draw_id.filtered(lambda draw: draw.state == "frozen")
        if waiting:
            raise UserError(
                self.env._(
                    "The draw “%s” is under way with this person on its list. Draw "
                    "first.",
                    waiting[0].name,
                )
            )
        self.write({"name": ERASED})


class CemActivityAlias(models.Model):
    """E-mail or phone by which a walk-in was known again."""

    _inherit = "cem.activity.alias"

    _cem_personal = Personal(
        people=("registration_id.partner_id",),
        addresses=("registration_id.email",),
        delete=True,
    )
