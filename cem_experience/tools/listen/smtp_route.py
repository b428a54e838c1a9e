"""One open connection to a mail server for many messages, and what became of each.

A message either left, or was refused, or nobody was there to take it, or nobody can
tell. Only the last leaves a doubt, and only about the one message whose text was being
handed over just then.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any


class NotReached(Exception):
    """Nobody took the message, and nothing of it has left: it may be sent again."""


class Refused(Exception):
    """The server was asked and said no: this message will not arrive.

    :param later: whether it said "not now" (a reply between 400 and 499)
    """

    def __init__(self, text: Any, later: bool = False) -> None:
        super().__init__(text)
        self.later = later


class DeliveryInDoubt(Exception):
    """The connection broke while the text was on its way: it may or may not arrive."""


class SmtpRoute:
    """The way to one mail server.

    :param connect: callable that opens a connection (``smtplib.SMTP``) or raises
    """

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._session = None
        self._used = False
        self._handed_over = False

    def open(self) -> None:
        """Be connected.

        :raise NotReached: there is no connection to be had
        """
        if self._session is not None:
            return
        try:
            self._session = self._connect()
        except Exception as error:
            raise NotReached(str(error)) from error
        self._used = False
        if self._session is not None:
            self._watch(self._session)

    def _watch(self, session: Any) -> None:
        """Notice when the text of a message is handed over: then there is no way back."""
        data = session.data

        def watched(*args: Any, **kwargs: Any) -> Any:
            self._handed_over = True
            return data(*args, **kwargs)

        session.data = watched

    def send(self, hand_over: Callable[[Any], Any]) -> None:
        """Send one message; it has left if nothing is raised.

        :param hand_over: callable that speaks to the mail server over the connection
            that it is given
        :raise NotReached, Refused, DeliveryInDoubt: what became of the message
        """
        while True:
            self.open()
            self._handed_over, used = False, self._used
            try:
                hand_over(self._session)
            except Exception as error:
                cause = _smtp_error(error)
                # smtplib closes after "421, closing transmission channel": many
                # servers take so many messages over one connection and no more.
                if getattr(self._session, "sock", True) is None or isinstance(
                    cause, smtplib.SMTPServerDisconnected
                ):
                    self._session = None
                codes = _codes(cause)
                if self._handed_over and not codes:
                    self.close()
                    raise DeliveryInDoubt(str(error)) from error
                if self._session is None and not self._handed_over:
                    if used:
                        # That was about the connection, not about this message.
                        continue
                    raise NotReached(str(error)) from error
                self._used = True
                later = bool(codes) and all(400 <= code < 500 for code in codes)
                raise Refused(str(error), later) from error
            self._used = True
            return

    def close(self) -> None:
        """Say goodbye. What has been taken stays taken, whatever the answer."""
        session, self._session = self._session, None
        if session is not None:
            try:
                session.quit()
            except (smtplib.SMTPException, OSError):
                session.close()


def _smtp_error(error: BaseException | None) -> Any:
    """The mail server's own error behind the one that was raised; None if none is."""
    while error is not None:
        if isinstance(error, smtplib.SMTPException):
            return error
        error = error.__cause__ or error.__context__
    return None


def _codes(error: Any) -> list[int]:
    """Replies of the mail server that an error stands for."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    if isinstance(error, smtplib.SMTPResponseException):
        return [error.smtp_code]
    return []
