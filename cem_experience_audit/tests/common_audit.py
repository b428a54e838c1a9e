"""A journey with three touchpoints to walk, two auditors, a picture."""

import base64
from io import BytesIO

from PIL import Image

from odoo.addons.cem_experience.tests.base.common import CemCommon


def picture(width=40, height=30, colour="red", kind="JPEG"):
    """A picture as the page sends it: base64."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


class AuditCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff_two = cls._new_user("cem_staff_two", "group_cem_user")
        cls.journey = cls.env["cem.journey"].create(
            {
                "name": "Buying a home",
                "company_id": cls.company.id,
                "stage_ids": [
                    (0, 0, {"name": "Viewing", "phase": "before", "sequence": 1}),
                    (0, 0, {"name": "Living", "phase": "after", "sequence": 2}),
                ],
            }
        )
        cls.viewing, cls.living = cls.journey.stage_ids
        service, product = cls.dimensions["service"], cls.dimensions["product"]
        cls.office = cls._touchpoint(
            "Sales office",
            standard_ids=[
                (0, 0, {"name": "Warm light", "sequence": 1}),
                (0, 0, {"name": "Brand wall shown", "sequence": 2}),
            ],
            weight_ids=[
                (0, 0, {"dimension_id": service.id, "weight": 3}),
                (0, 0, {"dimension_id": product.id, "weight": 1}),
            ],
            user_id=cls.staff.id,
        )
        cls.board = cls._touchpoint("Progress board", parent_id=cls.office.id)
        cls.desk = cls._touchpoint("Service desk", stage_id=cls.living.id)
        cls.light, cls.wall = cls.office.standard_ids

    @classmethod
    def _touchpoint(cls, name, **values):
        return cls.env["cem.touchpoint"].create(
            {
                "name": name,
                "journey_id": cls.journey.id,
                "stage_id": cls.viewing.id,
                **values,
            }
        )

    @classmethod
    def _audit(cls, *users, start=True, **values):
        users = users or (cls.staff,)
        audit = (
            cls.env["cem.audit"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "March",
                    "journey_id": cls.journey.id,
                    "user_ids": [(6, 0, [user.id for user in users])],
                    **values,
                }
            )
        )
        if start:
            audit.action_start()
        return audit

    def _line(self, audit, touchpoint, user=None):
        user = user or self.staff
        return audit.line_ids.filtered(
            lambda line: line.touchpoint_id == touchpoint and line.user_id == user
        ).with_user(user)

    def _save(self, line, key="k1", revision=None, force=False, **values):
        revision = line.revision if revision is None else revision
        return line.save_step(revision, key, values, force)

    def _answer(self, line, key="k1", mark=None, result=None, **values):
        """Give all marks and all standards of a step one answer."""
        if mark is not None:
            values["marks"] = {str(one.id): mark for one in line.mark_ids}
        if result is not None:
            values["checks"] = {
                str(one.id): {"result": result, "note": ""} for one in line.check_ids
            }
        return self._save(line, key, **values)
