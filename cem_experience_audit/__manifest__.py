{
    "name": "CEM Experience: Audits",
    "summary": "Audits and walk-throughs, and how far the company's view is from the customers'",
    "version": "19.0.1.0.0",
    "category": "Marketing/Surveys",
    "author": "CEM Experience founders",
    "license": "LGPL-3",
    "depends": ["cem_experience"],
    "data": [
        "security/ir.model.access.csv",
        "security/cem_audit_rules.xml",
        "data/mail_activity_type_data.xml",
        "report/cem_audit_report.xml",
        "report/cem_audit_templates.xml",
        "views/cem_audit_form_views.xml",
        "views/cem_audit_views.xml",
        "views/cem_audit_line_views.xml",
        "views/cem_audit_check_views.xml",
        "views/cem_requirement_views.xml",
        "views/cem_score_views.xml",
        "views/res_config_settings_views.xml",
        "wizard/cem_perception_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "cem_experience_audit/static/src/**/*",
        ],
        "web.assets_tests": [
            "cem_experience_audit/static/tests/tours/**/*",
        ],
    },
    "demo": ["demo/cem_audit_demo.xml"],
    "uninstall_hook": "uninstall_hook",
}
