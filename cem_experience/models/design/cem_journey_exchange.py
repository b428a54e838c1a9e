import uuid

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.base.messages import ToolError
from ...tools.design.journey_table import read_journey
from ...tools.design.journey_table_write import write_journey, write_workbook
from ...tools.design.mermaid import write_mermaid
from ...tools.design.ujm_read import Reading, read_ujm
from ...tools.design.ujm_write import write_ujm
from ..base.tool_texts import translated

# What a file without a telling name may be recognised by
JSON_BEGINS = (b"{", b"[", b"\xef\xbb\xbf{", b"\xef\xbb\xbf[")


class CemJourney(models.Model):
    """Journeys come and go as tables (CSV, XLSX) and as UJM (JSON-LD), and go as
    Mermaid diagrams."""

    _inherit = "cem.journey"

    def _export(self, kind):
        """The bytes of a file; :meth:`_import_file` makes an equal journey of them,
        but of ``mmd``, which is a picture.

        :param kind: ``csv``, ``xlsx``, ``jsonld`` (UJM) or ``mmd`` (Mermaid)
        :raise UserError: a text that the kind of file cannot hold
        """
        spec = self._describe()
        try:
            if kind == "jsonld":
                return write_ujm(spec, self._iri())
            if kind == "mmd":
                return write_mermaid(spec, self._diagram_words())
            return {"csv": write_journey, "xlsx": write_workbook}[kind](spec)
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error

    def _iri(self):
        """The same for a journey in every file, and no name of a server in it."""
        # The id of the database is no secret, and cannot be read from the result.
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        name = f"{database}/{self._name}/{self.id}"
        return uuid.uuid5(uuid.NAMESPACE_URL, name).urn

    def _diagram_words(self):
        return {
            "customer": self.env._("Customer"),
            "no_stage": self.env._("On No Stage"),
        }

    def action_export(self):
        """Ask for the kind of file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export Journey"),
            "res_model": "cem.journey.export",
            "view_mode": "form",
            "target": "new",
            "context": {"default_journey_id": self.id},
        }

    @api.model
    def _read_file(self, content, filename):
        """What is in a file, without making anything of it.

        :return: :class:`~..tools.design.ujm_read.Reading`, what it refers to
            looked up: what is not known here is left
        :raise UserError: a file that cannot be read at all
        """
        name = filename.lower()
        is_json = name.endswith((".jsonld", ".json"))
        is_json = is_json or content.lstrip()[:4].startswith(JSON_BEGINS)
        try:
            if is_json:
                reading = read_ujm(content, filename)
            else:
                reading = Reading(*read_journey(content, filename), {})
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error
        if reading.spec:
            self._look_up(reading, is_json)
        return reading

    @api.model
    def _problem_lines(self, problems):
        lines = [translated(self.env, message) for message in problems]
        if problems.count > len(problems):
            lines.append(self.env._("… and %s more.", problems.count - len(problems)))
        return lines

    @api.model
    def _import_file(self, content, filename):
        """Make a new journey of a file, the whole of it or nothing.

        :param content: bytes of a CSV, XLSX or UJM (JSON-LD) file
        :raise UserError: a file that cannot be read, with every problem and its place
        """
        self.check_access("create")
        reading = self._read_file(content, filename)
        if reading.problems:
            lines = self._problem_lines(reading.problems)
            raise UserError(
                self.env._("Nothing was imported.") + "\n" + "\n".join(lines)
            )
        return self.env["cem.journey.builder"]._build(reading.spec)

    # ------------------------------------------------------------------
    # What a file can only name
    # ------------------------------------------------------------------

    @api.model
    def _look_up(self, reading, by_name):
        """Owners by their names; in UJM also dimensions and senses.

        Other tools have other dimensions, and colleagues of theirs: these are left.
        A table names the dimensions and senses by our own codes, where another word
        is a mistake that the builder refuses.
        """
        items = list(_items(reading.spec))
        users = self._users_by_name()
        for item in items:
            owner = item.pop("owner", None)
            if not owner:
                continue
            found = users.get((owner.get("email") or "").lower())
            found = found or users.get((owner.get("name") or "").lower())
            if found:
                item["owner_id"] = found
            else:
                self._leave(reading, self.env._("Owner"), owner.get("name"))
        if not by_name:
            return
        dimensions = self._codes("cem.dimension")
        senses = self._codes("cem.sense")
        for item in items:
            known = {}
            for name, weight in item.get("dimensions", {}).items():
                code = dimensions.get(name.lower())
                if code:
                    known[code] = weight
                else:
                    self._leave(reading, self.env._("Dimension"), name)
            # Without those that are left the rest may weigh nothing.
            item["dimensions"] = known if any(known.values()) else {}
            item["senses"] = self._known_senses(reading, senses, item.get("senses", ()))
            for standard in item.get("standards", ()):
                sense = [standard["sense"]] if standard.get("sense") else []
                standard["sense"] = "".join(self._known_senses(reading, senses, sense))

    def _known_senses(self, reading, senses, names):
        result = []
        for name in names:
            code = senses.get(name.lower())
            if code:
                result.append(code)
            else:
                self._leave(reading, self.env._("Sense"), name)
        return result

    def _leave(self, reading, kind, name):
        place = f"{kind}: {name or '?'}"
        reading.left[place] = reading.left.get(place, 0) + 1

    @api.model
    def _codes(self, model):
        """Code by code and by name, in English and in the user's language."""
        result = {}
        for lang in ("en_US", self.env.lang):
            records = self.with_context(lang=lang, active_test=False).env[model]
            for record in records.search(Domain.TRUE):
                result.setdefault(record.name.lower(), record.code)
                result[record.code.lower()] = record.code
        return result

    @api.model
    def _users_by_name(self):
        """Ids of colleagues by name and login, where only one has it."""
        # Only ids leave here, of people of the same company.
        users = (
            self.env["res.users"]
            .sudo()
            .search([("share", "=", False), ("company_ids", "in", self.env.company.id)])
        )
        result = {}
        for user in users:
            for key in {user.name.lower(), user.login.lower()}:
                result[key] = False if key in result else user.id
        return result


def _items(spec):
    """The journey, its stages and all its touchpoints."""
    yield spec
    yield from spec["stages"]
    todo = list(spec.get("touchpoints", ()))
    for stage in spec["stages"]:
        todo += stage.get("touchpoints", ())
    while todo:
        item = todo.pop()
        yield item
        todo += item.get("parts", ())
