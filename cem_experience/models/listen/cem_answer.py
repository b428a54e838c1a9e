import psycopg2

from odoo import Command, api, fields, models

# About two pages of text. What is longer is refused, not cut behind somebody's back.
LONGEST_COMMENT = 5000
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "cem_lean": True}


class CemAnswer(models.AbstractModel):
    """The one place that stores the answer to a single question, from any page.

    It fills in Odoo's own answer sheet, so that scoring, follow-ups and statistics
    know nothing of where the answer came from.
    """

    _name = "cem.answer"
    _description = "Storing an Answer"

    @api.model
    def _store_invited(self, invitation, page, mark, words):
        """Store the answer to an invitation, once.

        :param invitation: ``cem.invitation`` (superuser), which the caller has locked
        :param page: what :meth:`survey.survey._cem_page` says
        :param mark: value of one of the page's options
        :param words: what the customer wrote
        :return: the answer sheet, or None if there was an answer already
        """
        if invitation.state == "answered":
            return None
        if page["anonymous"]:
            sheet = self._new_sheet(
                invitation.survey_id,
                invitation._anonymous_sheet_values(),
                page,
                mark,
                words,
            )
            # Nothing on the invitation leads to the sheet, and the sheet to nobody.
            invitation._note_answered()
            invitation._anonymise()
            return sheet
        sheet = invitation.user_input_id
        if not sheet:
            sheet = invitation.user_input_id = invitation._create_answer_sheet()
        if sheet.state == "done" or sheet.user_input_line_ids.filtered(
            lambda line: line.question_id.id == page["question_id"] and not line.skipped
        ):
            return None
        vals = {"cem_channel": invitation.channel}
        untouched = sheet.state == "new" and not sheet.user_input_line_ids
        if untouched and not sheet.test_entry and self._is_quick(page, mark, words):
            return self._write_quickly(vals, page, mark, words, sheet)
        # The empty line that Odoo's page leaves for a question which was passed over.
        sheet.user_input_line_ids.filtered(
            lambda line: line.question_id.id in (page["question_id"], page["words_id"])
        ).unlink()
        sheet = sheet.with_context(**QUIET)
        sheet.write(vals | self._values(page, mark, words))
        self._finish(sheet, page)
        if page["partial"]:
            # What has been said counts, so nobody need be reminded of the rest.
            invitation._note_answered()
        return sheet

    @api.model
    def _store_walk_up(self, survey, nonce, vals, page, mark, words):
        """Store the answer of somebody who was not invited, once per form shown.

        :param nonce: UUID of the form; the same form sent twice is one answer
        :param vals: more values of the answer sheet
        :return: the answer sheet, or None if this form was stored already
        """
        vals = {**vals, "access_token": nonce}
        if self._is_quick(page, mark, words):
            vals["survey_id"] = survey.id
            return self._write_quickly(vals, page, mark, words)
        inputs = self.env["survey.user_input"]
        if inputs.search_count([("access_token", "=", nonce)], limit=1):
            return None
        try:
            with self.env.cr.savepoint():
                return self._new_sheet(survey, vals, page, mark, words)
        except psycopg2.errors.UniqueViolation:
            # The same form, sent twice in the same moment.
            return None

    @api.model
    def _begin_invited(self, invitation, lang):
        """An answer sheet for a survey that does not begin with our own page."""
        sheet = self._blank_sheet(
            invitation.survey_id, invitation._anonymous_sheet_values(), lang
        )
        # It is anonymous, or it would have had a sheet since it was sent. There is
        # no second one, and nothing that leads from the invitation to this one.
        invitation._note_answered()
        invitation._anonymise()
        return sheet

    @api.model
    def _begin_walk_up(self, touchpoint, vals, lang):
        return self._blank_sheet(touchpoint.survey_id, vals, lang)

    @api.model
    def _blank_sheet(self, survey, vals, lang):
        lang_id = self.env["res.lang"]._get_data(code=lang).id
        sheet = self.env["survey.user_input"].create(
            {"survey_id": survey.id, "lang_id": lang_id, **vals}
        )
        sheet._mark_in_progress()
        return sheet

    @api.model
    def _new_sheet(self, survey, vals, page, mark, words):
        # What Odoo's _create_answer() looks up has been looked up for the page, and
        # whether the survey is open by the page's controller.
        sheet = (
            self.env["survey.user_input"]
            .with_context(**QUIET)
            .create(
                {
                    "survey_id": survey.id,
                    "predefined_question_ids": [Command.set(page["question_ids"])],
                    **vals,
                    **self._values(page, mark, words),
                }
            )
        )
        self._finish(sheet, page)
        return sheet

    @api.model
    def _values(self, page, mark, words):
        """The same as :meth:`_content`, as the ORM wants it."""
        vals, lines = self._content(page, mark, words)
        return {
            **vals,
            "state": "in_progress",
            "user_input_line_ids": [Command.create(line) for line in lines],
        }

    @api.model
    def _content(self, page, mark, words):
        """Values of an answer sheet and of its lines, for one mark and some words."""
        answer_type = page["question_type"]
        line = {
            "question_id": page["question_id"],
            "answer_type": answer_type,
            # what the page showed, which is what was answered
            "cem_version_id": page["version_id"] or None,
        }
        if answer_type == "simple_choice":
            line |= {"answer_type": "suggestion", "suggested_answer_id": int(mark)}
        elif answer_type == "numerical_box":
            line["value_numerical_box"] = float(mark)
        else:
            line["value_scale"] = int(mark)
        lines = [line]
        words = (words or "").strip()
        if words and page["words_id"]:
            lines.append(
                {
                    "question_id": page["words_id"],
                    "answer_type": page["words_type"],
                    f"value_{page['words_type']}": words,
                }
            )
        vals = {
            "start_datetime": fields.Datetime.now(),
            # so that what comes after this page speaks it, too
            "lang_id": page["lang_id"],
            "cem_comment": None if page["words_id"] else words or None,
        }
        return vals, lines

    @api.model
    def _finish(self, sheet, page):
        if not page["more"]:
            sheet._mark_done()
