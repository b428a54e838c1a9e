from ..listen.common_listen import ListenCommon


class AuthoredCommon(ListenCommon):
    """A manager who sells, too, and so reads leads: their own, in one company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._new_user("cem_salesman", "group_cem_manager")
        cls.salesman.group_ids |= cls.env.ref("sales_team.group_sale_salesman")
        cls.mine = cls._lead("Mine", user_id=cls.salesman.id, company_id=cls.company.id)
        cls.others = cls._lead("Other's", user_id=cls.administrator.id)
        cls.foreign = cls._lead("Foreign", user_id=False, company_id=cls.company_two.id)
        cls.all = cls.mine | cls.others | cls.foreign

    def _ask_as(self, user, domain="[('name', '!=', False)]", **values):
        touchpoint = self._touchpoint("Asks", survey_id=self.survey.id)
        touchpoint.with_user(user).write({"ask_domain": domain, **values})
        return touchpoint
