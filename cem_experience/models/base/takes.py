"""What the methods that a client calls are given: looked at before they do anything."""

import functools
import inspect
import math

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.base.typed import NO_TEXT

LARGEST_ID = 2**31 - 1


def _is_text(value):
    return isinstance(value, str) and not NO_TEXT.search(value)


def _is_whole(value, most=LARGEST_ID):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= most


def _is_date(value):
    if not isinstance(value, str):
        return False
    try:
        return bool(fields.Datetime.to_datetime(value))
    except ValueError:
        return False


class Kind:
    """What an argument may be.

    :param fits: function of the value that tells
    :param wanted: function of the environment that says in words what is wanted
    :param optional: None and False stand for nothing
    """

    def __init__(self, fits, wanted, optional=False):
        self.fits, self.wanted, self.optional = fits, wanted, optional

    def or_none(self):
        return Kind(self.fits, self.wanted, optional=True)

    def check(self, env, name, value, records=None):
        """:raise ValidationError: it is something else"""
        # 0 is a number, though it equals False
        if self.optional and (value is None or value is False):
            return
        if not self.fits(value):
            raise ValidationError(
                env._(
                    "“%(name)s” cannot be read: it has to be %(wanted)s.",
                    name=name,
                    wanted=self.wanted(env),
                )
            )
        self._check_content(env, name, value, records)

    def _check_content(self, env, name, value, records):
        """Look at what is in it, too."""


TEXT = Kind(_is_text, lambda env: env._("a text"))
WHOLE = Kind(_is_whole, lambda env: env._("a whole number"))
COUNT = Kind(
    lambda value: _is_whole(value) and value >= 0,
    lambda env: env._("a whole number from 0"),
)
NUMBER = Kind(
    lambda value: (
        _is_whole(value) or (isinstance(value, float) and math.isfinite(value))
    ),
    lambda env: env._("a number"),
)
RECORD = Kind(
    lambda value: _is_whole(value) and value >= 0,
    lambda env: env._("the number of a record"),
    optional=True,
)
ONE_RECORD = Kind(
    lambda value: _is_whole(value) and value > 0,
    lambda env: env._("the number of a record"),
)
FLAG = Kind(
    lambda value: isinstance(value, bool), lambda env: env._("yes or no"), optional=True
)
DATE = Kind(_is_date, lambda env: env._("a date"), optional=True)
TEXTS = Kind(
    lambda value: isinstance(value, list | tuple) and all(map(_is_text, value)),
    lambda env: env._("a list of texts"),
    optional=True,
)
RECORDS = Kind(
    lambda value: isinstance(value, list | tuple) and all(map(_is_whole, value)),
    lambda env: env._("a list of numbers of records"),
    optional=True,
)
COUNTS = Kind(
    lambda value: (
        isinstance(value, dict)
        and all(map(_is_text, value))
        and all(_is_whole(count) and count >= 0 for count in value.values())
    ),
    lambda env: env._("a list of names with whole numbers"),
    optional=True,
)
# Among siblings; nothing is behind the last one
PLACE = WHOLE.or_none()
ROWS = Kind(
    lambda value: (
        isinstance(value, list) and all(isinstance(row, dict) for row in value)
    ),
    lambda env: env._("a list of rows"),
)


class DomainKind(Kind):
    """Conditions that can be searched by, on the model that is called."""

    def __init__(self):
        super().__init__(
            lambda value: isinstance(value, list | tuple),
            lambda env: env._("a list of conditions"),
            optional=True,
        )

    def _check_content(self, env, name, value, records):
        try:
            Domain(value).validate(records)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(
                env._("“%s” holds a condition that cannot be read.", name)
            ) from error


class Mapping(Kind):
    """A dict with texts as keys; what is known of its values is looked at, too."""

    def __init__(self, **kinds):
        super().__init__(
            lambda value: isinstance(value, dict) and all(map(_is_text, value)),
            lambda env: env._("a list of names with their values"),
            optional=True,
        )
        self.kinds = kinds

    def _check_content(self, env, name, value, records):
        for key, kind in self.kinds.items():
            if key in value:
                kind.check(env, f"{name}.{key}", value[key])


DOMAIN = DomainKind()
MAPPING = Mapping()


def takes(one=False, **kinds):
    """Refuse in words what a client gives to a public method and is no such thing.

    :param one: the method is for exactly one record
    :param kinds: name of an argument: what it may be
    """

    def decorate(method):
        signature = inspect.signature(method)

        @functools.wraps(method)
        def checked(self, *args, **kwargs):
            try:
                given = signature.bind(self, *args, **kwargs).arguments
            except TypeError as error:
                raise ValidationError(
                    self.env._("This cannot be done so: %s", error)
                ) from error
            if one and len(self) != 1:
                raise ValidationError(self.env._("Choose one record."))
            for name, kind in kinds.items():
                if name in given:
                    kind.check(self.env, name, given[name], self)
            return method(self, *args, **kwargs)

        return checked

    return decorate
