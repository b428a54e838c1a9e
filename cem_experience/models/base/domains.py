"""Domains and paths that people write, and that the system carries out.

Whatever comes of one would tell, guess by guess, what its author may not see. So they
are checked, and run, with the rights of their author: see ``cem_authored_mixin.py``.
"""

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

WITHIN = ("any", "not any", "any!", "not any!")


def as_author(model, author):
    """``model`` with the rights and all the companies of the author.

    :param author: ``res.users``; nobody may do nothing
    """
    if not author:
        raise AccessError(model.env._("Nobody answers for this condition any more."))
    # whose companies those are is asked by whoever sets it off
    companies = {"allowed_company_ids": author.sudo().company_ids.ids}
    return model.with_user(author).with_context(**companies)


def is_trusted(author):
    """Whether the system itself wrote it: with the addon, and checked by its makers."""
    return author.id == SUPERUSER_ID


def check_domain(model, domain, in_memory=False):
    """Refuse a domain that does not fit, or that asks what its author may not read.

    :param model: in the name of the author
    :param in_memory: it is asked of records that are there already, so that fields of
        their own may be ones that Odoo works out anew each time
    :raise AccessError: a model or field, on the way or at its end, is not for the
        author's eyes
    :raise ValidationError: nothing can be searched by a field in it
    :raise Exception: whatever Odoo says of a domain that does not fit
    """
    domain = Domain(domain)
    domain.validate(model)
    if not is_trusted(model.env.user):
        # Odoo checks what is written with superuser rights, in the name of the author.
        model = model.sudo(False)
        model.check_access("read")
        for condition in domain.iter_conditions():
            end = check_path(model, condition.field_expr)
            if condition.operator in WITHIN:
                check_domain(end, condition.value)
    for condition in domain.iter_conditions():
        path = condition.field_expr
        field = unsearchable(model, path)
        if field and not (in_memory and field.name == path):
            raise ValidationError(
                model.env._(
                    "“%(field)s” (%(path)s) cannot be searched by. Choose another field.",
                    field=field._description_string(model.env) or field.name,
                    path=path,
                )
            )


def unsearchable(model, path):
    """The first field on a path that Odoo works out anew each time; None if none is."""
    current = model
    for name in path.split("."):
        field = current._fields.get(name)
        if field is None:  # part of a date, or a property, which the database knows
            return None
        if not field._description_searchable:
            return field
        if not field.comodel_name:
            return None
        current = current.env[field.comodel_name]
    return None


def check_path(model, path):
    """Refuse a path over models or fields that its author may not read.

    :param model: in the name of the author
    :return: what the path leads to, as far as it leads to records
    :raise AccessError: as it says
    """
    if is_trusted(model.env.user):
        return model
    current = model.sudo(False)
    for name in (path or "").split("."):
        field = current._fields.get(name)
        if field is None:  # part of a date, or a property
            break
        current.check_access("read")
        current._check_field_access(field, "read")
        if not field.comodel_name:
            break
        current = current.env[field.comodel_name]
    return current


def follow(records, path):
    """The records at the end of a path, as far as the author may read on the way.

    :param records: in the name of the author
    """
    for name in (path or "").split(".") if path else []:
        records = records._filtered_access("read")
        if name == "id":
            break
        records = records[name]
    return records
