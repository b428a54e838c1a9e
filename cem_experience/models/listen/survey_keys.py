from odoo import api, fields, models

from ...tools.base import tokens

# Who hands a survey's address out
SHARERS = "survey.group_survey_user,cem_experience.group_cem_manager"


class SurveySurvey(models.Model):
    """The address of a survey is for those who hand it out."""

    _inherit = "survey.survey"

    access_token = fields.Char(groups=SHARERS)
    session_code = fields.Char(groups=SHARERS)
    session_link = fields.Char(groups=SHARERS)
    # It holds the address, and is a picture for whoever sees the survey.
    background_image_url = fields.Char(compute_sudo=True)


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    background_image_url = fields.Char(compute_sudo=True)


class SurveyUserInput(models.Model):
    """The key of an answer sheet is its respondent's: whoever holds it answers as them.

    Odoo shows it to all who may read the sheet. Here nobody reads it; the messages that
    bring it to the respondent, and the respondent's own pages, are made by the system.
    """

    _inherit = "survey.user_input"

    access_token = fields.Char(groups=fields.NO_ACCESS)
    # Tells how often somebody may try, and opens nothing by itself.
    invite_token = fields.Char(groups=fields.NO_ACCESS)

    @api.model
    def default_get(self, fields):
        """Nobody chooses a key by a default, saved or sent, whoever makes the sheet."""
        defaults = super().default_get(fields)
        for name in {"access_token", "invite_token"}.intersection(fields):
            defaults.pop(name, None)
            defaults |= self._cem_safe_defaults([name])
        return defaults

    def get_start_url(self):
        """Where the respondent begins: for the respondent only."""
        if tokens.is_for_customer(self.env):
            # nobody may read the key; it goes where the context says
            self = self.sudo()
        return super().get_start_url()

    def get_print_url(self):
        """The sheet as it was filled in: without its key, unless for the respondent."""
        if self.env.su:
            return super().get_print_url()
        self.ensure_one()
        return f"/cem/sheet/{self.id}"

    def action_print_answers(self):
        """Show the answers by their number: their key would let us change them."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "name": self.env._("View Answers"),
            "target": "self",
            "url": f"/cem/sheet/{self.id}",
        }
