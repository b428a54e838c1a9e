{
    "name": "CEM Experience: Spreadsheet Dashboard",
    "summary": "The figures of customer experience among Odoo's dashboards",
    "version": "19.0.1.0.0",
    "category": "Productivity/Dashboard",
    "author": "CEM Experience founders",
    "license": "LGPL-3",
    "depends": ["cem_experience", "spreadsheet_dashboard"],
    "assets": {
        "spreadsheet.o_spreadsheet": [
            "cem_experience/static/src/figures/mean_graph/**/*"
        ],
    },
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
