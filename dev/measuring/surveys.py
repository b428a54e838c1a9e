"""Surveys of a measurement, and people who answer them on Odoo's own pages."""

MARKS = ("9", "7", "8", "6", "10", "5", "8", "7")


def one_question_survey(env):
    """A survey of ours that asks for a recommendation, and nothing else."""
    return _survey(
        env,
        [
            {
                "title": "Would you recommend us?",
                "question_type": "scale",
                "cem_measure": "nps",
            }
        ],
        survey_type="cem",
    )


def eight_question_survey(env, ours=True):
    """Eight questions 0-10 on one page.

    :param ours: an experience survey, whose answers become scores; else Odoo's own
    """
    questions = [
        {
            "title": f"How was it? ({number})",
            "question_type": "scale",
            "scale_min": 0,
            "scale_max": 10,
        }
        for number in range(len(MARKS))
    ]
    if not ours:
        return _survey(env, questions)
    dimensions = env["cem.dimension"].search([("kind", "=", "driver")])
    for number, question in enumerate(questions):
        question["cem_measure"] = ("experience", "importance")[number % 2]
        question["cem_dimension_id"] = dimensions[number // 2].id
    return _survey(env, questions, survey_type="cem")


def _survey(env, questions, **values):
    return env["survey.survey"].create(
        {
            "title": "How was it?",
            "access_mode": "public",
            "questions_layout": "one_page",
            "question_and_page_ids": [(0, 0, question) for question in questions],
            **values,
        }
    )


def complete(session, base, survey, answers, token=None):
    """What a browser does on Odoo's page: start, show, begin, submit.

    :param survey: its access token
    :param answers: by id of a question, as text, what is chosen
    :param token: access token of an answer sheet, for who has been invited
    """
    start = f"{base}/survey/start/{survey}"
    page = session.get(start, params={"answer_token": token} if token else None)
    token = page.url.rsplit("/", 1)[1].split("?")[0]
    for step, params in (("begin", {}), ("submit", answers)):
        answer = session.post(
            f"{base}/survey/{step}/{survey}/{token}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        ).json()
        assert "error" not in answer, answer
        assert not answer["result"][1].get("error"), answer
