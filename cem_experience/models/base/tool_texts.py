"""The texts of ``tools/`` in the user's language; see ``tools/base/messages.py``.

The tools mark their templates with ``_lt`` for the export of terms, and know no
language. They are no literals where they are shown, so ``env._`` is not for them.
"""

from odoo.tools.translate import get_translation


def translated_template(env, template):
    """A template of the tools in the language of ``env``, its placeholders left."""
    return get_translation("cem_experience", env.lang or "en_US", template, ())


def translated(env, message):
    """A :class:`~..tools.messages.Message` in the language of ``env``, filled in."""
    return translated_template(env, message.template) % message.params
