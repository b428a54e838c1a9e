from collections import Counter
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.common import CemCommon
from odoo.addons.cem_experience.tests.base.http_catcher import http_catcher

from .pulled_server import FAULTS, LimeServer, RestServer, response


class SourceCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cem.source"].search([("state", "=", "running")]).state = "stopped"
        cls.cron = cls.env.ref("cem_experience_connect.ir_cron_source")
        cls.touchpoint = cls.env["cem.touchpoint"].create(
            {
                "name": "Counter",
                "journey_id": cls.env["cem.journey"].create({"name": "Shop"}).id,
            }
        )

    def _source(self, server, **values):
        values.setdefault("url", server.url)
        return self.env["cem.source"].create(
            {
                "name": "Other system",
                "touchpoint_id": self.touchpoint.id,
                "partner_policy": "create",
                **values,
            }
        )

    def _rest(self, server, paging="page", **values):
        return self._source(
            server,
            rows_path="data.items",
            paging=paging,
            page_param="at",
            cursor_path="data.next" if paging == "cursor" else False,
            **values,
        )

    def _lime(self, server, **values):
        return self._source(
            server,
            **{
                "kind": "limesurvey",
                "survey": "7",
                "auth_user": "admin",
                "auth_secret": "s3cret",
                "page_size": 3,
                **values,
            },
        )

    def _map(self, source):
        """What a person would choose, after looking at what is proposed."""
        source.action_connect()
        roles = {
            "Q1": {"role": "answer", "measure": "nps"},
            "email": {"role": "email", "measure": False},
            "submitdate": {"role": "date", "measure": False},
            "words": {"role": "comment", "measure": False},
        }
        for column in source.column_ids:
            column.write(roles.get(column.name, {"role": "ignore", "measure": False}))
        source.action_preview()
        source.action_start()

    def _run(self, source, times=30):
        """Let the scheduled action run until nothing is in the way any more.

        A source that has been pulled from waits for its next time: begin there.
        """
        moment = max(fields.Datetime.now(), source.next_try)
        with freeze_time(moment) as clock:
            for _number in range(times):
                clock.tick(timedelta(days=2))
                self._pull()
                if not source.error and not source.cursor:
                    return

    def _pull(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _scores(self, source):
        return self.env["cem.score"].search(
            [("import_column_id.source_id", "=", source.id)]
        )

    def _check_all(self, source, server):
        """Nothing is lost, and nothing is double."""
        scores = self._scores(source)
        self.assertEqual(
            Counter(score.comment for score in scores),
            Counter(row["words"] for row in server.rows),
        )
        for score in scores:
            number = int(score.comment.split()[-1])
            self.assertEqual(score.raw_value, number % 11)
            self.assertEqual(score.partner_id.email, f"c{number}@customer.example")
        self.assertEqual(set(scores.mapped("source")), {"api"} if scores else set())


@tagged("post_install", "-at_install")
class TestSource(SourceCommon):
    def test_a_column_of_a_source_uses_its_dimension(self):
        """An import that is undone leaves it, though no answer has come there yet."""
        record = self.env["cem.score.import"].create({"filename": "a.csv"})
        dimension = self.env["cem.dimension"].create({"name": "Queue", "code": "queue"})
        self.assertFalse(record._used(dimension))
        with http_catcher(self.env) as server:
            source = self._source(server)
        self.env["cem.score.import.column"].create(
            {"name": "Q1", "source_id": source.id, "dimension_id": dimension.id}
        )
        self.assertEqual(record._used(dimension), dimension)

    def test_every_kind_of_paging(self):
        for paging in ("none", "page", "offset", "cursor", "link"):
            with self.subTest(paging), http_catcher(self.env) as http:
                server = RestServer(paging, count=7)
                http.answers = [server]
                source = self._rest(http, paging)
                self._map(source)
                self._pull()
                self.assertFalse(source.error)
                self._check_all(source, server)
                # Running it again changes nothing; what is new comes along.
                self._run(source, 1)
                self._check_all(source, server)
                server.rows.append(response(8))
                self._run(source, 1)
                self._check_all(source, server)
                source.action_stop()

    def test_only_newer_is_asked_for(self):
        with http_catcher(self.env) as http:
            server = RestServer("none", count=5)
            http.answers = [server]
            source = self._rest(
                http, "none", since_param="since", since_path="submitdate"
            )
            self._map(source)
            self._pull()
            self.assertEqual(source.since, "2026-11-20 10:05:00")
            server.rows.append({**response(9), "submitdate": "2026-11-20 10:04:30"})
            self._run(source, 1)
            self.assertEqual(http.requests[-1].query["since"], "2026-11-20 09:05:00")
            self._check_all(source, server)

    def test_lime_survey(self):
        with http_catcher(self.env) as http:
            server = LimeServer(count=8)
            server.incomplete = {2}
            http.answers = [server]
            source = self._lime(http)
            self._map(source)
            question = source.column_ids.filtered(lambda column: column.name == "Q1")
            self.assertEqual(question.reason, "Recommend?")
            self._pull()
            self.assertEqual(len(self._scores(source)), 7)
            # Completed after others with a higher number: not lost.
            server.incomplete = set()
            self._run(source, 1)
            self._check_all(source, server)
            self.assertFalse(server.keys, "sessions are given back")

    def test_lime_survey_lists_its_surveys_and_refuses_strangers(self):
        with http_catcher(self.env) as http:
            http.answers = [LimeServer(count=1)]
            source = self._lime(http, survey=False)
            with self.assertRaisesRegex(UserError, "7: Shops"):
                source.action_connect()
            source.write({"survey": "7", "auth_secret": "wrong"})
            with self.assertRaisesRegex(UserError, "Invalid user name"):
                source.action_connect()

    @settings(deadline=None, max_examples=25)
    @given(
        st.sampled_from(["none", "page", "offset", "cursor", "link", "lime"]),
        st.lists(st.sampled_from(FAULTS), max_size=8),
    )
    def test_any_faults_lose_and_double_nothing(self, kind, faults):
        with self.env.cr.savepoint() as savepoint, http_catcher(self.env) as http:
            server = (
                LimeServer(count=7) if kind == "lime" else RestServer(kind, count=7)
            )
            http.answers = [server]
            source = self._lime(http) if kind == "lime" else self._rest(http, kind)
            self._map(source)
            server.faults = list(faults)
            self._run(source)
            # A cache may have hidden the end of the list: the next pull finds it.
            self._run(source)
            self.assertEqual(source.state, "running", source.error)
            self._check_all(source, server)
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_a_killed_process_goes_on_from_the_last_page(self):
        with http_catcher(self.env) as http:
            server = RestServer("page", count=8)
            http.answers = [server]
            source = self._rest(http)
            self._map(source)
            pages = source._reader().pages(source.cursor or None)
            source._take_page(next(pages))
            self.assertEqual(source.cursor["at"], 2)
            http.requests.clear()
            self._pull()
            self.assertEqual(http.requests[0].query["at"], "2")
            self._check_all(source, server)

    def test_the_server_says_when(self):
        with http_catcher(self.env) as http:
            server = RestServer("none", count=1)
            http.answers = [server]
            source = self._rest(http, "none")
            self._map(source)
            http.answers = [(429, {"Retry-After": "7200"}, b"")]
            now = fields.Datetime.now()
            self._pull()
            self.assertGreaterEqual(source.next_try, now + timedelta(seconds=7200))
            self.assertEqual(source.state, "running")
            count = len(http.requests)
            self._pull()
            self.assertEqual(len(http.requests), count, "it waits")

    def test_it_gives_up_and_can_be_started_again(self):
        with http_catcher(self.env) as http:
            server = RestServer("none", count=2)
            http.answers = [server]
            source = self._rest(http, "none")
            self._map(source)
            server.faults = ["500"] * 50
            self._run(source)
            self.assertEqual(source.state, "failed")
            self.assertIn("500", source.error)
            server.faults = ["401"]
            http.answers = [(401, {}, b"")]
            source.action_start()
            self._pull()
            self.assertEqual(source.state, "failed", "no use in trying that again")
            http.answers = [server]
            server.faults = []
            source.action_start()
            self._pull()
            self._check_all(source, server)

    def test_bad_rows_are_kept_with_a_reason_and_can_be_tried_again(self):
        with http_catcher(self.env) as http:
            server = RestServer("none", count=3)
            server.rows[1]["Q1"] = "99"
            http.answers = [server]
            source = self._rest(http, "none")
            self._map(source)
            self._pull()
            [reject] = source.reject_ids
            self.assertEqual(reject.external_id, "2")
            self.assertIn("99", reject.content)
            self.assertEqual(len(self._scores(source)), 2)
            self._run(source, 1)
            self.assertEqual(len(source.reject_ids), 1, "said once")
            server.rows[1]["Q1"] = "2"
            source.action_retry_rejected()
            self._run(source, 1)
            self.assertFalse(source.reject_ids)
            self._check_all(source, server)

    def test_undo_and_read_anew(self):
        with http_catcher(self.env) as http:
            server = RestServer("none", count=3)
            http.answers = [server]
            source = self._rest(http, "none")
            self._map(source)
            self._pull()
            with self.assertRaises(UserError):
                source.unlink()
            source.action_stop()
            source.action_withdraw()
            self.assertFalse(self._scores(source))
            source.action_preview()
            source.action_start()
            self._pull()
            self._check_all(source, server)

    def test_nothing_is_stored_before_the_preview(self):
        with http_catcher(self.env) as http:
            http.answers = [RestServer("none", count=3)]
            source = self._rest(http, "none")
            with self.assertRaises(UserError):
                source.action_start()
            source.action_connect()
            with self.assertRaises(UserError):
                source.action_start()
            self._pull()
            self.assertFalse(self._scores(source))
            self.assertFalse(
                self.env["cem.source.answer"].search([("source_id", "=", source.id)])
            )

    def test_ways_to_authenticate(self):
        for auth, values, header in (
            ("basic", {"auth_user": "u"}, "Basic dTpLRVk="),
            ("bearer", {}, "Bearer KEY"),
        ):
            with http_catcher(self.env) as http:
                http.answers = [RestServer("none", count=1)]
                source = self._rest(
                    http, "none", auth=auth, auth_secret="KEY", **values
                )
                source.action_connect()
                self.assertEqual(http.requests[0].headers["Authorization"], header)
        with http_catcher(self.env) as http:
            http.answers = [RestServer("none", count=1)]
            for auth in ("header", "query"):
                self._rest(
                    http, "none", auth=auth, auth_name="X-Key", auth_secret="KEY"
                ).action_connect()
            self.assertEqual(http.requests[0].headers["X-Key"], "KEY")
            self.assertEqual(http.requests[1].query["X-Key"], "KEY")

    def test_private_and_wrong_addresses(self):
        with http_catcher(self.env, allow=False) as http:
            self.env["ir.config_parameter"].set_param(
                "cem_experience.private_hosts", ""
            )
            with self.assertRaisesRegex(UserError, "own network"):
                self._rest(http, "none").action_connect()
            self.assertFalse(http.requests)
        with self.assertRaises(ValidationError):
            self._source(http, url="file:///etc/passwd")

    def test_credentials_stay_with_their_server(self):
        with http_catcher(self.env) as http:
            page = b'{"data": {"items": [{"id": 1}], "next": "http://evil.example/"}}'
            http.answers = [(200, {}, page)]
            source = self._rest(http, "link")
            source.cursor_path = "data.next"
            with self.assertRaisesRegex(UserError, "another server"):
                source.action_connect()


@tagged("post_install", "-at_install")
class TestSourceAccess(SourceCommon):
    def test_roles_and_companies(self):
        with http_catcher(self.env) as http:
            source = self._rest(http, auth="bearer", auth_secret="KEY")
        for name in ("url", "auth_secret", "auth_user"):
            with self.assertRaises(AccessError):
                source.with_user(self.manager).read([name])
        self.assertEqual(source.with_user(self.manager).host, "127.0.0.1")
        self.assertEqual(source.with_user(self.administrator).auth_secret, "KEY")
        with self.assertRaises(AccessError):
            source.with_user(self.manager).write({"name": "x"})
        with self.assertRaises(AccessError):
            source.with_user(self.manager).action_connect()
        with self.assertRaises(AccessError):
            source.with_user(self.staff).read(["name"])
        self.assertNotIn(
            source, self.env["cem.source"].with_user(self.manager_two).search([])
        )
