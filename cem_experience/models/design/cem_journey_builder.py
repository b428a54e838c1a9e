from markupsafe import Markup

from odoo import api, models

# Rows in one import from which on the database's statistics are worth renewing
MANY = 1000


class CemJourneyBuilder(models.AbstractModel):
    """Makes the records of a journey out of a plain description of it.

    Templates and imported files come here, so that both make the same records. A
    description is a dict: ``name``, ``stages`` with ``touchpoints`` with ``parts``,
    each with ``standards`` and ``questions`` (see ``data/design/journey_templates``). A text
    is a string in the user's language, or a dict of language (``en``, ``zh``) to text.
    """

    _name = "cem.journey.builder"
    _description = "Journey Builder"

    @api.model
    def _build(self, spec, values=None, key=None):
        """Create the journey, all of it or nothing.

        :param spec: description of the journey
        :param values: further values of the journey record
        :param key: prefix of the template keys, None for what is not of a template
        :return: the ``cem.journey``
        """
        with self.env.cr.savepoint():
            todo = []
            bilingual = isinstance(spec["name"], dict)
            # The source of translated terms is English, whatever the user speaks.
            builder = self.with_context(lang=None) if bilingual else self
            # One line in the log for each of thousands of touchpoints helps nobody.
            # What is looked up by code is looked up once a build.
            builder = builder.with_context(
                tracking_disable=True,
                mail_create_nosubscribe=True,
                cem_build_cache={},
            )
            journey = builder._build_journey(spec, values or {}, key, todo)
            builder._translate(todo)
        return self.env["cem.journey"].browse(journey.id)

    # ------------------------------------------------------------------
    # Records
    # ------------------------------------------------------------------

    def _create_rows(self, model, rows, todo):
        """Create ``rows`` (values, texts) at once and note what to translate."""
        fields = self.env[model]._fields

        def value(name, text):
            text = self._text(text)
            # A paragraph of its own, or its tags were a part of the term to translate.
            if not text or fields[name].type != "html":
                return text
            return Markup("<p>%s</p>") % Markup("<br>").join(text.split("\n"))

        # Which template it comes from is noted by this builder only.
        records = self.env[model]._cem_as_server()
        records = records.create(
            [
                {**values, **{name: value(name, text) for name, text in texts.items()}}
                for values, texts in rows
            ]
        ).with_env(self.env)
        todo += [
            (record, texts)
            for record, (_values, texts) in zip(records, rows, strict=True)
        ]
        return records

    @api.model
    def _text(self, text, language="en"):
        return text.get(language) if isinstance(text, dict) else text or False

    def _build_journey(self, spec, values, key, todo):
        personas = self._personas(spec.get("personas", ()), key, values, todo)
        segments = self._segments(spec.get("segments", ()), todo)
        if spec.get("owner_id"):
            values = {"user_id": spec["owner_id"], **values}
        journey = self._create_rows(
            "cem.journey",
            [
                (
                    {
                        "persona_ids": [(6, 0, personas.ids)],
                        "segment_ids": [(6, 0, segments.ids)],
                        "template_code": key,
                        **values,
                    },
                    {
                        "name": spec["name"],
                        "description": spec.get("description"),
                        "industry": spec.get("industry"),
                    },
                )
            ],
            todo,
        )
        stages = self._create_rows(
            "cem.journey.stage",
            [
                (
                    {
                        "journey_id": journey.id,
                        "phase": stage["phase"],
                        "sequence": number * 10,
                        "template_key": key and f"{key}:{stage['key']}",
                        **self._side_values(stage),
                    },
                    self._side_texts(stage),
                )
                for number, stage in enumerate(spec["stages"], start=1)
            ],
            todo,
        )
        self._build_touchpoints(journey, stages, spec, key, todo)
        return journey

    def _build_touchpoints(self, journey, stages, spec, key, todo):
        """Level by level, each in one go, so that depth costs no recursion."""
        every = stages
        level = [
            (stage, False, part, number, key and f"{key}:{item['key']}")
            for stage, item in zip(stages, spec["stages"], strict=True)
            for number, part in enumerate(item.get("touchpoints", ()), start=1)
        ]
        level += [
            (self.env["cem.journey.stage"], False, part, number, key)
            for number, part in enumerate(spec.get("touchpoints", ()), start=1)
        ]
        standards, questions, weights = [], [], []
        while level:
            records = self._create_rows(
                "cem.touchpoint",
                [
                    (
                        {
                            "journey_id": journey.id,
                            "stage_id": stage.id,
                            "parent_id": parent,
                            "sequence": number * 10,
                            "template_key": path and f"{path}/{item['key']}",
                            **self._touchpoint_values(item),
                        },
                        self._side_texts(item),
                    )
                    for stage, parent, item, number, path in level
                ],
                todo,
            )
            following = []
            for record, (stage, _parent, item, _number, path) in zip(
                records, level, strict=True
            ):
                path = path and f"{path}/{item['key']}"
                standards += self._standard_rows(record, item, path)
                weights += self._weight_values(record, item)
                questions += self._question_rows(record, item, path, stage.phase)
                following += [
                    (
                        every[part["stage"]] if "stage" in part else stage,
                        record.id,
                        part,
                        number,
                        path,
                    )
                    for number, part in enumerate(item.get("parts", ()), start=1)
                ]
            level = following
        questions += self._question_rows(journey, spec, key, "before")
        if len(weights) > MANY:
            # The database still believes that the table is small and would look for
            # each touchpoint by reading all of them.
            self.env.flush_all()
            self.env.cr.execute("ANALYZE cem_touchpoint")
        self.env["cem.touchpoint.weight"].create(weights)
        self._create_rows("cem.standard", standards, todo)
        self._create_rows("cem.faq", questions, todo)

    def _weight_values(self, touchpoint, item):
        return [
            {
                "touchpoint_id": touchpoint.id,
                "dimension_id": self._by_code("cem.dimension", code).id,
                "weight": weight,
            }
            for code, weight in item.get("dimensions", {}).items()
        ]

    def _standard_rows(self, touchpoint, item, path):
        return [
            (
                {
                    "touchpoint_id": touchpoint.id,
                    "kind": standard.get("kind") or "action",
                    "sense_id": self._by_code("cem.sense", standard.get("sense")).id,
                    "sequence": number * 10,
                    "template_key": path and f"{path}#s{number}",
                },
                {
                    "name": standard["name"],
                    "description": standard.get("description"),
                },
            )
            for number, standard in enumerate(item.get("standards", ()), start=1)
        ]

    def _question_rows(self, record, item, path, phase):
        place = "journey_id" if record._name == "cem.journey" else "touchpoint_id"
        return [
            (
                {
                    place: record.id,
                    "phase": question.get("phase") or phase or "before",
                    "sequence": number * 10,
                    "template_key": path and f"{path}#q{number}",
                },
                {"name": question["name"], "answer": question.get("answer")},
            )
            for number, question in enumerate(item.get("questions", ()), start=1)
        ]

    def _side_texts(self, item):
        return {
            "name": item["name"],
            "customer_action": item.get("does"),
            "customer_question": item.get("asks"),
            "customer_barrier": item.get("fears"),
            "description": item.get("description"),
        }

    def _side_values(self, item):
        emotion = item.get("emotion")
        senses = self.env["cem.sense"].union(
            *(self._by_code("cem.sense", code) for code in item.get("senses", ()))
        )
        return {
            "emotion_designed": False if emotion is None else str(emotion),
            "is_moment_of_truth": bool(item.get("moment_of_truth")),
            "sense_ids": [(6, 0, senses.ids)],
            # Only items of templates have keys; they name channels by codes.
            "channel_id": self._channel(item.get("channel"), "key" in item).id,
            "user_id": item.get("owner_id"),
        }

    def _touchpoint_values(self, item):
        return {
            **self._side_values(item),
            "weight": item.get("weight", 1.0),
            "own_weight": item.get("own_weight", 1.0),
        }
