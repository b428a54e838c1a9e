"""What customers were told; see ``tools/base/personal.py``."""

from odoo import models

from ...tools.base.personal import Personal


class CemRequirementNotice(models.Model):
    _inherit = "cem.requirement.notice"

    _cem_personal = Personal(hand_out=("requirement_id", "state", "date"))
