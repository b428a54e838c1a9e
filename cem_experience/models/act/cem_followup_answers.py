from odoo import models
from odoo.exceptions import AccessError, ValidationError


class CemFollowup(models.Model):
    """Whose answers stand in a follow-up, and who may take one out."""

    _inherit = "cem.followup"

    def _answers_before(self, vals):
        """Customer and answers of each follow-up, if ``vals`` may change either."""
        if not {"partner_id", "score_ids"} & set(vals):
            return {}
        # Answers that are kept from the user are among them.
        return {case: (case.partner_id, case.score_ids) for case in self.sudo()}

    def _check_answers(self, before):
        """Refuse answers of others, another customer, and answers that have gone.

        Looks at what is new only: a contact that was merged or made anonymous later
        makes no follow-up wrong.

        :param before: see :meth:`_answers_before`
        :raise ValidationError: the answers and the follow-up are not of one customer
        :raise AccessError: staff take an answer out
        """
        may_remove = self._may_correct_times()
        for case in self.sudo():  # as in _answers_before()
            customer, scores = before.get(
                case, (case.partner_id, self.env["cem.score"])
            )
            if scores and case.partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "The answers of this follow-up are of %(customer)s, so it cannot "
                        "be turned to %(other)s. Open a new follow-up.",
                        customer=customer.display_name or "–",
                        other=case.partner_id.display_name or "–",
                    )
                )
            others = (case.score_ids - scores).filtered(
                lambda score, case=case: score.partner_id != case.partner_id
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "An answer in a follow-up is of the same customer. Choose among "
                        "the answers of %s.",
                        case.partner_id.display_name or "–",
                    )
                )
            if scores - case.score_ids and not may_remove:
                raise AccessError(
                    self.env._(
                        "The answers that led to a follow-up stay with it. Ask a manager "
                        "to take one out."
                    )
                )
