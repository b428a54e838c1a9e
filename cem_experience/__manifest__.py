{
    "name": "CEM Experience",
    "summary": "Customer journeys, survey scores, weighted gaps and a closed loop",
    "version": "19.0.1.0.0",
    "category": "Marketing/Surveys",
    "author": "CEM Experience founders",
    "license": "LGPL-3",
    "depends": ["crm", "survey", "mail", "base_automation", "digest"],
    "external_dependencies": {"python": ["pandas", "requests"]},
    "data": [
        # Security
        "security/cem_groups.xml",
        "security/ir.model.access.csv",
        "security/cem_rules.xml",
        # Data
        "data/cem_dimension_data.xml",
        "data/cem_channel_data.xml",
        "data/cem_value_tier_data.xml",
        # Menus first: the views below hang their actions on them
        "views/cem_menus.xml",
        "views/res_config_settings_views.xml",
        # Design
        "views/cem_dimension_views.xml",
        "views/cem_channel_views.xml",
        "views/cem_value_tier_views.xml",
        "views/cem_touchpoint_views.xml",
        "views/cem_journey_views.xml",
        # Listen and score
        "views/survey_survey_views.xml",
        "views/survey_question_views.xml",
        "views/survey_user_input_views.xml",
        "views/cem_score_views.xml",
        "wizard/cem_phone_survey_views.xml",
        # Judge
        # Act
        # Customer
    ],
    "demo": [],
    "application": True,
}
