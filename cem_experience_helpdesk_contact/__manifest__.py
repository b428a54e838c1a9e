{
    "name": "CEM Experience: Tickets at the Contact Centre",
    "summary": "Wrap up calls about a ticket from the ticket",
    "version": "19.0.1.0.0",
    "category": "Marketing/Surveys",
    "author": "CEM Experience founders",
    "license": "AGPL-3",
    "depends": ["cem_experience_contact", "cem_experience_helpdesk"],
    "data": [
        "views/helpdesk_ticket_views.xml",
    ],
    "auto_install": True,
}
