{
    "name": "CEM Experience: Sales",
    "summary": "Ask customers about quotations and orders",
    "version": "19.0.1.0.0",
    "category": "Marketing/Surveys",
    "author": "CEM Experience founders",
    "license": "LGPL-3",
    "depends": ["cem_experience", "sale"],
    "data": [
        "data/survey_survey_data.xml",
        "data/cem_listen_setup_data.xml",
        "data/cem_value_source_data.xml",
        "views/cem_assessment_views.xml",
        "views/sale_order_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["cem_experience_sale/static/src/**/*"],
    },
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
