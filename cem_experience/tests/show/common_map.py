"""Journeys to be drawn, small and large."""

from datetime import date


def make_journey(env, company=None):
    """Three stages, five touchpoints, twelve answers at one of them."""
    company = company or env.company
    journey = env["cem.journey"].create(
        {
            "name": "Buying a bicycle",
            "company_id": company.id,
            "stage_ids": [
                (
                    0,
                    0,
                    {
                        "name": name,
                        "phase": phase,
                        "sequence": number,
                        "emotion_designed": emotion,
                        "customer_action": does,
                    },
                )
                for number, (name, phase, emotion, does) in enumerate(
                    [
                        ("Looking", "before", "1", "Compares three shops."),
                        ("Buying", "during", "2", "Pays and rides home."),
                        ("Riding", "after", False, False),
                    ]
                )
            ],
        }
    )
    looking, buying, riding = journey.stage_ids
    channel = env.ref("cem_experience.cem_channel_web_site")
    counter = env.ref("cem_experience.cem_channel_counter")
    service = env.ref("cem_experience.cem_dimension_service")
    values = [
        ("Web shop", looking, channel, {}),
        ("Window", looking, counter, {"customer_question": "Is it in stock?"}),
        ("Test ride", looking, counter, {"is_moment_of_truth": True}),
        ("Till", buying, counter, {}),
        ("First service", riding, counter, {"emotion_designed": "-1"}),
    ]
    touchpoints = env["cem.touchpoint"].create(
        [
            {
                "name": name,
                "journey_id": journey.id,
                "stage_id": stage.id,
                "channel_id": place.id,
                "sequence": number * 10,
                "weight_ids": [(0, 0, {"dimension_id": service.id, "weight": 5})],
                **others,
            }
            for number, (name, stage, place, others) in enumerate(values, start=1)
        ]
    )
    tier = env.ref("cem_experience.cem_value_tier_a")
    answer(env, touchpoints[0], [8] * 6, company, dimension_id=service.id)
    answer(
        env,
        touchpoints[0],
        [4] * 6,
        company,
        dimension_id=service.id,
        value_tier_id=tier.id,
    )
    answer(env, touchpoints[3], [2, 2, 2], company)
    answer(env, touchpoints[4], [7, 7], company)
    answer(env, touchpoints[3], [10] * 6, company, measure="emotion")
    return journey, touchpoints


def answer(env, touchpoint, marks, company, **values):
    env["cem.score"].create(
        [
            {
                "touchpoint_id": touchpoint.id,
                "company_id": company.id,
                "measure": "experience",
                "value": mark,
                "source": "api",
                "date": date(2026, 3, 1),
                **values,
            }
            for mark in marks
        ]
    )


def make_large_journey(env, stages=12, touchpoints=150, answers=6):
    """``stages`` x ``touchpoints``, each with texts and ``answers`` answers."""
    journey = env["cem.journey"].create(
        {
            "name": "The long way",
            "stage_ids": [
                (0, 0, {"name": f"Stage {number}", "sequence": number})
                for number in range(1, stages + 1)
            ],
        }
    )
    channels = env["cem.channel"].search([], limit=5)
    dimensions = env["cem.dimension"].search([], limit=6)
    records = env["cem.touchpoint"].create(
        [
            {
                "name": f"Contact {number + 1} with a name that is rather long",
                "journey_id": journey.id,
                "stage_id": journey.stage_ids[number * stages // touchpoints].id,
                "sequence": number,
                "channel_id": channels[number % 5].id,
                "customer_action": f"Does thing number {number + 1} without haste.",
                "customer_question": "How long will it take?",
                "customer_barrier": "Nobody may be there.",
                "emotion_designed": str(number % 5 - 2),
                "is_moment_of_truth": number % 20 == 0,
                "weight_ids": [
                    (0, 0, {"dimension_id": dimensions[number % 6].id, "weight": 5})
                ],
            }
            for number in range(touchpoints)
        ]
    )
    env["cem.score"].create(
        [
            {
                "touchpoint_id": record.id,
                "dimension_id": dimensions[number % 6].id,
                "measure": "experience",
                "value": (number * 7 + turn * 3) % 11,
                "source": "api",
                "date": date(2026, 3, 1),
            }
            for number, record in enumerate(records)
            for turn in range(answers)
        ]
    )
    return journey, records
