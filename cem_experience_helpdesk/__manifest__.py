{
    "name": "CEM Experience: Helpdesk",
    "summary": "Ask customers when their ticket is closed, and open tickets for them",
    "version": "19.0.1.0.0",
    "category": "Marketing/Surveys",
    "author": "CEM Experience founders",
    "license": "AGPL-3",
    "depends": ["cem_experience", "helpdesk_mgmt"],
    "data": [
        "data/survey_survey_data.xml",
        "data/cem_touchpoint_data.xml",
        "data/base_automation_data.xml",
        "views/helpdesk_ticket_views.xml",
        "views/cem_followup_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/helpdesk_demo.xml", "demo/base_automation_demo.xml"],
    "assets": {
        "web.assets_tests": ["cem_experience_helpdesk/static/tests/tours/**/*"],
    },
    "auto_install": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
