"""What the answers keep of people; see ``tools/base/personal.py``."""

from odoo import models

from ...tools.base.personal import Personal


class CemScore(models.Model):
    _inherit = "cem.score"

    _cem_personal = Personal(
        words=("comment",),
        hand_out=(
            *("date", "source", "touchpoint_id", "dimension_id", "measure"),
            *("raw_value", "value", "comment"),
        ),
    )


class CemRemark(models.Model):
    _inherit = "cem.remark"

    _cem_personal = Personal(
        words=("comment",), hand_out=("date", "source", "touchpoint_id", "comment")
    )
