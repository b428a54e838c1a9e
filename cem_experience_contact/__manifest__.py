{
    "name": "CEM Experience: Contact Centre",
    "summary": "Wrap up calls in seconds, and learn what customers need and ask",
    "version": "19.0.1.0.0",
    "category": "Marketing/Surveys",
    "author": "CEM Experience founders",
    "license": "LGPL-3",
    "depends": ["cem_experience"],
    "data": [
        "security/ir.model.access.csv",
        "security/cem_contact_rules.xml",
        "data/mail_activity_type_data.xml",
        "data/cem_contact_data.xml",
        "views/cem_menus.xml",
        "views/cem_contact_views.xml",
        "views/cem_contact_report_views.xml",
        "views/cem_need_views.xml",
        "views/cem_barrier_views.xml",
        "views/cem_question_report_views.xml",
        "wizard/cem_question_answer_views.xml",
        "views/res_partner_contact_views.xml",
        "views/cem_score_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "cem_experience_contact/static/src/**/*",
        ],
        "web.assets_tests": [
            "cem_experience_contact/static/tests/tours/**/*",
        ],
    },
    "demo": ["demo/cem_contact_demo.xml"],
    "uninstall_hook": "uninstall_hook",
}
