"""Reading answers out of other systems: any REST list, and LimeSurvey.

A reader is given a function that makes one request (:func:`tools.outgoing.ask` with
what the caller adds) and yields pages of rows, each with the place from which to go on.
Nothing is believed to be complete because it is short: a list ends where the server
says so, or with an empty page.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from odoo.addons.cem_experience.tools.base.messages import ToolError, _lt
from odoo.addons.cem_experience.tools.base.outgoing import NoAnswer

from .pulled_values import as_text, fingerprint, walk

LATER = {408, 409, 423, 425, 429}
PAGINGS = ("none", "page", "offset", "cursor", "link")
# A list of ten million answers in pages of a hundred has no more.
MOST_PAGES = 100_000


class TryLater(NoAnswer):
    """The server asks to come back later; ``wait`` seconds, if it says how many."""

    wait = None


class SourceRefuses(ToolError):
    """The server will not answer, however often it is asked."""


class StaleCursor(ToolError):
    """The place to go on from is no longer known to the server: begin anew."""


class Page(NamedTuple):
    """Rows (dicts), and the cursor of what follows; None after the last page."""

    rows: list
    cursor: dict | None


def checked(answer: Any) -> Any:
    """An answer that is worth reading.

    :raise TryLater: come back later; ``SourceRefuses``: never
    """
    if answer.status in LATER or answer.status >= 500:
        error = TryLater(
            _lt("The server answered with %(status)s."), status=answer.status
        )
        error.wait = answer.retry_after()
        raise error
    if not 200 <= answer.status < 300:
        raise SourceRefuses(
            _lt("The server answered with %(status)s. Check address and credentials."),
            status=answer.status,
        )
    return answer


# ----------------------------------------------------------------------
# REST
# ----------------------------------------------------------------------


class RestReader:
    """Pages of a REST list.

    :param ask: callable ``(url, params)`` that returns an ``outgoing.Answer``
    :param rows_path: where the rows stand in the answer; empty: it is the list
    :param paging: one of :data:`PAGINGS`
    :param first: number of the first page; ``size``: rows of a page
    :param names: of the parameters: ``page_name`` (also of offset and cursor),
        ``size_name``, ``since_name``; and ``cursor_path``, where the answer says what
        comes next
    """

    def __init__(
        self,
        ask: Callable[..., Any],
        url: str,
        rows_path: str = "",
        paging: str = "none",
        first: int = 1,
        size: int = 0,
        **names: Any,
    ) -> None:
        self.ask, self.url, self.rows_path = ask, url, rows_path
        self.paging, self.first, self.size, self.names = paging, first, size, names

    def pages(
        self, cursor: Any = None, since: Any = None, known: Any = None
    ) -> Iterator[Page]:
        """Yield :class:`Page` from ``cursor`` (None: the beginning) to the end."""
        cursor = dict(cursor or {})
        while True:
            page = self._page(cursor, since)
            yield page
            if page.cursor is None:
                return
            cursor = page.cursor

    def _page(self, cursor: Any, since: Any) -> Page:
        params, url = {}, self.url
        if since and self.names.get("since_name"):
            params[self.names["since_name"]] = since
        if self.size and self.names.get("size_name"):
            params[self.names["size_name"]] = self.size
        if self.paging == "page":
            params[self.names["page_name"]] = cursor.get("at", self.first)
        elif self.paging == "offset":
            params[self.names["page_name"]] = cursor.get("at", 0)
        elif self.paging == "cursor" and "at" in cursor:
            params[self.names["page_name"]] = cursor["at"]
        elif self.paging == "link" and "at" in cursor:
            url, params = cursor["at"], {}
        answer = self.ask(url, params)
        going_on = "at" in cursor
        if going_on and self.paging in ("page", "offset") and answer.status == 404:
            return Page([], None)
        if going_on and self.paging in ("cursor", "link"):
            if answer.status in (400, 404, 410):
                raise StaleCursor(
                    _lt("The server has forgotten where we were: from the beginning.")
                )
        data = checked(answer).json()
        rows = walk(data, self.rows_path) if self.rows_path else data
        if not isinstance(rows, list):
            raise NoAnswer(
                _lt("The answer holds no list of rows at “%(path)s”."),
                path=self.rows_path,
            )
        rows = [row for row in rows if isinstance(row, dict)]
        following = self._next(cursor, rows, data, answer)
        return Page(rows, self._watched(cursor, following))

    def _watched(
        self, cursor: dict[str, Any], following: dict[str, Any] | None
    ) -> dict[str, Any] | None:
        """Where to go on, with what it takes to see that the list never ends.

        Brent's algorithm: one place is remembered, each time for twice as many pages,
        and a list that comes back to it leads in a circle, however large.
        """
        if following is None:
            return None
        count = cursor.get("count", 0) + 1
        if count >= MOST_PAGES:
            raise SourceRefuses(
                _lt("The list has no end: %(count)s pages, and more."), count=count
            )
        following = following | {"count": count}
        if self.paging not in ("cursor", "link"):
            return following
        place, seen = fingerprint(following["at"]), cursor.get("seen")
        if place == seen:
            raise SourceRefuses(_lt("The server leads in a circle."))
        steps, power = cursor.get("steps", 0) + 1, cursor.get("power", 1)
        if not seen or steps == power:
            return following | {"seen": place, "steps": 0, "power": 2 * power}
        return following | {"seen": seen, "steps": steps, "power": power}

    def _next(self, cursor: Any, rows: Any, data: Any, answer: Any) -> Any:
        if self.paging in ("page", "offset"):
            if not rows:
                return None
            mark = fingerprint(rows)
            if mark == cursor.get("mark"):
                raise NoAnswer(
                    _lt(
                        "The server gave the same page twice. Check the name of the"
                        " paging parameter."
                    )
                )
            here = cursor.get("at", self.first if self.paging == "page" else 0)
            step = 1 if self.paging == "page" else len(rows)
            return {"at": here + step, "mark": mark}
        if self.paging == "cursor":
            following = walk(data, self.names["cursor_path"])
        elif self.paging == "link":
            following = self._link(data, answer)
        else:
            return None
        if not following:
            return None
        if following == cursor.get("at"):
            raise NoAnswer(_lt("The server leads in a circle."))
        return {"at": following}

    def _link(self, data: Any, answer: Any) -> Any:
        path = self.names.get("cursor_path")
        link = walk(data, path) if path else None
        if not path:
            for part in str(answer.headers.get("Link") or "").split(","):
                match = re.search(r'<([^>]+)>.*\brel="?next"?', part)
                link = match[1] if match else link
        if not link:
            return None
        link = urljoin(self.url, str(link))
        if urlsplit(link)[:2] != urlsplit(self.url)[:2]:
            # Our credentials go to the server they were given for, and to no other.
            raise SourceRefuses(_lt("The next page is on another server."))
        return link


# ----------------------------------------------------------------------
# LimeSurvey
# ----------------------------------------------------------------------


class LimeReader:
    """Complete responses of one survey, by LimeSurvey's RemoteControl 2 (JSON-RPC).

    A response may be completed after one with a higher number, so the numbers of all
    complete ones are compared with those that are known, each time.

    :param call: callable ``(method, params, number)`` that sends one request of that
        number and returns an ``outgoing.Answer``
    """

    def __init__(
        self,
        call: Callable[..., Any],
        user: str,
        password: str,
        survey: Any,
        size: int = 200,
    ) -> None:
        self.call, self.user, self.password = call, user, password
        self.survey, self.size = survey, size
        self.run = secrets.token_hex(4)
        self.key: str | None = None
        self.number = 0

    def _rpc(self, method: str, *params: Any) -> Any:
        self.number += 1
        # No two runs use the same numbers, so a cached answer is known as such.
        number = f"{self.run}-{self.number}"
        content = checked(self.call(method, list(params), number)).json()
        if (
            not isinstance(content, dict)
            or "result" not in content
            or content.get("id") not in (number, None)
        ):
            raise NoAnswer(_lt("This is no answer of LimeSurvey."))
        if content.get("error"):
            raise SourceRefuses(
                _lt("LimeSurvey says: %(error)s"), error=as_text(content["error"])[:200]
            )
        return content["result"]

    def _session(self) -> str:
        if not self.key:
            key = self._rpc("get_session_key", self.user, self.password)
            if not isinstance(key, str):
                status = key.get("status") if isinstance(key, dict) else ""
                raise SourceRefuses(
                    _lt("LimeSurvey says: %(error)s"), error=as_text(status)[:200]
                )
            self.key = key
        return self.key

    def _with_session(self, method: str, *params: Any) -> Any:
        """Call with a session key, and once more with a new one if it has expired."""
        for attempt in (1, 2):
            result = self._rpc(method, self._session(), *params)
            status = result.get("status") if isinstance(result, dict) else None
            if status != "Invalid session key":
                return result
            self.key = None
            if attempt == 2:
                raise NoAnswer(_lt("LimeSurvey takes no session key."))
        return None

    def close(self) -> None:
        """Give the session back; it does not matter if that fails."""
        key, self.key = self.key, None
        if key:
            try:
                self._rpc("release_session_key", key)
            except ToolError:
                return

    def surveys(self) -> list[tuple[str, str]]:
        """Pairs of number and title of the surveys that the user may see."""
        result = self._with_session("list_surveys", None)
        if isinstance(result, dict):
            return []
        return [
            (as_text(one.get("sid")), as_text(one.get("surveyls_title")))
            for one in result
        ]

    def questions(self) -> dict[str, Any]:
        """The words of each question, by its code."""
        result = self._with_session("list_questions", self.survey)
        if isinstance(result, dict):
            return {}
        by_id = {as_text(one.get("qid")): one for one in result}
        found = {}
        for one in result:
            code = as_text(one.get("title"))
            parent = by_id.get(as_text(one.get("parent_qid")))
            if parent:
                code = f"{as_text(parent.get('title'))}[{code}]"
            words = re.sub(r"<[^>]+>", " ", as_text(one.get("question")))
            found[code] = " ".join(words.split())
        return found

    def _export(
        self, first: int | None = None, last: int | None = None, fields: Any = None
    ) -> list[Any]:
        result = self._with_session(
            "export_responses",
            self.survey,
            "json",
            None,
            "complete",
            "code",
            "short",
            first,
            last,
            fields,
        )
        if isinstance(result, dict):
            status = as_text(result.get("status"))
            if status.startswith("No Data"):
                return []
            raise SourceRefuses(_lt("LimeSurvey says: %(error)s"), error=status[:200])
        try:
            data = json.loads(base64.b64decode(result or "", validate=True))
            rows = data["responses"]
        except (binascii.Error, ValueError, TypeError, KeyError) as error:
            raise NoAnswer(_lt("The answer of LimeSurvey is not complete.")) from error
        # Older servers write [{"17": {...}}] instead of [{...}].
        return [
            next(iter(row.values()))
            if len(row) == 1 and isinstance(next(iter(row.values())), dict)
            else row
            for row in rows
        ]

    def ids(self) -> set[int]:
        """Numbers of all complete responses."""
        return {int(row["id"]) for row in self._export(fields=["id"])}

    def pages(
        self, cursor: Any = None, since: Any = None, known: Any = None
    ) -> Iterator[Page]:
        """Yield a :class:`Page` of each some responses that are not ``known`` yet.

        :param known: callable that takes numbers (texts) and returns the known ones
        """
        found = self.ids()
        missing = sorted(
            found - {int(one) for one in known({str(one) for one in found})}
        )
        while missing:
            some = [
                number
                for number in missing[: self.size]
                if number < missing[0] + 5 * self.size
            ]
            missing = missing[len(some) :]
            rows = {int(row["id"]): row for row in self._export(some[0], some[-1])}
            # Half a page; but what was deleted meanwhile is not missing.
            if set(some) - set(rows) and (set(some) - set(rows)) & self.ids():
                raise NoAnswer(_lt("The answer of LimeSurvey is not complete."))
            yield Page(
                [rows[number] for number in some if number in rows],
                {"at": some[-1]} if missing else None,
            )
        if not found:
            yield Page([], None)
