import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cem_experience.models.base.local_html import LocalHtml
from odoo.addons.cem_experience.models.base.tool_texts import translated
from odoo.addons.cem_experience.tools.base.messages import ToolError
from odoo.addons.cem_experience.tools.base.outgoing import check_url

SECRET = "cem_experience.group_cem_administrator"
# What says where answers come from; another place is another source.
PLACE_FIELDS = {"kind", "url", "survey", "rows_path", "id_path", "company_id"}
# What may be the name of a header (RFC 9110, 5.6.2), and those that say how the request
# itself is to be read
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
FRAMING = {
    *("host", "connection", "content-length", "transfer-encoding", "te", "trailer"),
    *("upgrade", "expect", "content-encoding", "accept-encoding", "proxy-connection"),
}


class CemSource(models.Model):
    """Another system whose answers are taken in, again and again, each of them once.

    Its columns and checks are those of an imported file; what differs is where the
    rows come from (``cem_source_pull.py``).
    """

    _name = "cem.source"
    _description = "Source of Answers"
    _inherit = [
        "mail.thread",
        "cem.score.import.check",
        "cem.score.import.brought",
        "cem.score.import.batch",
    ]
    _check_company_auto = True
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Company whose figures the answers count in.",
    )
    kind = fields.Selection(
        [("rest", "REST (JSON)"), ("limesurvey", "LimeSurvey")],
        required=True,
        default="rest",
    )
    state = fields.Selection(
        [
            ("draft", "Connection"),
            ("mapped", "Columns"),
            ("previewed", "Preview"),
            ("running", "Active"),
            ("stopped", "Stopped"),
            ("failed", "Failed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )

    # Where
    url = fields.Char(
        string="URL",
        required=True,
        groups=SECRET,
        help="REST: the address of the list. LimeSurvey: the address of "
        "RemoteControl, such as https://surveys.example/index.php/admin/remotecontrol, "
        "with JSON-RPC switched on in its global settings.",
    )
    host = fields.Char(string="Server", compute="_compute_host", compute_sudo=True)
    survey = fields.Char(string="Survey Number", help="LimeSurvey's number of it.")
    auth = fields.Selection(
        [
            ("none", "None"),
            ("basic", "User and password"),
            ("bearer", "Bearer token"),
            ("header", "Key in a header"),
            ("query", "Key in the address"),
        ],
        string="Authentication",
        required=True,
        default="none",
    )
    auth_name = fields.Char(
        string="Name of the Key", help="Name of the header, or of the parameter."
    )
    auth_user = fields.Char(string="User", groups=SECRET)
    auth_secret = fields.Char(string="Password or Key", copy=False, groups=SECRET)

    # How
    rows_path = fields.Char(
        string="Path of the Rows",
        help="Where the list of rows stands in the answer, such as data.items. "
        "Empty: the answer is the list.",
    )
    id_path = fields.Char(
        string="Path of the Id",
        default="id",
        help="What tells one answer from another, such as id. An answer is taken in "
        "once, however often it is read.",
    )
    paging = fields.Selection(
        [
            ("none", "All at once"),
            ("page", "Numbered pages"),
            ("offset", "Offset"),
            ("cursor", "Cursor in the answer"),
            ("link", "Link to the next page"),
        ],
        required=True,
        default="none",
    )
    page_param = fields.Char(
        string="Paging Parameter", help="Name of the parameter, such as page."
    )
    first_page = fields.Integer(default=1)
    size_param = fields.Char(string="Size Parameter", help="Such as limit.")
    page_size = fields.Integer(default=100)
    cursor_path = fields.Char(
        string="Path of the Cursor",
        help="Where the answer says what comes next, such as paging.next. For links, "
        "empty: the Link header.",
    )
    since_param = fields.Char(
        string="Only Newer: Parameter",
        help="Name of a parameter that leaves out older rows, such as updated_after.",
    )
    since_path = fields.Char(
        string="Only Newer: Path",
        help="Where a row says how new it is. The newest seen is sent with the next "
        "pull.",
    )
    interval_hours = fields.Float(
        string="Pull Every (hours)", required=True, default=1.0
    )

    # What
    journey_id = fields.Many2one("cem.journey", check_company=True)
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        check_company=True,
        domain="journey_id and [('journey_id', '=', journey_id)] or []",
        help="Touchpoint of the answers whose column names none.",
    )
    partner_policy = fields.Selection(
        [
            ("anonymous", "Keep it, anonymously"),
            ("reject", "Reject the row"),
            ("create", "Create the customer"),
        ],
        string="Unknown Customers",
        required=True,
        default="anonymous",
    )
    date = fields.Date(compute="_compute_date")
    date_order = fields.Selection(
        [("dmy", "Day first (22/11/2026)"), ("mdy", "Month first (11/22/2026)")],
        string="Dates Are Written",
    )
    column_ids = fields.One2many("cem.score.import.column", "source_id")
    reject_ids = fields.One2many(
        "cem.score.import.reject", "source_id", string="Rejected Rows"
    )
    preview = LocalHtml(readonly=True, copy=False)
    brought_dimension_ids = fields.Many2many(relation="cem_import_source_dimension_rel")
    put_away_dimension_ids = fields.Many2many(relation="cem_import_source_away_rel")
    brought_partner_ids = fields.Many2many(relation="cem_import_source_partner_rel")

    # How far
    cursor = fields.Json(readonly=True, copy=False)
    since = fields.Char(readonly=True, copy=False, string="Newest Seen")
    since_seen = fields.Char(readonly=True, copy=False)
    next_try = fields.Datetime(string="Next Pull", readonly=True, copy=False)
    last_pull = fields.Datetime(readonly=True, copy=False)
    failures = fields.Integer(readonly=True, copy=False, aggregator=None)
    error = fields.Char(string="Problem", readonly=True, copy=False)
    row_count = fields.Integer(string="Rows Seen", readonly=True, copy=False)
    respondent_count = fields.Integer(string="Respondents", readonly=True, copy=False)
    answer_count = fields.Integer(string="Answers", readonly=True, copy=False)
    reject_count = fields.Integer(string="Rejected", readonly=True, copy=False)
    blank_count = fields.Integer(string="Without Answers", readonly=True, copy=False)
    known_count = fields.Integer(string="Known Customers", readonly=True, copy=False)

    _interval = models.Constraint(
        "CHECK (interval_hours >= 0.1)", "Pull every six minutes at most."
    )

    @api.depends("url")
    def _compute_host(self):
        for source in self:
            try:
                source.host = check_url(source.url)
            except ToolError:
                source.host = False

    def _compute_date(self):
        for source in self:
            source.date = source.company_id._cem_today()

    @api.constrains("url")
    def _check_url(self):
        for source in self:
            try:
                check_url(source.url)
            except ToolError as error:
                raise ValidationError(translated(self.env, error.message)) from error

    @api.constrains("kind", "paging", "page_param", "cursor_path", "since_param")
    def _check_paging(self):
        for source in self.filtered(lambda source: source.kind == "rest"):
            if source.paging in ("page", "offset", "cursor") and not source.page_param:
                raise ValidationError(self.env._("Name the paging parameter."))
            if source.paging == "cursor" and not source.cursor_path:
                raise ValidationError(
                    self.env._("Say where the answer holds the cursor.")
                )
            if source.since_param and not source.since_path:
                raise ValidationError(
                    self.env._("Say where a row tells how new it is.")
                )

    @api.constrains("auth", "auth_name", "auth_secret", "auth_user")
    def _check_auth(self):
        for source in self:
            name = source.auth_name or ""
            if source.auth == "header" and name:
                if not HEADER_NAME.fullmatch(name) or name.lower() in FRAMING:
                    raise ValidationError(
                        self.env._(
                            "“%s” cannot be the name of a key in a header. Letters, "
                            "digits and hyphens can, such as X-API-Key.",
                            name,
                        )
                    )
            # Keys are the administrator's, who is the one to write them.
            secret = source.sudo().auth_secret or ""
            if source.auth in ("bearer", "header") and not (
                secret.isascii() and secret.isprintable()
            ):
                raise ValidationError(
                    self.env._(
                        "The key holds line breaks or characters that cannot be sent "
                        "in a header. Copy it again, without what stands around it."
                    )
                )

    @api.constrains("kind", "survey")
    def _check_survey(self):
        for source in self:
            number = source.survey or ""
            if source.kind == "limesurvey" and number and not number.isdigit():
                raise ValidationError(
                    self.env._("A survey has a number, such as 123456.")
                )

    def write(self, vals):
        # What is written as it is, as an update of demo data does, changes nothing.
        place = PLACE_FIELDS & set(vals)
        if place and any(
            source.row_count
            and any(
                source._fields[name].convert_to_write(source[name], source)
                != (vals[name] or False)
                for name in place
            )
            for source in self
        ):
            raise UserError(
                self.env._(
                    "Answers have been taken in from there. Make another source for "
                    "another place, or undo this one first."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(source.answer_count for source in self):
            raise UserError(
                self.env._(
                    "A source that has brought answers is kept, because it says where "
                    "scores come from. Undo it, or archive it."
                )
            )
        self.column_ids.unlink()

    def _mapping_changes(self):
        """The columns are about to change."""
        if any(source.state == "running" for source in self):
            raise UserError(
                self.env._("Stop the source before you change its columns.")
            )
        previewed = self.filtered(lambda source: source.state == "previewed")
        previewed._cem_as_server().write({"state": "mapped", "preview": False})
