"""What is looked for, filtered, grouped and summed up in an action."""

from lxml import etree

from .screens import Names, evaluate

LETTER = "r"
NUMBERS = ("integer", "float", "monetary")


class Search:
    """Every filter, group and measure, for :class:`~.clicker_page.Page`."""

    def read_many(self, kind, screen, loaded):
        specification = screen.specification()
        self.call(
            kind,
            self.model,
            "web_search_read",
            self.domain,
            specification,
            limit=40,
            context={"bin_size": True},
        )
        if kind != "list":
            return
        for name, description in screen.types.items():
            key = ("sort", self.model, name)
            if description.get("sortable") and key not in self.clicker.done:
                self.clicker.done.add(key)
                self.clicker.count["sortings"] += 1
                self.call(
                    f"sort by {name}",
                    self.model,
                    "web_search_read",
                    self.domain,
                    {"id": {}},
                    order=f"{name} desc",
                    limit=5,
                )

    def search(self, loaded, screens):
        key = ("search", self.model, loaded["views"]["search"]["id"], str(self.domain))
        if key in self.clicker.done:
            return
        self.clicker.done.add(key)
        root = etree.fromstring(loaded["views"]["search"]["arch"])
        fields = loaded["models"][self.model]["fields"]
        names = Names(self.env, {}, {**self.env.context, **self.context})
        shown = screens.get("list") or screens.get("kanban")
        read = shown.specification() if shown else {"id": {}}
        aggregates = [
            f"{name}:{d['aggregator']}"
            for name, d in (shown.types if shown else {}).items()
            if d.get("aggregator") and d["type"] in NUMBERS and d.get("store")
        ]
        for node in root.iter("filter", "field"):
            if any(parent.tag == "searchpanel" for parent in node.iterancestors()):
                continue
            if node.get("invisible") in ("1", "True"):
                continue
            what = f"{node.tag} {node.get('string') or node.get('name')}"
            try:
                if node.tag == "field":
                    self.search_field(node, fields, names, read)
                    continue
                if node.get("domain") and node.get("domain") != "[]":
                    self.clicker.count["filters"] += 1
                    domain = evaluate(node.get("domain"), names)
                    self.call(what, self.model, "search_count", self.domain + domain)
                if node.get("date"):
                    self.clicker.count["filters"] += 1
                    self.call(
                        what,
                        self.model,
                        "search_count",
                        self.domain + [(node.get("date"), ">=", "2026-01-01")],
                    )
                context = evaluate(node.get("context") or "{}", names)
            except Exception as error:
                self.clicker.problems[f"{self.what} > {what}"] = (
                    f"{type(error).__name__}: {error}"
                )
                continue
            if group := context.get("group_by"):
                groups = [group] if isinstance(group, str) else group
                self.clicker.count["group-bys"] += 1
                groups = [self._by(name, fields) for name in groups]
                if any(
                    fields.get(name, {}).get("type") == "properties" for name in groups
                ):
                    continue
                self.call(
                    what, self.model, "web_read_group", self.domain, groups, aggregates
                )
        for node in root.iter("searchpanel"):
            for field in node.iter("field"):
                method = "search_panel_select_range"
                if field.get("select") == "multi":
                    method = "search_panel_select_multi_range"
                self.call(
                    f"panel {field.get('name')}",
                    self.model,
                    method,
                    field.get("name"),
                    search_domain=self.domain,
                )

    @staticmethod
    def _by(name, fields):
        if ":" not in name and fields.get(name, {}).get("type") in ("date", "datetime"):
            return f"{name}:month"
        return name

    def search_field(self, node, fields, names, read):
        name = node.get("name")
        kind = fields[name]["type"]
        self.clicker.count["search fields"] += 1
        if kind in ("many2one", "many2many", "one2many"):
            relation = fields[name]["relation"]
            domain = evaluate(node.get("domain") or "[]", names)
            self.call(
                f"look for {LETTER} in {name}",
                relation,
                "name_search",
                LETTER,
                domain,
                "ilike",
                8,
            )
        if node.get("filter_domain"):
            value = (
                LETTER
                if kind in ("char", "text", "html", "many2one", "many2many", "one2many")
                else 1
            )
            domain = evaluate(
                node.get("filter_domain"), {**names, "self": value, "raw_value": value}
            )
        elif kind in ("char", "text", "html", "many2one", "many2many", "one2many"):
            domain = [(name, node.get("operator") or "ilike", LETTER)]
        elif kind in NUMBERS:
            domain = [(name, "=", 1)]
        elif kind == "selection":
            domain = (
                [(name, "=", fields[name]["selection"][0][0])]
                if fields[name]["selection"]
                else []
            )
        else:
            return
        self.call(
            f"look for {name}",
            self.model,
            "web_search_read",
            self.domain + domain,
            read,
            limit=5,
        )

    def figures(self, kind, loaded):
        key = ("figures", self.model, str(self.domain))
        if key in self.clicker.done:
            return
        self.clicker.done.add(key)
        root = etree.fromstring(loaded["views"][kind]["arch"])
        fields = loaded["models"][self.model]["fields"]
        rows = [
            f"{n.get('name')}:{n.get('interval')}"
            if n.get("interval")
            else self._by(n.get("name"), fields)
            for n in root.iter("field")
            if n.get("type") != "measure"
            and not n.get("invisible")
            and fields.get(n.get("name"), {}).get("type") not in NUMBERS
        ]
        measures = [
            f"{name}:{d['aggregator']}"
            for name, d in fields.items()
            if d.get("aggregator")
            and d["type"] in NUMBERS
            and d.get("store")
            and name not in ("id", "res_id")
        ]
        for measure in [*measures, "__count"]:
            self.clicker.count["measures"] += 1
            self.call(
                f"{kind} of {measure}",
                self.model,
                "formatted_read_group",
                self.domain,
                rows[:2],
                [measure],
            )
        for name, d in fields.items():
            if d.get("groupable") and d["type"] != "properties":
                self.clicker.count["group-bys"] += 1
                self.call(
                    f"{kind} by {name}",
                    self.model,
                    "formatted_read_group",
                    self.domain,
                    [self._by(name, fields)],
                    measures[:3] or ["__count"],
                )
