from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

# More news of a kind than these are one message and not as many.
MOST_SINGLE = 3
MOST_NAMED = 10


class CemFollowup(models.Model):
    """What owners are told of the cases that the rules have opened for them.

    The news is noted on the case in the transaction that makes it, and told at the end of
    the run: whoever gets one case hears of it at once, whoever gets thirty hears of thirty
    once. What a killed process has not told any more, the next one tells.
    """

    _inherit = "cem.followup"

    owner_news = fields.Selection(
        [
            ("new", "New"),
            ("again", "Dissatisfied again"),
            ("gone", "Without a reason"),
        ],
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What the owner has not been told yet.",
    )

    _owner_news_idx = models.Index("(id) WHERE owner_news IS NOT NULL")

    def _note_news(self, news):
        """Have the owner told; of a case that is new to them, nothing else is."""
        if self.user_id and self.owner_news != "new":
            self.owner_news = news

    @api.model
    def _notify_owners(self):
        """Tell all owners what has not been told yet; nothing is committed."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cem_followup WHERE owner_news IS NOT NULL
                 ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                """
            )
        )
        cases = self.browse(case_id for [case_id] in rows)
        open_cases = cases.filtered(lambda case: case.user_id and not case.date_closed)
        for owner, mine in open_cases.grouped("user_id").items():
            for news, group in mine.grouped("owner_news").items():
                group = group.with_context(lang=owner.lang or self.env.lang)
                if len(group) > MOST_SINGLE:
                    group._notify_of_many(owner, news)
                    continue
                for case in group:
                    case._notify_of_one(owner, news)
        cases.write({"owner_news": False})

    def _notify_of_one(self, owner, news):
        """A toast and a message about one case."""
        self.ensure_one()
        if news == "new":
            self._notify_owner()
            self._message_auto_subscribe_notify(
                owner.partner_id.ids, "mail.message_user_assigned"
            )
            return
        if news == "again":
            self._notify_owner(again=True)
            title = self.env._("The customer is dissatisfied again:")
            body = self._score_list(title, self.score_ids.filtered("active"))
        else:
            title = self.env._("Without a reason: %s", self.display_name)
            body = self._withdrawn_text()
        self.message_notify(
            subject=title if news == "gone" else self.display_name,
            body=body,
            partner_ids=owner.partner_id.ids,
        )

    def _notify_of_many(self, owner, news):
        """One toast and one message about many cases."""
        count = len(self)
        title = {
            "new": self.env._("%s dissatisfied customers: your follow-ups", count),
            "again": self.env._("%s customers are dissatisfied again", count),
            "gone": self.env._("%s follow-ups without a reason", count),
        }[news]
        names = self[:MOST_NAMED].mapped("display_name")
        if count > MOST_NAMED:
            names.append(self.env._("… and %s more", count - MOST_NAMED))
        link = f"{owner.get_base_url()}/odoo/cem-my-followups"
        body = Markup("%s<ul>%s</ul><p><a href='%s'>%s</a></p>") % (
            Markup("<p>%s</p>") % (self._withdrawn_text() if news == "gone" else title),
            Markup().join(Markup("<li>%s</li>") % name for name in names),
            link,
            self.env._("My Follow-ups"),
        )
        owner._bus_send(
            "cem.followup/owned", {"count": count, "news": news, "title": title}
        )
        # of many records, and so beside none of them
        self.env["mail.thread"].with_context(lang=owner.lang).message_notify(
            subject=title, body=body, partner_ids=owner.partner_id.ids
        )
