import logging
import random
from datetime import timedelta
from itertools import islice

import pandas as pd
import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cem_experience.models.base.tool_texts import translated
from odoo.addons.cem_experience.tools.base.cells import clean
from odoo.addons.cem_experience.tools.base.messages import ToolError
from odoo.addons.cem_experience.tools.base.outgoing import NoAnswer, ask

from ..tools import chat_webhooks, pulled_values, pulling

_logger = logging.getLogger(__name__)

SAMPLE_ROWS = 50
MAX_FAILURES = 10
LONGEST_PAUSE = timedelta(days=1)
# Rows that come late with a slightly older date are not missed.
OVERLAP = timedelta(hours=1)


class CemSource(models.Model):
    """Pulling: page by page, so that nothing is lost and nothing counts twice.

    The rows of a page, the ids by which they are known there, and the place to go on
    from are written in one transaction. Whatever dies, the next run goes on from the
    last page that was complete; what comes a second time is known by its id.
    """

    _inherit = "cem.source"

    @api.model
    def _wake(self, at=None):
        # The scheduled action belongs to nobody who sets up a source.
        self.env.ref("cem_experience_connect.ir_cron_source").sudo()._trigger(at=at)

    @api.model
    def _cron_pull(self):
        """Pull from the sources whose time has come."""
        cron = self.env["ir.cron"]
        due = self.search(
            [("state", "=", "running"), ("next_try", "<=", fields.Datetime.now())],
            order="next_try, id",
        )
        for number, source in enumerate(due):
            source = source.with_company(source.company_id)
            if not source._pull(remaining=len(due) - number):
                # Time is up: the scheduled action comes back for what remains.
                return
        undone = [("state", "=", "mapped"), ("brought_partner_ids", "!=", False)]
        if not self.search(undone)._take_rest_along():
            return
        [[later]] = self._read_group([("state", "=", "running")], [], ["next_try:min"])
        if later:
            self._wake(max(later, fields.Datetime.now()))
        cron._commit_progress(remaining=0)

    def _pull(self, remaining=1):
        """One run: all pages there are, committing each.

        :return: whether there is time left
        """
        self.ensure_one()
        cron = self.env["ir.cron"]
        before = self.respondent_count, self.reject_count
        reader = self._reader()
        try:
            for page in reader.pages(
                self.cursor or None, self._since_to_ask(), self._known_ids
            ):
                self._take_page(page)
                if not cron._commit_progress(len(page.rows), remaining=remaining):
                    return False
                self.invalidate_recordset(["state"])
                if self.state != "running":
                    break
            else:
                self._finish_pull(before)
        except pulling.StaleCursor as error:
            self.env.cr.rollback()
            self._cem_as_server().write(
                {"cursor": False, "next_try": fields.Datetime.now()}
            )
            _logger.info("Source %s: %s", self.id, error)
        except ToolError as error:
            self.env.cr.rollback()
            self._note_failure(
                translated(self.env, error.message),
                isinstance(error, NoAnswer),
                getattr(error, "wait", None),
            )
        except psycopg2.OperationalError:
            # Somebody changes the source, or the same customers: soon again.
            self.env.cr.rollback()
            self._cem_as_server().next_try = fields.Datetime.now() + timedelta(
                minutes=1
            )
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("Source %s", self.id, exc_info=True)
            self._note_failure(str(error) or type(error).__name__, True, None)
        finally:
            close = getattr(reader, "close", None)
            if close:
                close()
        return bool(cron._commit_progress(remaining=max(remaining - 1, 0)))

    def _finish_pull(self, before):
        now = fields.Datetime.now()
        self._cem_as_server().write(
            {
                "cursor": False,
                "since": self.since_seen or self.since,
                "failures": 0,
                "error": False,
                "last_pull": now,
                "next_try": now + timedelta(hours=self.interval_hours),
            }
        )
        taken = self.respondent_count - before[0]
        rejected = self.reject_count - before[1]
        if taken or rejected:
            self.message_post(
                body=self.env._(
                    "Taken in: %(taken)s. Rejected: %(rejected)s.",
                    taken=taken,
                    rejected=rejected,
                )
            )

    def _note_failure(self, text, later, wait):
        failures = self.failures + 1
        vals = {"error": text, "failures": failures}
        if later and failures < MAX_FAILURES:
            pause = timedelta(seconds=chat_webhooks.pause(failures, random.random()))
            if wait is not None:
                pause = max(pause, timedelta(seconds=wait))
            vals["next_try"] = fields.Datetime.now() + min(pause, LONGEST_PAUSE)
        else:
            vals["state"] = "failed"
            self.message_post(
                body=self.env._(
                    "Stopped: %(problem)s Nothing is lost. Mend the cause and start "
                    "again; it goes on from where it was.",
                    problem=text,
                )
            )
        self._cem_as_server().write(vals)

    # ------------------------------------------------------------------
    # One page
    # ------------------------------------------------------------------

    def _take_page(self, page):
        """Make scores of the new rows of a page, and note how far we are."""
        numbers, rows, seen = {}, [], self.since_seen or ""
        for row in page.rows:
            external_id = self._external_id(row)
            if external_id not in numbers:
                numbers[external_id] = self.row_count + len(numbers) + 1
                rows.append(row)
            if self.since_path:
                seen = pulled_values.later(
                    seen,
                    pulled_values.as_text(pulled_values.walk(row, self.since_path)),
                )
        new = self.env["cem.source.answer"]._take(self, numbers)
        fresh = {
            numbers[external_id]: row
            for external_id, row in zip(numbers, rows, strict=True)
            if external_id in new
        }
        if fresh:
            frame = self._frame(
                list(fresh.values()), self.column_ids.mapped("name"), list(fresh)
            )
            ids = {number: external_id for external_id, number in numbers.items()}
            self.with_context(cem_external_ids=ids)._import_batch(
                self._checked(frame, [])
            )
        self._cem_as_server().write(
            {
                "cursor": page.cursor or False,
                "since_seen": seen,
                "row_count": self.row_count + len(numbers),
                # A page is in: the trouble before it is over.
                "failures": 0,
                "error": False,
            }
        )

    def _score_source(self):
        return "api"

    def _reject_values(self, row):
        ids = self.env.context["cem_external_ids"]
        return {"source_id": self.id, "external_id": ids[row]}

    def _id_name(self):
        return "id" if self.kind == "limesurvey" else (self.id_path or "")

    def _external_id(self, row):
        """How the row is known there; without an id, its content has to do."""
        text = pulled_values.as_text(pulled_values.walk(row, self._id_name()))[:200]
        return text or f"sha256:{pulled_values.fingerprint(row)}"

    def _known_ids(self, external_ids):
        return self.env["cem.source.answer"]._known(self, external_ids)

    @api.model
    def _frame(self, rows, names, numbers=None):
        """The rows as a table of texts, as the checks of an import want it.

        :param names: columns wanted; None: all there are
        :param numbers: row numbers; None: 1, 2, ...
        """
        flat = [pulled_values.flatten(row) for row in rows]
        if names is None:
            names = list(dict.fromkeys(name for row in flat for name in row))
        return pd.DataFrame(
            [
                [clean(pulled_values.as_text(row.get(name))) for name in names]
                for row in flat
            ],
            columns=names,
            index=numbers or range(1, len(rows) + 1),
            dtype=object,
        )

    # ------------------------------------------------------------------
    # Speaking to the other system
    # ------------------------------------------------------------------

    def _since_to_ask(self):
        """The mark to send: the newest one seen, a little earlier if it is a time."""
        since = self.since
        if not since or not self.since_param:
            return None
        try:
            moment = fields.Datetime.to_datetime(since[:19].replace("T", " "))
            if len(since) < 19 or not moment:
                return since
        except ValueError:
            return since
        earlier = (moment - OVERLAP).strftime("%Y-%m-%d %H:%M:%S")
        return earlier.replace(" ", since[10]) + since[19:]

    def _reader(self):
        # Address and credentials are for administrators; managers may look on.
        source = self.sudo()
        if self.kind == "limesurvey":
            return pulling.LimeReader(
                source._call_rpc,
                source.auth_user or "",
                source.auth_secret or "",
                int(self.survey or 0),
                size=max(self.page_size, 1),
            )
        return pulling.RestReader(
            source._call_rest,
            source.url,
            rows_path=self.rows_path or "",
            paging=self.paging,
            first=self.first_page,
            size=self.page_size,
            page_name=self.page_param,
            size_name=self.size_param,
            since_name=self.since_param,
            cursor_path=self.cursor_path,
        )

    def _call_rest(self, url, params):
        headers, auth, params = {"Accept": "application/json"}, None, dict(params)
        if self.auth == "basic":
            auth = (
                (self.auth_user or "").encode(),
                (self.auth_secret or "").encode(),
            )
        elif self.auth == "bearer":
            headers["Authorization"] = f"Bearer {self.auth_secret or ''}"
        elif self.auth == "header":
            headers[self.auth_name or "X-API-Key"] = self.auth_secret or ""
        elif self.auth == "query":
            params[self.auth_name or "key"] = self.auth_secret or ""
        return self._ask("GET", url, params=params, headers=headers, auth=auth)

    def _call_rpc(self, method, params, number):
        return self._ask(
            "POST",
            self.url,
            json={"jsonrpc": "2.0", "id": number, "method": method, "params": params},
        )

    def _ask(self, method, url, **kwargs):
        allowed = self.env["cem.webhook.delivery"]._allowed()
        return ask(
            method,
            url,
            allowed=allowed,
            seconds=120,
            most=50_000_000,
            patience=30,
            **kwargs,
        )

    def _sample(self):
        """Some rows, and the words of their questions where the source has them.

        :raise UserError: no answer, or none that can be read
        """
        reader = self._reader()
        try:
            if self.kind == "limesurvey" and not self.survey:
                raise UserError(self._surveys_to_choose_from(reader))
            words = reader.questions() if self.kind == "limesurvey" else {}
            pages = reader.pages(None, None, lambda _ids: set())
            rows = [row for page in islice(pages, 1) for row in page.rows]
            return rows[:SAMPLE_ROWS], words
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error
        finally:
            close = getattr(reader, "close", None)
            if close:
                close()

    def _surveys_to_choose_from(self, reader):
        found = "\n".join(f"{number}: {title}" for number, title in reader.surveys())
        return self.env._(
            "The connection works. Fill in the number of one of these surveys:\n%s",
            found or "–",
        )
