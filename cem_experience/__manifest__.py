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
        "security/cem_act_rules.xml",
        # Data
        "data/cem_dimension_data.xml",
        "data/cem_channel_data.xml",
        "data/cem_value_tier_data.xml",
        "data/mail_activity_type_data.xml",
        "data/cem_followup_stage_data.xml",
        "data/cem_followup_rule_data.xml",
        "data/cem_cause_data.xml",
        "data/ir_cron_data.xml",
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
        "views/cem_followup_views.xml",
        "views/cem_compensation_views.xml",
        "views/cem_followup_rule_views.xml",
        "views/cem_followup_stage_views.xml",
        "views/cem_cause_views.xml",
        # Customer
        "views/res_partner_views.xml",
    ],
    "demo": [],
    "application": True,
}
