"""Systems to pull from, as their makers describe them, and the faults they have.

Each serves :data:`RESPONSES` through :mod:`http_catcher`; ``faults`` is a list of names
of :data:`FAULTS`, one for each request in turn, after which all is well.
"""

import base64
import json

from odoo.addons.cem_experience.tests.base.http_catcher import CUT, SILENT

FAULTS = ("ok", "429", "500", "silent", "cut", "half", "nonsense", "expired", "twice")


def response(number, nps=None, email=None):
    return {
        "id": str(number),
        "submitdate": f"2026-11-20 10:{number % 60:02d}:00",
        "email": email or f"c{number}@customer.example",
        "Q1": str(number % 11 if nps is None else nps),
        "words": f"Words {number}",
    }


class Pulled:
    """What REST and LimeSurvey have in common: rows, and a list of faults."""

    def __init__(self, count=0, faults=()):
        self.rows = [response(number) for number in range(1, count + 1)]
        self.faults = list(faults)
        self.last = None

    def __call__(self, request):
        fault = self.faults.pop(0) if self.faults else "ok"
        if fault == "429":
            return 429, {"Retry-After": "1"}, b""
        if fault == "500":
            return 500, {}, b"oops"
        if fault == "silent":
            return SILENT
        if fault == "nonsense":
            return 200, {}, b"<html>Maintenance</html>"
        if fault == "expired":
            self.expire()
        if fault == "twice" and self.last:
            # A cache in between gives the answer to the question before.
            return self.last
        status, headers, body = self.answer(request)
        if fault == "half":
            body = body[: len(body) // 2]
        if fault == "cut":
            headers = {**headers, CUT: "1"}
        else:
            self.last = status, headers, body
        return status, headers, body

    def expire(self):
        """What a REST server calls expired is answered anew."""


class RestServer(Pulled):
    """A list in pages, of the kind that the source is told."""

    def __init__(self, paging, *args, size=3, **kwargs):
        super().__init__(*args, **kwargs)
        self.paging, self.size = paging, size

    def answer(self, request):
        query = request.query
        rows = self.rows
        if query.get("since"):
            rows = [row for row in rows if row["submitdate"] >= query["since"]]
        if self.paging == "none":
            return self._send(rows)
        start = int(query.get("at") or 0)
        if self.paging == "page":
            start = (int(query["at"]) - 1) * self.size
        some = rows[start : start + self.size]
        following = start + self.size if start + self.size < len(rows) else None
        if self.paging == "link":
            headers = {}
            if following:
                headers["Link"] = f'</hook?at={following}>; rel="next"'
            return self._send(some, headers)
        return self._send(some, {}, following)

    def _send(self, rows, headers=None, following=None):
        data = {"data": {"items": rows, "next": following and str(following)}}
        return 200, headers or {}, json.dumps(data).encode()


class LimeServer(Pulled):
    """RemoteControl 2 of LimeSurvey."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys, self.given = set(), 0
        self.incomplete = set()

    def expire(self):
        self.keys.clear()

    def answer(self, request):
        content = request.json()
        method, params = content["method"], content["params"]
        result = getattr(self, method)(*params)
        content = {"id": content["id"], "result": result, "error": None}
        return 200, {}, json.dumps(content).encode()

    def get_session_key(self, user, password):
        if (user, password) != ("admin", "s3cret"):
            return {"status": "Invalid user name or password"}
        self.given += 1
        self.keys.add(f"key-{self.given}")
        return f"key-{self.given}"

    def release_session_key(self, key):
        self.keys.discard(key)
        return "OK"

    def list_surveys(self, key, _user=None):
        return [{"sid": "7", "surveyls_title": "Shops", "active": "Y"}]

    def list_questions(self, key, survey):
        return [
            {
                "qid": "1",
                "title": "Q1",
                "parent_qid": "0",
                "question": "<b>Recommend?</b>",
            }
        ]

    def export_responses(
        self,
        key,
        survey,
        kind,
        lang,
        complete,
        head,
        form,
        first=None,
        last=None,
        names=None,
    ):
        if key not in self.keys:
            return {"status": "Invalid session key"}
        found = [
            row
            for row in self.rows
            if int(row["id"]) not in self.incomplete
            and (first is None or int(row["id"]) >= first)
            and (last is None or int(row["id"]) <= last)
        ]
        if not found:
            return {"status": "No Data, could not get max id."}
        if names:
            found = [{name: row[name] for name in names} for row in found]
        return base64.b64encode(json.dumps({"responses": found}).encode()).decode()
