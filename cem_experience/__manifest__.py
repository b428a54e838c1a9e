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
        # Judge
        # Act
        # Customer
    ],
    "demo": [],
    "application": True,
}
