"""What a mail scanner's browser does that submits all it finds.

Every form of the page, as it stands, whatever is asked for in it. The browser itself
holds back two of the ways, because a required field is empty; the others reach the
server.
"""

from contextlib import nullcontext

SUBMIT_EVERY_FORM = """
for (const form of document.forms) {
    const button = form.querySelector("button, input[type=submit]");
    WAY;
}
"""
# How a script submits a form, and whether the browser lets it
WAYS_TO_SUBMIT = {
    "form.submit()": True,
    "form.requestSubmit()": False,
    "button.click()": False,
    "form.noValidate = true; form.requestSubmit()": True,
    "form.noValidate = true; button.click()": True,
}


def submit_every_form(page, url, way):
    """Open a page and submit every form on it in one of the ways; again on the next."""
    page.goto(url)
    for _page in range(2):
        submits = WAYS_TO_SUBMIT[way]
        with page.expect_navigation() if submits else nullcontext():
            page.evaluate(SUBMIT_EVERY_FORM.replace("WAY", way))
