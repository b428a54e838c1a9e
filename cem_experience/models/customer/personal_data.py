"""What is kept of customers themselves; see ``tools/base/personal.py``."""

from odoo import models

from ...tools.base.personal import Personal


class CemCustomerValue(models.Model):
    _inherit = "cem.customer.value"

    _cem_personal = Personal(
        hand_out=(
            *("date_from", "date_to", "tier_id", "amount", "record_count"),
            *("last_date", "compensation_cost", "case_count"),
        )
    )


class CemValueChange(models.Model):
    _inherit = "cem.value.change"

    _cem_personal = Personal(
        hand_out=("date", "tier_from_id", "tier_to_id", "reason", "amount")
    )


class CemLifecycleDate(models.Model):
    _inherit = "cem.lifecycle.date"

    _cem_personal = Personal(words=("note",), hand_out=("event_id", "date", "note"))


class CemConsent(models.Model):
    _inherit = "cem.consent"

    _cem_personal = Personal(hand_out=("date", "kind", "how"))
