{
    "name": "CEM Experience",
    "summary": "Customer journeys, survey scores, weighted gaps and a closed loop",
    "version": "19.0.1.0.0",
    "category": "Marketing/Surveys",
    "author": "CEM Experience founders",
    "license": "LGPL-3",
    "depends": ["crm", "survey", "mail", "base_automation", "digest"],
    "external_dependencies": {"python": ["pandas", "requests"]},
    "data": [],
    "demo": [],
    "application": True,
}
