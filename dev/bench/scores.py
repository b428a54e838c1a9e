"""Writing 20,000 scores: one set-based insert beside the ORM's batched create."""

from datetime import date

from measuring import Figure, environment, interleaved, peak_rss

COUNT = 20000


def main():
    with environment() as env:
        partners = env["res.partner"].create([{"name": f"C {n}"} for n in range(100)])
        company = env.company.id

        def bulk():
            env["cem.score"]._insert_bulk(
                {
                    "partner_id": [partners.ids[n % 100] for n in range(COUNT)],
                    "measure": ["csat"] * COUNT,
                    "raw_value": [4.0] * COUNT,
                    "value": [7.5] * COUNT,
                    "date": [date.today()] * COUNT,
                    "source": ["api"] * COUNT,
                    "company_id": [company] * COUNT,
                }
            )

        def orm():
            env["cem.score"].create(
                [
                    {
                        "partner_id": partners.ids[n % 100],
                        "measure": "csat",
                        "raw_value": 4,
                    }
                    for n in range(COUNT)
                ]
            )
            env.flush_all()
            env.invalidate_all()

        times = interleaved({"bulk": bulk, "orm": orm}, runs=3)
    yield Figure(
        "scores written",
        COUNT / times["bulk"],
        "1/s",
        COUNT / times["orm"],
        against="batched create",
        want=2,
        memory=peak_rss(),
    )
