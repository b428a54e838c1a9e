import random

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..models.prove.cem_problem_warning import WEEK
from .desk import Desk
from .pen import Pen
from .people import PORTAL, SEGMENTS, people

SEED = 20
PERIOD_DAYS = 270
# The follow-up rules were switched on when it had become clear that something is
# wrong; what was said before is history.
RULES_SINCE_DAYS = 100
# So long ago the early warning was switched on.
WARNED_WEEKS = 3
# What nobody shall be told about, and the chatter shall not fill with
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


class CemDemo(models.AbstractModel):
    """The part of the demonstration data that is too much to be written by hand.

    Called by the demo files only. Everything is drawn from one seeded generator, and
    dated back from today, so every installation tells the same story.
    """

    _name = "cem.demo"
    _description = "Demonstration Data"

    @api.model
    def _load(self):
        """Customers, nine months of answers, and what was done about them."""
        self._check_demo()
        self = self.with_context(**QUIET)
        rng = random.Random(SEED)
        # Who is told when nobody else is there
        self.env.company.cem_followup_user_id = self._ref("res_users_manager")
        customers = self._load_customers(people(rng))
        sheets = self._plan_sheets(rng, customers)
        portal = self._ref("res_partner_customer")
        sheets += [(days, "living", PORTAL, portal, 0.3) for days in (176, 84)]
        self._play(rng, sheets)
        self._load_lifecycle(rng, [*customers, (PORTAL, portal)])
        self._load_invitations(rng)

    @api.model
    def _load_warnings(self):
        """Let the early warning look at the last weeks, as it would have meanwhile."""
        self._check_demo()
        problems = self.env["cem.problem"].with_context(
            **QUIET, mail_activity_quick_update=True
        )
        last = problems._weeks_to_judge(self.env.company)[-1]
        for ago in range(WARNED_WEEKS, -1, -1):
            problems._judge_company_week(self.env.company, last - ago * WEEK)

    @api.model
    def _check_demo(self):
        """A database without demo data is in earnest."""
        if not self.env.su or not self.env.ref("base.module_base").demo:
            raise AccessError(
                self.env._("Demonstration data belong into a database made for it.")
            )

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------

    @api.model
    def _ref(self, name):
        return self.env.ref(f"cem_experience.{name}_demo")

    @api.model
    def _load_customers(self, persons):
        """Contacts with xml ids, so that they leave with the addon.

        :return: list of (Person, partner)
        """
        # Only if that language was loaded
        langs = {
            code[:2]: code
            for code, _name in self.env["res.lang"].get_installed()
            if code in ("en_US", "zh_CN")
        }
        everybody = self._ref("res_partner_category_harbour")
        segments = {
            key: self.env.ref(f"cem_experience.res_partner_category_{key}")
            for key in SEGMENTS
        }
        owners = {
            key: self._ref(f"res_users_{key}").id
            for key in ("staff", "sales", "service")
        }
        partners = self.env["res.partner"]._load_records(
            [
                {
                    "xml_id": f"cem_experience.res_partner_{person.key}_demo",
                    "noupdate": True,
                    "values": {
                        "name": person.name,
                        "is_company": "Limited" in person.name,
                        "email": person.email,
                        "phone": f"+852 5551 {int(person.key) + 1000}",
                        "city": "Hong Kong",
                        "country_id": self.env.ref("base.hk").id,
                        "lang": langs.get(person.lang),
                        "user_id": owners.get(person.owner),
                        "cem_value_tier_id": self.env.ref(
                            f"cem_experience.cem_value_tier_{person.tier}"
                        ).id,
                        "category_id": [
                            Command.link(tag.id)
                            for tag in (everybody, segments[person.segment])
                        ],
                    },
                }
                for person in persons
            ]
        )
        return list(zip(persons, partners, strict=True))

    # ------------------------------------------------------------------
    # Answer sheets
    # ------------------------------------------------------------------

    @api.model
    def _plan_sheets(self, rng, customers):
        """Who answers what, when: (days ago, survey, person, partner, shift)."""
        sheets = []
        for person, partner in customers:
            _count, survey, (fewest, most), pause = SEGMENTS[person.segment]
            bias = rng.gauss(0, 0.8) - (0.4 if person.tier == "a" else 0)
            days = rng.randint(0, 75)
            for _i in range(rng.randint(fewest, most)):
                if days <= PERIOD_DAYS:
                    sheets.append((days, survey, person, partner, bias))
                days += rng.randint(*pause)
        return sheets

    @api.model
    def _play(self, rng, sheets):
        """Let nine months go by, a week at a time: answer, find, call, ask again."""
        pen, desk = Pen(self.env, rng), Desk(self.env, rng)
        person_of = {partner: person for _d, _s, person, partner, _b in sheets}
        for end in [RULES_SINCE_DAYS + 1, *range(RULES_SINCE_DAYS - 6, 0, -7), 0]:
            due = sorted((s for s in sheets if s[0] >= end), key=lambda s: -s[0])
            sheets = [s for s in sheets if s[0] < end]
            answers = pen.fill_in(due)
            if end <= RULES_SINCE_DAYS:
                sheets += [
                    (days, "call_back", person_of[partner], partner, 3 if won else -2.5)
                    for days, partner, won in desk.work(desk.find(answers))
                ]
        desk.tidy()
