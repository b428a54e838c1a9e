"""Names that try to be more than names, and a browser that looks whether they are."""

import json

SCRIPT = '<img src=x onerror="window.cemRan=1">'
NAMES = (
    SCRIPT,
    "\"'></textarea><script>window.cemRan=1</script>",
    "{{7*7}}${window.cemRan=1}<t t-out='1'/>",
    # from right to left, and a mark that turns the rest of the line round
    "\u202eevil\u2066 שלום",
    "javascript:window.cemRan=1//",
    "A" * 4000,
)

LOOK = """
(async () => {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    for (const [what, selector, words] of %s) {
        await action.doAction(what, {clearBreadcrumbs: true});
        let shown = false;
        for (let round = 0; round < 400 && !shown; round++) {
            await pause(25);
            shown = document.querySelector(selector)?.textContent.includes(words);
        }
        if (!shown) {
            throw new Error(`${JSON.stringify(what)}: ${words} is not shown as it is`);
        }
        for (const element of document.querySelectorAll(selector + " *")) {
            for (const type of ["mouseover", "mouseenter", "focusin"]) {
                element.dispatchEvent(new MouseEvent(type, {bubbles: true}));
            }
        }
        // longer than a tooltip waits
        await pause(600);
        if (window.cemRan || document.querySelector("img[src=x]")) {
            throw new Error(`${JSON.stringify(what)}: a name became part of the page`);
        }
        const wide = document.documentElement.scrollWidth - window.innerWidth;
        if (wide > 1) {
            throw new Error(`${JSON.stringify(what)}: ${wide} pixels wider than the page`);
        }
    }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


def look_at(case, login, places):
    """Open each place as this user, and move the mouse over all that is there.

    :param case: an ``HttpCase``
    :param places: triples of an action, the selector of where it is drawn, and words
        that must stand there as they are
    """
    case.browser_js(
        "/odoo",
        LOOK % json.dumps(places),
        "Boolean(odoo.__WOWL_DEBUG__ && document.querySelector('.o_main_navbar'))",
        login=login,
        timeout=120,
    )
