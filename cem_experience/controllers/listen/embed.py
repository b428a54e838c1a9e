import json

from odoo.http import request
from odoo.tools import file_open

from .answer_page import page_route
from .walk_up_page import WalkUpPage

with file_open("cem_experience/static/src/listen/answer_page/embed.js") as script_file:
    SCRIPT = script_file.read()


class EmbedScript(WalkUpPage):
    @page_route("/cem/embed/<string:token>.js", methods=["GET"], readonly=True)
    def embed_script(self, token, **_kwargs):
        """The one script that another web site includes: it makes a frame."""
        touchpoint = self._touchpoint(token)
        if not touchpoint.embed_code:
            return self._missing()
        address = f"{touchpoint.link_url}?embed=1"
        title = touchpoint.survey_id.title
        # What is between the signs cannot end the text it stands in.
        script = SCRIPT.replace('"ADDRESS"', json.dumps(address)).replace(
            '"TITLE"', json.dumps(title)
        )
        return request.make_response(
            script,
            [
                ("Content-Type", "text/javascript; charset=utf-8"),
                ("Cache-Control", "public, max-age=300"),
                ("X-Content-Type-Options", "nosniff"),
                ("Cross-Origin-Resource-Policy", "cross-origin"),
            ],
        )
