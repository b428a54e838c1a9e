{
    "name": "CEM Experience: Live Chat",
    "summary": "Wrap up live chats, and count how visitors rate them",
    "version": "19.0.1.0.0",
    "category": "Marketing/Surveys",
    "author": "CEM Experience founders",
    "license": "LGPL-3",
    "depends": ["cem_experience_contact", "im_livechat"],
    "data": ["views/im_livechat_channel_views.xml"],
    "assets": {
        "web.assets_backend": ["cem_experience_livechat/static/src/**/*"],
        "web.assets_tests": ["cem_experience_livechat/static/tests/tours/**/*"],
    },
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
