from odoo import api, models


class CemPageSourceMixin(models.AbstractModel):
    """What the answer page shows: its texts are kept in memory until one changes."""

    _name = "cem.page.source.mixin"
    _description = "Shown on the Answer Page"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _update_field_translations(self, *args, **kwargs):
        self.env.registry.clear_cache()
        # Odoo writes the text once more, which is no change of what it means.
        translated = self._cem_settles_later()
        result = super(CemPageSourceMixin, translated)._update_field_translations(
            *args, **kwargs
        )
        self._cem_translated()
        return result

    def _cem_settles_later(self):
        """These records, where no change of theirs has to be looked at."""
        return self

    def _cem_translated(self):
        """What hangs on texts that have just been translated."""


class SurveySurvey(models.Model):
    _name = "survey.survey"
    _inherit = ["survey.survey", "cem.page.source.mixin"]


class SurveyQuestion(models.Model):
    _name = "survey.question"
    _inherit = ["survey.question", "cem.page.source.mixin"]


class SurveyQuestionAnswer(models.Model):
    _name = "survey.question.answer"
    _inherit = ["survey.question.answer", "cem.page.source.mixin"]


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "cem.page.source.mixin"]


class MailFollowers(models.Model):
    """Whether a survey has followers is known without asking each time."""

    _inherit = "mail.followers"

    def _cem_forget(self):
        if "survey.survey" in self.mapped("res_model"):
            self.env.registry.clear_cache()

    @api.model_create_multi
    def create(self, vals_list):
        followers = super().create(vals_list)
        followers._cem_forget()
        return followers

    def unlink(self):
        self._cem_forget()
        return super().unlink()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cem_before_write(self, vals):
        """The company's own language and time zone are kept with its look."""
        # Whose contact it is, is no secret; few writes touch these two.
        if {"lang", "tz"} & set(vals) and self.sudo().ref_company_ids:
            self.env.registry.clear_cache()
        return super()._cem_before_write(vals)
