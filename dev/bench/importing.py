"""100,000 respondents x 8 answers imported, beside Odoo's own import and COPY."""

import base64
import csv
import io
import random
from datetime import date
from statistics import median

from measuring import Figure, environment, peak_rss, timed
from measuring.filling import make_customers, scaled

ROWS = scaled(100_000, 500)
# Odoo's own import takes the same time for each row; all of them would take an hour.
ODOO_ROWS = scaled(1_000, 100)
# Many rows say enough in one go; few need several, before, between and after ours.
RUNS = 1 if ROWS >= 50_000 else 3
ODOO_RUNS = 3
DAY = date(2026, 3, 14)
QUESTIONS = [(n // 2, ("experience", "importance")[n % 2]) for n in range(8)]


def main():
    with environment() as env:
        first = make_customers(env, ROWS)[0]
        env.cr.commit()
        marks = random.Random(6)
        rows = [[marks.randint(0, 10) for _q in QUESTIONS] for _n in range(ROWS)]
        dimensions = env["cem.dimension"].search([("kind", "=", "driver")])[:4]
        for known in (False, True):
            yield from compared(env, rows, dimensions, first if known else None)


def compared(env, rows, dimensions, first):
    who = "known customers" if first else "anonymous respondents"
    text = wide(rows, first)
    lines = "\n".join(long_rows(env, rows, dimensions, first, "\t", "\\N"))
    sample = rows[:ODOO_ROWS]
    times, counts = {"ours": [], "copy": [], "odoo": []}, {}

    def measure(name, function, *args):
        times[name].append(timed(function, env, *args)[0])
        counts[name] = env["cem.score"].search_count([])
        empty(env)

    for _run in range(RUNS):
        measure("odoo", odoo_import, sample, dimensions, first)
        measure("ours", ours, text, dimensions, first)
        measure("odoo", odoo_import, sample, dimensions, first)
        measure("copy", copy, lines)
    while len(times["odoo"]) < ODOO_RUNS:
        measure("odoo", odoo_import, sample, dimensions, first)
    answers = len(rows) * len(QUESTIONS)
    count = counts["ours"]
    yield Figure(
        f"answers imported, {who}",
        answers / median(times["ours"]),
        "1/s",
        counts["odoo"] / median(times["odoo"]),
        against="Odoo's own import",
        want=20,
        memory=peak_rss(),
    )
    yield Figure(
        f"all {len(rows):,} x {len(QUESTIONS)}, {who}",
        median(times["ours"]),
        "s",
        median(times["copy"]),
        against="bare COPY into the same table",
        most=2,
    )
    yield Figure("scores there are then", count, reference=answers, ok=count == answers)


def wide(rows, first):
    """A file of one respondent a row."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(
        ["E-mail"] * bool(first) + [f"Question {n}" for n, _q in enumerate(QUESTIONS)]
    )
    for n, marks in enumerate(rows):
        writer.writerow([f"c{n}@customer.example"] * bool(first) + marks)
    return stream.getvalue()


def ours(env, text, dimensions, first):
    """All steps: read, map, check all rows for the preview, import."""
    record = env["cem.score.import"].create(
        {
            "file": base64.b64encode(text.encode()),
            "filename": "answers.csv",
            "date": DAY,
            "import_again": True,
        }
    )
    record.action_map()
    columns = record.column_ids.sorted("sequence")
    if first:
        columns[0].role = "email"
        columns = columns[1:]
    for column, (about, measure) in zip(columns, QUESTIONS, strict=True):
        column.write(
            {
                "role": "answer",
                "measure": measure,
                "dimension_id": dimensions[about].id,
                "new_dimension_name": False,
                "scale_min": 0,
                "scale_max": 10,
            }
        )
    record.action_preview()
    record.action_import()
    env.cr.commit()
    env["cem.score.import"]._cron_import()
    assert record.state == "done", record.error
    env.invalidate_all()


def long_rows(env, rows, dimensions, first, separator, nothing):
    """The same answers, one a row, as whoever writes them to the table must give them."""
    ids, company = dimensions.ids, env.company.id
    for n, marks in enumerate(rows):
        partner = first + n if first else nothing
        for (about, measure), mark in zip(QUESTIONS, marks, strict=True):
            values = (partner, ids[about], measure, mark, mark, DAY, "import", company)
            yield separator.join(map(str, values))


FIELDS = (
    "partner_id",
    "dimension_id",
    "measure",
    "raw_value",
    "value",
    "date",
    "source",
    "company_id",
)


def copy(env, lines):
    columns = ", ".join((*FIELDS, "active", "followup_pending"))
    lines = lines.replace("\n", "\tt\tf\n") + "\tt\tf"
    env.cr.copy_expert(f"COPY cem_score ({columns}) FROM STDIN", io.StringIO(lines))
    env.cr.commit()


def odoo_import(env, rows, dimensions, first):
    """Odoo's own: Favorites > Import records, on the list of scores."""
    names = [f"{name}/.id" if name.endswith("_id") else name for name in FIELDS]
    header = ",".join(names)
    lines = long_rows(env, rows, dimensions, first, ",", "")
    labels = dict(env["cem.score"]._fields["measure"].selection)
    text = "\n".join([header, *lines])
    for value, label in labels.items():
        text = text.replace(f",{value},", f",{label},")
    wizard = env["base_import.import"].create(
        {
            "res_model": "cem.score",
            "file": text.encode(),
            "file_name": "scores.csv",
            "file_type": "text/csv",
        }
    )
    result = wizard.execute_import(
        names,
        names,
        {
            "quoting": '"',
            "separator": ",",
            "encoding": "utf-8",
            "has_headers": True,
            "date_format": "%Y-%m-%d",
            "datetime_format": "",
            "float_thousand_separator": "",
            "float_decimal_separator": ".",
            "advanced": True,
            "keep_matches": False,
            "fields": [],
        },
    )
    assert not result["messages"], result["messages"][:3]
    env.cr.commit()
    env.invalidate_all()


def empty(env):
    env.cr.execute("TRUNCATE cem_score CASCADE")
    env["cem.score.rollup"]._rebuild()
    env.cr.commit()
    env.invalidate_all()
