"""Somebody who has left traces in all rooms."""

import base64
import io
import json
import re
import zipfile

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from .test_contact_merge import ContactsCommon

# Stands in whatever is known of the person, and nowhere else
MARK = "zyxqwv"


def read_zip(content):
    """The page and the data of what is handed out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        html = archive.read("data.html").decode()
        return html, json.loads(archive.read("data.json"))


class PrivacyCommon(ContactsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {
                "name": f"{MARK} Person",
                "email": f"{MARK}@customer.example",
                "phone": "+49 151 12345678",
                "street": f"{MARK} street 5",
                "comment": f"<p>{MARK} is in a hurry</p>",
                "country_id": cls.env.ref("base.de").id,
            }
        )
        cls.login = new_test_user(cls.env, f"{MARK}_login", "base.group_portal")
        own = cls.login.partner_id
        cls.login.partner_id = cls.person
        own.with_context(tracking_disable=True).name = "Nobody"
        cls.person.name = f"{MARK} Person"

    def _leave_traces(self):
        """All that somebody leaves behind, through the ordinary ways."""
        env, person = self.env, self.person
        words = f"My name is {MARK} and I waited long"
        lead = self._lead(
            f"{MARK} camera", partner_id=person.id, description=f"<p>{words}</p>"
        )
        self.invitation = self.touchpoint._invite(lead)
        self._send()
        sheet = self.invitation.user_input_id
        self.assertTrue(sheet)
        question = self.survey.question_ids
        sheet.write(
            {
                "state": "done",
                "nickname": MARK,
                "user_input_line_ids": [
                    Command.create(
                        {
                            "question_id": question[0].id,
                            "answer_type": "scale",
                            "value_scale": 2,
                        }
                    ),
                    Command.create(
                        {
                            "question_id": question[2].id,
                            "answer_type": "text_box",
                            "value_text_box": words,
                        }
                    ),
                ],
            }
        )
        env["cem.remark"].create(
            {"comment": words, "partner_id": person.id, "source": "api"}
        )
        env["cem.score"]._read_all()
        case = env["cem.followup"].create(
            {
                "name": f"{MARK} is angry",
                "partner_id": person.id,
                "user_id": self.staff.id,
                "touchpoint_id": self.touchpoint.id,
                "note": f"<p>{words}</p>",
            }
        )
        case.message_post(
            body=words, subject=MARK, attachments=[(f"{MARK}.txt", MARK.encode())]
        )
        case.activity_schedule("mail.mail_activity_data_todo", summary=f"Call {MARK}")
        env["cem.compensation"].create(
            {"followup_id": case.id, "reason": words, "name": f"For {MARK}"}
        )
        env["cem.lifecycle.date"].create(
            {"partner_id": person.id, "event_id": self.event.id, "note": MARK}
        )
        requirement = env["cem.requirement"].create(
            {"name": "Second desk", "tell_subject": "Done", "tell_body": "<p>Done</p>"}
        )
        requirement.followup_ids = case
        requirement._tell()
        self._import(words)
        # pages that somebody has opened, and messages on their way
        env["privacy.lookup.wizard"].create(
            {"name": person.name, "email": person.email}
        )
        env["base.partner.merge.automatic.wizard"].create(
            {"state": "selection", "partner_ids": [Command.set(person.ids)]}
        )
        env["cem.ask"].create(
            {
                "partner_ids": [Command.set(person.ids)],
                "touchpoint_id": self.touchpoint.id,
            }
        )
        env["bus.bus"].create(
            {
                "channel": '"x"',
                "message": json.dumps({"type": "cem_followup", "payload": words}),
            }
        )
        person.message_post(body=words)
        self.customer.message_post(body=words, author_id=person.id)
        if "event.registration" in env:
            self._take_part(words)
        if "helpdesk.ticket" in env:
            env["helpdesk.ticket"].create(
                {
                    "name": f"{MARK} waits",
                    "description": f"<p>{words}</p>",
                    "partner_id": person.id,
                    "partner_name": person.name,
                    "partner_email": person.email,
                }
            )
        env["cem.score"]._read_all()
        env.flush_all()

    def _take_part(self, words):
        event = self.env["event.event"].create(
            {
                "name": "Day of lenses",
                "date_begin": "2026-06-01 08:00:00",
                "date_end": "2026-06-01 18:00:00",
            }
        )
        self.env["event.registration"].create(
            {
                "event_id": event.id,
                "name": self.person.name,
                "email": self.person.email,
                "phone": self.person.phone,
                "cem_person_key": self.person.email,
            }
        )

    def _import(self, words):
        content = f"E-mail,NPS,Comment\n{self.person.email},3,{words}\n"
        content += f"other@{MARK}.example,wrong,{words}\n"
        self.file = self.env["cem.score.import"].create(
            {
                "file": base64.b64encode(content.encode()),
                "filename": "answers.csv",
            }
        )
        self.file.action_map()
        self.file.column_ids.filtered(lambda column: column.name == "NPS").write(
            {"role": "answer", "measure": "nps"}
        )
        self.file.action_preview()
        self.file.action_import()
        self.assertEqual(self.file.state, "done")

    def _where(self, mark=MARK):
        """Columns of the whole database in which the person still stands."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """
                SELECT c.table_name, array_agg(c.column_name::text)
                  FROM information_schema.columns c
                  JOIN information_schema.tables t USING (table_schema, table_name)
                 WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                   AND c.data_type IN ('character varying', 'text', 'jsonb', 'json')
                 GROUP BY c.table_name
                """
            )
        )
        found = set()
        for table, names in columns:
            tests = [
                SQL("BOOL_OR(%s::text ILIKE %s)", SQL.identifier(name), f"%{mark}%")
                for name in names
            ]
            [row] = self.env.execute_query(
                SQL("SELECT %s FROM %s", SQL(", ").join(tests), SQL.identifier(table))
            )
            found |= {
                f"{table}.{name}"
                for name, there in zip(names, row, strict=True)
                if there
            }
        return found

    def _page(self, **values):
        page = self.env["cem.privacy.request"].with_user(self.administrator)
        return page.create(values)

    def _dashboard(self):
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["cem.dashboard"].with_user(self.manager).get_data()
        # the moment at which it is looked at stands in it, too
        return re.sub(r"\d\d:\d\d:\d\d", "", json.dumps(found, default=str))

    def _check_handed_out_and_erased(self, columns, models):
        """What an addon keeps of the person is found, handed out, and gone at last.

        :param columns: of the database, where the person has to stand at first
        :param models: whose records have to be handed out
        """
        self._leave_traces()
        self.assertLessEqual(columns, self._where())
        subject = self.env["cem.privacy"]._subject(self.person)
        _html, data = read_zip(self.env["cem.privacy"]._hand_out(subject))
        self.assertLessEqual(models, {part["model"] for part in data["sections"]})
        page = self._page(partner_ids=[Command.set(self.person.ids)])
        page.action_erase()
        self.assertEqual(self._where(), set())
