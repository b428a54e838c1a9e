import re
import uuid

from markupsafe import Markup, escape

from odoo import api, models, tools


class CemAnswer(models.AbstractModel):
    """The HTML of the pages, kept but for the few values that differ each time."""

    _inherit = "cem.answer"

    @api.model
    def _render_page(self, template, values, each_time):
        """Render a page; what it says in general is rendered once.

        :param values: plain values that few pages differ in; not what somebody typed
        :param each_time: dict of texts, by name, that are new each time; they are
            escaped when they are filled in
        """
        holes = tuple(name for name, text in each_time.items() if text is not None)
        parts = self._page_parts(template, values, holes)
        return Markup("").join(
            part if position % 2 == 0 else escape(each_time[part])
            for position, part in enumerate(parts)
        )

    @api.model
    @tools.ormcache(
        "template",
        "self.env.lang",
        "holes",
        "repr(values)",
        cache="templates.cached_values",
    )
    def _page_parts(self, template, values, holes):
        """The page cut at its holes: text, name of a hole, text, ... as a tuple."""
        # Nobody who writes a question can know these, so nothing else is cut out.
        marks = {uuid.uuid4().hex: name for name in holes}
        filled = {name: mark for mark, name in marks.items()}
        html = self.env["ir.qweb"]._render(template, {**values, **filled})
        pieces = re.split(f"({'|'.join(marks)})", str(html)) if marks else [str(html)]
        return tuple(marks.get(piece, piece) for piece in map(Markup, pieces))
