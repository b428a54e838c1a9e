"""What models keep of people, as each of them declares it.

A model that keeps words or identities of customers says so in its class::

    _cem_personal = Personal(words=("comment",), hand_out=("date", "comment"))

and is from then on found, handed out and erased with all the rest; a test fails for a
text or contact of ours of which no model says whose it is.
"""

from dataclasses import dataclass

# The usual sign for words that were left out. It is no empty value: that something was
# said stays true, and is counted.
ERASED = "[…]"


@dataclass(frozen=True)
class Personal:
    """
    :ivar people: paths to the contact
    :ivar addresses: paths to an e-mail address, for people who are no contact
    :ivar phones: paths to a phone number, likewise
    :ivar identity: fields that say who it is: emptied
    :ivar words: what people wrote, or was written about them: :data:`ERASED` in its place
    :ivar keys: tokens that open pages of the person: renewed, so that old ones open none
    :ivar hand_out: fields that the person may ask for
    :ivar domain: which rows of the model are meant at all
    :ivar delete: whether the rows go altogether, because no figure rests on them
    """

    people: tuple = ("partner_id",)
    addresses: tuple = ()
    phones: tuple = ()
    identity: tuple = ()
    words: tuple = ()
    keys: tuple = ()
    hand_out: tuple = ()
    domain: tuple = ()
    delete: bool = False


@dataclass(frozen=True)
class Subject:
    """Somebody who asks what is known of them.

    :ivar partner_ids: the contacts
    :ivar emails: normalised addresses
    :ivar phones: numbers as they are stored
    :ivar names: of the contacts
    """

    partner_ids: tuple = ()
    emails: tuple = ()
    phones: tuple = ()
    names: tuple = ()

    @property
    def needles(self) -> tuple[str, ...]:
        """Texts by which a row that names nobody's number can be told.

        A first name alone is too many people's; a Chinese name has two characters.
        """
        names = [
            name
            for name in self.names
            if (" " in name.strip() and len(name) > 5)
            or (not name.isascii() and len(name) > 1)
        ]
        return tuple(
            text for text in (*self.emails, *self.phones) if len(text) > 5
        ) + tuple(names)

    @property
    def patterns(self) -> list[str]:
        """The same for ``ILIKE ANY``."""
        return [
            "%"
            + text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
            + "%"
            for text in self.needles
        ]
