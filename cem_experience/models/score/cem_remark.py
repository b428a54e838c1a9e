from odoo import api, fields, models

from .cem_score import SOURCES

# Who wrote what, and where
KEY = ("comment", "partner_id", "user_input_id", "res_model", "res_id")


class CemRemark(models.Model):
    """What a customer wrote without giving a mark.

    No mark, no score: nothing is made up where nothing was answered. But the words
    count wherever words are counted, so they are kept beside ``cem.score`` under the
    same names. Whoever finds words and no mark calls :meth:`_keep`; words beside a mark
    are the ``comment`` of its score.
    """

    _name = "cem.remark"
    _inherit = [
        "cem.words.mixin",
        "cem.plausible.date.mixin",
    ]
    _description = "Comment without a Mark"
    _order = "date desc, id desc"
    _rec_name = "comment"
    # like scores: nobody's name beside an anonymous answer
    _log_access = False

    topic_ids = fields.Many2many(relation="cem_remark_topic_rel")
    comment = fields.Text(
        required=True, readonly=True, help="The customer's own words."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="Empty for an anonymous answer.",
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", index="btree_not_null", ondelete="set null", readonly=True
    )
    journey_id = fields.Many2one("cem.journey", ondelete="set null", readonly=True)
    date = fields.Date(required=True, default=fields.Date.context_today, readonly=True)
    source = fields.Selection(SOURCES, required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        ondelete="set null",
        readonly=True,
        help="Who was responsible for what the words are about.",
    )
    res_model = fields.Char(string="Source Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Source Record", model_field="res_model", aggregator=None, readonly=True
    )
    user_input_id = fields.Many2one(
        "survey.user_input",
        string="Answer Sheet",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )

    _unread_idx = models.Index("(id) WHERE sentiment IS NULL")
    _source_idx = models.Index("(res_id) WHERE source = 'event'")

    @api.depends("comment")
    def _compute_display_name(self):
        for remark in self:
            words = remark.comment or ""
            remark.display_name = f"{words[:60]}…" if len(words) > 60 else words

    @api.model
    def _keep(self, current, wanted):
        """Make the remarks of some answers say what the answers say.

        Words that have not changed keep what was read in them.

        :param current: remarks of these answers as they are stored
        :param wanted: list of values for create, all of them that should be there
        """
        stored = {remark._key(): remark for remark in current}
        kept, to_create = self.browse(), []
        for vals in wanted:
            remark = stored.get(tuple(vals.get(name) or False for name in KEY))
            if remark:
                kept |= remark
            else:
                to_create.append(vals)
        (current - kept).unlink()
        return self._cem_as_server().create(to_create).with_env(self.env)

    def _key(self):
        self.ensure_one()
        return tuple(
            self._fields[name].convert_to_write(self[name], self) or False
            for name in KEY
        )
