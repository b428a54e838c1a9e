"""What a button says in the corner of the screen when it has done its work."""

# What may follow.
CLOSE = {"type": "ir.actions.act_window_close"}
RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


def notification(message, kind="success", sticky=False, then=None):
    """Client action that shows a short message.

    :param message: translated text
    :param kind: ``success``, ``info``, ``warning`` or ``danger``: the colour
    :param sticky: whether it stays until it is closed
    :param then: client action that follows, such as ``CLOSE`` or ``RELOAD``
    """
    params = {"message": message, "type": kind, "sticky": sticky}
    if then:
        params["next"] = then
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": params,
    }


def run_soon(records, cron, message):
    """Ask for what a scheduled action otherwise does by night.

    :param records: settings that it goes by
    :param cron: its xml id in this addon
    :raise AccessError: the user may not change the settings
    :return: client action that says so
    """
    records.check_access("write")
    # Whoever may change the settings may have them applied; the run itself is the
    # scheduled action's.
    records.env.ref(f"cem_experience.{cron}").sudo()._trigger()
    return notification(message)
