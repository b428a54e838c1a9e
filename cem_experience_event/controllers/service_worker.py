from odoo.http import request
from odoo.tools import file_open

from odoo.addons.web.controllers import webmanifest

WORKER = "cem_experience_event/static/src/service_worker/day_worker.js"


class WebManifest(webmanifest.WebManifest):
    def _get_service_worker_content(self):
        """Let the page of the day be opened again while the server cannot be reached.

        Put first, for whichever listener answers a request first has it.
        """
        content = super()._get_service_worker_content()
        if request.env.user._is_internal():
            with file_open(WORKER) as file:
                content = file.read() + content
        return content
