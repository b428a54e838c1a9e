"""What cases keep of people; see ``tools/base/personal.py``."""

from odoo import models

from ...tools.base.personal import Personal


class CemFollowup(models.Model):
    _inherit = "cem.followup"

    _cem_personal = Personal(
        words=("name", "note"),
        hand_out=(
            *("name", "date_open", "customer_words", "cause_ids", "stage_id", "note"),
            *("date_contacted", "date_closed", "recovery_state"),
        ),
    )


class CemCompensation(models.Model):
    _inherit = "cem.compensation"

    _cem_personal = Personal(
        words=("name", "reason"),
        hand_out=("kind", "name", "amount", "currency_id", "state", "date_decided"),
    )
