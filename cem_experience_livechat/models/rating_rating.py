from odoo import api, fields, models

WATCHED = {"rating", "consumed", "feedback", "partner_id"}


class RatingRating(models.Model):
    """The visitor's own mark of a live chat is an opinion like any other."""

    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._cem_keep_score()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & set(vals):
            self._cem_keep_score()
        return result

    def unlink(self):
        self._cem_scores()._withdraw()
        return super().unlink()

    def _cem_scores(self):
        # Visitors rate without any rights of their own.
        return (
            self.env["cem.score"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )

    def _cem_keep_score(self):
        """Let the scores say what the ratings of live chats say, each of them once."""
        # Visitors rate without any rights of their own.
        ratings = self.sudo().filtered(lambda r: r.res_model == "discuss.channel")
        if not ratings:
            return
        wanted = [ratings._cem_values(rating) for rating in ratings]
        self.env["cem.score"].sudo()._synchronise(
            ratings._cem_scores(), [vals for vals in wanted if vals], "res_id"
        )

    @api.model
    def _cem_values(self, rating):
        """What the score of a rating says; nothing where nothing has been rated."""
        # The visitor who rates it need not be logged in.
        chat = self.env["discuss.channel"].sudo().browse(rating.res_id).exists()
        if chat.channel_type != "livechat" or not rating.consumed or rating.rating < 1:
            return {}
        customer = rating.partner_id.filtered("active") or chat._cem_customer()
        agent = chat.livechat_operator_id.user_ids[:1]
        touchpoint = chat.livechat_channel_id.cem_touchpoint_id
        company = touchpoint.company_id or agent.company_id or self.env.company
        return {
            "measure": "csat",
            "raw_value": rating.rating,
            "partner_id": customer.id,
            "touchpoint_id": touchpoint.id,
            "company_id": company.id,
            "date": fields.Date.to_date(rating.create_date),
            "comment": rating.feedback or False,
            "source": "rating",
            "res_model": self._name,
            "res_id": rating.id,
        }
