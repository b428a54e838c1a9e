from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, Query

from ..base.domains import as_author, follow, is_trusted


class CemInvitation(models.Model):
    """Noting down whom to ask: for one record or a hundred thousand the same way.

    The rows are made in the database, by one statement: what a record says of its
    customer is read along the paths of the touchpoint with joins. Only what the
    database does not hold, such as a computed field, is read record by record.
    """

    _inherit = "cem.invitation"

    @api.model
    def _plan(self, touchpoint, records, delay=None, by_hand=False):
        """Note down the wish to ask the customers of ``records``.

        :param touchpoint: one ``cem.touchpoint``
        :param records: records of any model; those that do not meet the condition
            of the touchpoint are left out, for nobody wants to ask about them
        :param delay: hours to wait, instead of what the touchpoint says
        :param by_hand: a colleague asks, so that no sample is drawn
        :return: ``cem.invitation`` (superuser), in order of ``records``
        """
        # Whoever closes a record need not know that the customer is asked about it.
        touchpoint, records = touchpoint.sudo(), records.sudo()
        wanted = touchpoint._ask_filter(records)
        broken = wanted is None
        hours = touchpoint.ask_delay if delay is None else delay
        scheduled = fields.Datetime.now() + timedelta(hours=hours)
        invitations = self.sudo()._insert_planned(
            touchpoint, records if broken else wanted, scheduled, by_hand
        )
        invitations._note_obstacles(planned="broken" if broken else "checked")
        self._wake_sender_for(invitations, scheduled)
        return invitations

    @api.model
    def _wake_sender_for(self, invitations, at):
        domain = [("id", "in", invitations.ids), ("state", "=", "waiting")]
        # as in _plan(): whoever sets it off need not see invitations
        if invitations and self.sudo().search_count(domain, limit=1):
            self._wake_sender(at)

    @api.model
    def _wake_sender(self, at):
        cron = self.env.ref(
            "cem_experience.ir_cron_send_invitations", raise_if_not_found=False
        )
        if cron:
            # Waking the scheduled action is all that is asked of it here.
            cron.sudo()._trigger(at=at)

    @api.model
    def _insert_planned(self, touchpoint, records, scheduled, by_hand=False):
        """Make one waiting row for each of ``records``, in one statement."""
        if not records:
            return self.browse()
        query, columns = self._planned_columns(touchpoint, records)
        survey = touchpoint.survey_id
        columns |= {
            "touchpoint_id": SQL("%s", touchpoint.id),
            "journey_id": SQL("%s::int", touchpoint.journey_id.id or None),
            "stage_id": SQL("%s::int", touchpoint.stage_id.id or None),
            "survey_id": SQL("%s::int", survey.id or None),
            "res_model": SQL("%s", records._name),
            "by_hand": SQL("%s", by_hand),
            "state": SQL("'waiting'"),
            "scheduled_date": SQL("%s::timestamp", scheduled),
            "access_token": SQL("gen_random_uuid()::text"),
            "create_uid": SQL("%s", self.env.uid),
            "write_uid": SQL("%s", self.env.uid),
            "create_date": SQL("%s::timestamp", self.env.cr.now()),
            "write_date": SQL("%s::timestamp", self.env.cr.now()),
        }
        self.env.flush_all()
        query.order = SQL("wanted.place")
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO cem_invitation (%s) %s RETURNING id",
                SQL(", ").join(map(SQL.identifier, columns)),
                query.select(*columns.values()),
            )
        )
        return self.browse(row_id for (row_id,) in rows)

    @api.model
    def _planned_columns(self, touchpoint, records):
        """What each record says of its invitation.

        :return: a query over the records and SQL by column of the invitation
        """
        table = records._table
        query = Query(self.env, table, records._table_sql)
        lists = {"id": SQL("%s::int[]", records.ids)}
        author = touchpoint._author()
        trusted = is_trusted(author)
        # Other people's paths lead only where their authors may look.
        seen = records if trusted else as_author(records, author)

        def listed(name, kind, values):
            """A column of values that only Python can tell."""
            lists[name] = SQL("%s::%s[]", list(values), SQL(kind))
            return SQL.identifier("wanted", name)

        def target(path, comodel, name):
            column = None
            if trusted or "." not in (path or ""):
                column = self._path_to_sql(records, query, path, comodel)
            if column is None:
                found = (self._follow(record, path, comodel) for record in seen)
                column = listed(name, "int", (to and to.id or None for to in found))
            return column

        if records._name == "res.partner":
            partner_id, note = SQL.identifier(table, "id"), SQL("NULL::text")
        else:
            path = touchpoint.ask_partner_path
            partner_id = target(path, "res.partner", "partner_id")
            note = SQL("%s::text", self._path_problem(records, path))
        user_id = target(touchpoint.ask_user_path, "res.users", "user_id")
        if trusted or "." not in (touchpoint.ask_team_path or ""):
            team = self._team_to_sql(touchpoint, records, query)
        else:
            path = touchpoint.ask_team_path
            team = listed("team", "text", (self._team_name(one, path) for one in seen))
        if self._has_plain_name(records):
            name = records._field_to_sql(table, records._rec_name, query)
        else:
            name = listed("name", "text", (r.display_name for r in records))
        company = touchpoint.survey_id.cem_company_id or touchpoint.company_id
        if company or not self._is_stored(records, "company_id", "res.company"):
            company_id = SQL("%s", (company or self.env.company).id)
        else:
            company_id = SQL(
                "COALESCE(%s, %s)",
                records._field_to_sql(table, "company_id", query),
                self.env.company.id,
            )
        wanted = SQL(
            "(SELECT * FROM ROWS FROM (unnest(%s)) WITH ORDINALITY AS w(%s, place))",
            SQL(", ").join(lists.values()),
            SQL(", ").join(map(SQL.identifier, lists)),
        )
        query.add_join(
            "JOIN", "wanted", wanted, SQL("wanted.id = %s", SQL.identifier(table, "id"))
        )
        query.add_join("LEFT JOIN", "p", "res_partner", SQL("p.id = %s", partner_id))
        return query, {
            "partner_id": partner_id,
            "email": SQL("p.email"),
            "email_normalized": SQL("p.email_normalized"),
            "company_id": company_id,
            "res_id": SQL.identifier(table, "id"),
            "res_name": name,
            "user_id": SQL("COALESCE(%s, p.user_id)", user_id),
            "team": team,
            "value_tier_id": SQL("p.cem_value_tier_id"),
            "segment_id": SQL("p.cem_lifecycle_segment_id"),
            "note": note,
            # until the addresses are looked at, see _choose_channel()
            "channel": SQL("'mail'"),
        }

    @api.model
    def _path_to_sql(self, records, query, path, comodel):
        """The id at the end of a path of stored references; None: not so easy."""
        model, alias = records, records._table
        *links, last = (path or "").split(".")
        for name in links:
            field = model._fields.get(name)
            if not field or field.type != "many2one" or not field.store:
                return None
            model, alias = field.join(model, alias, query)
            if not model.env.su:
                # The record rules of whoever asks hold on the way, too.
                allowed = model.with_context(active_test=False)._search([])
                key = SQL.identifier(alias, "id")
                query.add_where(
                    SQL("(%s IS NULL OR %s IN %s)", key, key, allowed.subselect())
                )
        if model._name == comodel and last == "id":
            return SQL.identifier(alias, "id")
        if not self._is_stored(model, last, comodel):
            return None
        return model._field_to_sql(alias, last, query)

    @api.model
    def _is_stored(self, model, name, comodel):
        field = model._fields.get(name)
        return (
            field is not None
            and field.type == "many2one"
            and field.comodel_name == comodel
            and field.column_type is not None
            and field.store
            and not field.company_dependent
        )

    @api.model
    def _has_plain_name(self, records):
        """Whether a record's name is a column of its table, and nothing else."""
        field = records._fields.get(records._rec_name or "")
        return (
            field is not None
            and field.type == "char"
            and field.store
            and not field.translate
            and not field.company_dependent
            and type(records)._compute_display_name
            is models.BaseModel._compute_display_name
        )

    @api.model
    def _team_to_sql(self, touchpoint, records, query):
        """The team's name, which is kept although teams are of several models."""
        path = touchpoint.ask_team_path
        *links, last = (path or "").split(".")
        model, alias = records, records._table
        for name in [*links, last] if path else []:
            field = model._fields.get(name)
            if not field or field.type != "many2one" or not field.store:
                break
            if field.company_dependent:
                break
            model, alias = field.join(model, alias, query)
        else:
            name = model._fields.get("name")
            if path and name and name.store and name.type == "char":
                # the name as it was first written: figures group by it
                return model.with_context(lang=None)._field_to_sql(alias, "name")
        return SQL("NULL::text")

    @api.model
    def _team_name(self, record, path):
        """The team's name as its author may read it, else None."""
        try:
            team = follow(record, path)[:1]._filtered_access("read")
            # as in _team_to_sql()
            return team.with_context(lang=None).name or None
        except (AccessError, AttributeError, KeyError, ValueError, TypeError):
            return None

    @api.model
    def _path_problem(self, records, path):
        """What is wrong with the path to the customer, None if nothing is."""
        model = records.browse()
        for name in (path or "").split("."):
            field = model._fields.get(name)
            if field is None or not field.comodel_name:
                break
            model = self.env[field.comodel_name]
        else:
            if model._name == "res.partner":
                return None
        return self.env._(
            "“%(path)s” leads from %(model)s to no contact.",
            path=path,
            model=records._cem_kind(),
        )

    @api.model
    def _follow(self, record, path, comodel):
        """The one ``comodel`` record at the end of ``path``; None if it leads nowhere.

        A path that went wrong must not keep a colleague from closing a record.
        """
        try:
            target = follow(record, path) if path else None
        except (AccessError, KeyError, ValueError, TypeError):
            return None
        if getattr(target, "_name", None) != comodel:
            return None
        return target[:1]
