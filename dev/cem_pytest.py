"""A pytest plugin: what else makes a test run of ours fail.

- Anything that Odoo logs at level WARNING or above outside `mute_logger` and
  `assertLogs` (what dev/log_allow.txt names apart), with the test it came from.
- A skipped browser or HTTP test: it would look green and has shown nothing.

It all comes before pytest's closing line, which stays the last one.

And a filestore for each process of a run in several (J=2), see `own_filestore`, and
the scripts and styles of all browser tests made once, see `made_assets`.
"""

import inspect
import logging
import os
import shutil
from pathlib import Path
from unittest import mock

import pytest
from checklog import allowed_patterns

try:
    import hypothesis
except ImportError:
    hypothesis = None


def settle_examples(times):
    """Say which examples the property tests try.

    :param times: None for the same ones on every run, so that a run fails for what was
        changed and never by chance; a number for fresh ones, so many times as many
        (make proof P=properties)
    """
    profile = {"deadline": None, "derandomize": True}
    if times:
        profile = {
            "deadline": None,
            "derandomize": False,
            "database": None,
            "print_blob": True,  # so that what fails can be kept as an example
            "max_examples": times * hypothesis.settings().max_examples,
            "suppress_health_check": list(hypothesis.HealthCheck),
        }
    hypothesis.settings.register_profile("cem", **profile)
    hypothesis.settings.load_profile("cem")
    if times:
        # What a test says of itself goes before the profile.
        class Settings(hypothesis.settings):
            def __init__(self, *args, **kwargs):
                if "max_examples" in kwargs:
                    kwargs["max_examples"] *= times
                super().__init__(*args, **kwargs)

        hypothesis.settings = Settings


if hypothesis:
    settle_examples(int(os.environ.get("CEM_EXAMPLES") or 0) or None)


def opens_pages(item):
    """Whether a test asks a server for pages, in a browser or without."""
    from odoo.tests.common import HttpCase

    return isinstance(getattr(item, "cls", None), type) and issubclass(
        item.cls, HttpCase
    )


def tries_examples(item):
    """Whether a test is a property: true of any example, not of a few chosen ones."""
    test = getattr(getattr(item, "cls", None), item.name, None)
    return test is not None and "@given(" in inspect.getsource(test)


class Collector(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.allowed = allowed_patterns()
        self.problems = []
        self.test = "before the tests"
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record):
        try:
            line = f"{record.name}: {record.getMessage()}"
            if not any(pattern.search(line) for pattern in self.allowed):
                self.problems.append(f"{self.test}\n    {self.format(record)[:4000]}")
        except Exception:
            self.handleError(record)


class Plugin:
    def __init__(self, config):
        self.config = config
        self.worker = hasattr(config, "workerinput")
        self.log = Collector()
        self.skipped = []
        self.elsewhere = []  # found by pytest-xdist's workers

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self):
        logging.getLogger().addHandler(self.log)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        """Leave the properties, if only they are wanted.

        And put the browser tests first in a run in several processes.

        One of them alone takes as long as a hundred others. At the end it would keep
        one process busy while the others have nothing left to do.
        """
        if os.environ.get("CEM_EXAMPLES"):
            properties = [item for item in items if tries_examples(item)]
            others = [item for item in items if item not in properties]
            config.hook.pytest_deselected(items=others)
            items[:] = properties
        if self.worker:
            items.sort(key=lambda item: not opens_pages(item))

    def pytest_runtest_logstart(self, nodeid):
        self.log.test = nodeid

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item):
        report = (yield).get_result()
        if report.skipped and not hasattr(report, "wasxfail") and opens_pages(item):
            reason = (
                report.longrepr[2] if isinstance(report.longrepr, tuple) else "skipped"
            )
            self.skipped.append(f"{item.nodeid}: {reason}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.elsewhere += getattr(node, "workeroutput", {}).get("cem", [])

    def pytest_sessionfinish(self, session, exitstatus):
        if self.worker:
            self.config.workeroutput["cem"] = self.collect()
        elif self.collect() and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def collect(self):
        found = [f"LOG of the installation\n    {text}" for text in install_problems()]
        if self.worker:
            found = []
        found += [f"LOG in {text}" for text in self.log.problems]
        found += [f"SKIPPED {text}" for text in self.skipped]
        return found + self.elsewhere

    def pytest_terminal_summary(self, terminalreporter):
        found = self.collect()
        if found:
            terminalreporter.section("these make the run fail", red=True)
            for text in found:
                terminalreporter.write_line(text)
        if terminalreporter.stats.get("failed") and os.environ.get("CEM_SCREENSHOTS"):
            terminalreporter.write_line(
                f"Screenshots of failed tours: {os.environ['CEM_SCREENSHOTS']}"
            )


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry):
    """Give each process of a run in several the files of its own database.

    pytest-odoo copies the database for each, but lets them share one filestore. Odoo
    deletes the files that its database does not know after every test class: those
    that another process has just written, under its hands.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        yield
        return
    from odoo.tests.common import get_db_name
    from odoo.tools import config

    shared = Path(config.filestore(get_db_name()))
    own = shared.with_name(f"{shared.name}-{worker}")
    shutil.rmtree(own, ignore_errors=True)
    shared.mkdir(parents=True, exist_ok=True)
    # Odoo writes new files and deletes names, it never changes a file: links will do.
    shutil.copytree(shared, own, copy_function=os.link)
    with mock.patch.object(config, "filestore", return_value=str(own)):
        yield
    shutil.rmtree(own, ignore_errors=True)


# What pages ask for in our tests. One that is missing here costs time in each test that
# needs it, and nothing else: make test T=... LOG=info ARGS=-s tells of each one made.
BUNDLES = (
    "bus.websocket_worker_assets",
    "survey.survey_assets",
    "web.__assets_tests_call__",
    "web.assets_backend_lazy",
    "web.assets_emoji",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.assets_web",
    "web.chartjs_lib",
    "web_tour.automatic",
)
BUNDLES_FOR_PAPER = (  # of these the styles alone
    "web.assets_web_print",
    "web.report_assets_common",
    "web.report_assets_pdf",
)


@pytest.fixture(scope="session", autouse=True)
def made_assets(request, load_registry, own_filestore):
    """Make the bundles of scripts and styles before the first browser test.

    A test rolls back all that it has written. So each test that opens a page would
    make them anew, for many seconds, and they would be gone with it.
    """
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    if not any(opens_pages(item) for item in request.session.items):
        return
    with Registry(get_db_name()).cursor() as cr:
        templates = Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        for name in BUNDLES + BUNDLES_FOR_PAPER:
            reports = name.startswith("web.report")
            bundle = templates._get_asset_bundle(name, autoprefix=reports)
            if bundle.stylesheets:
                bundle.css()
            if bundle.javascripts and name in BUNDLES:
                bundle.js()


def install_problems():
    path = os.environ.get("CEM_INSTALL_PROBLEMS")
    text = Path(path).read_text(encoding="utf-8").strip() if path else ""
    return [text] if text else []


def pytest_configure(config):
    config.pluginmanager.register(Plugin(config), "cem")
