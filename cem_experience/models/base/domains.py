"""Domains that people write, and that the system carries out."""

from odoo.fields import Domain

WITHIN = ("any", "not any", "any!", "not any!")


def check_domain(model, domain):
    """Refuse a domain that does not fit, or that asks what its author may not read.

    It is carried out later by the system, from whom no field is hidden: what comes of
    it would tell, guess by guess, what such a field holds.

    :param model: in the name of the author
    :raise AccessError: a field, on the way or at its end, is not for the author's eyes
    :raise Exception: whatever Odoo says of a domain that does not fit
    """
    domain = Domain(domain)
    domain.validate(model)
    for condition in domain.iter_conditions():
        # Odoo checks what is written with superuser rights, in the name of the author.
        current = model.sudo(False)
        for name in condition.field_expr.split("."):
            field = current._fields.get(name)
            if field is None:  # part of a date, or a property
                break
            current._check_field_access(field, "read")
            if not field.comodel_name:
                break
            current = current.env[field.comodel_name]
        if condition.operator in WITHIN:
            check_domain(current, condition.value)
