"""What of the WCAG (level AA) can be computed on a page that a browser shows.

Contrast of all text and of the borders of what can be used (1.4.3, 1.4.11), a name for
everything that can be used (4.1.2, 1.3.1), the language and title of the page (3.1.1,
2.4.2), ids that are there once (4.1.1), and a focus that can be seen (2.4.7).
"""

COMPUTE = r"""
(() => {
    const found = [];
    const channels = (text) => (text.match(/[\d.]+/g) || []).map(Number);
    const luminance = ([r, g, b]) => {
        const parts = [r, g, b].map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const contrast = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const ground = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const colour = channels(getComputedStyle(one).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) {
                return colour.slice(0, 3);
            }
        }
        return dark ? [0, 0, 0] : [255, 255, 255];
    };
    const seen = (element) =>
        element.checkVisibility({checkVisibilityCSS: true}) &&
        !element.closest(".out, [hidden]");
    const say = (element) =>
        `${element.tagName}.${element.className} “${element.textContent.trim().slice(0, 30)}”`;
    for (const element of document.body.querySelectorAll("*")) {
        const texts = [...element.childNodes].filter(
            (node) => node.nodeType === 3 && node.data.trim()
        );
        if (!texts.length || !seen(element) || element.matches("script, style, textarea")) {
            continue;
        }
        const style = getComputedStyle(element);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ratio = contrast(channels(style.color), ground(element));
        if (ratio < (large ? 3 : 4.5)) {
            found.push(`contrast ${ratio.toFixed(2)}: ${say(element)}`);
        }
    }
    for (const element of document.querySelectorAll(".scale span, .scale button, textarea, .pin")) {
        const style = getComputedStyle(element);
        const ratio = contrast(
            channels(style.borderTopColor),
            ground(element.closest("main"))
        );
        if (seen(element) && ratio < 3) {
            found.push(`border ${ratio.toFixed(2)}: ${say(element)}`);
        }
    }
    for (const element of document.querySelectorAll("a, button, input, textarea, iframe")) {
        if (element.type === "hidden" || !seen(element)) {
            continue;
        }
        const labels = [...(element.labels || [])].map((label) => label.textContent);
        const name = [
            element.getAttribute("aria-label"),
            element.title,
            ...labels,
            element.matches("a, button") ? element.textContent : "",
        ].join("");
        if (!name.trim()) {
            found.push(`no name: ${say(element)} ${element.name}`);
        }
        element.focus({preventScroll: true});
        const shown = element.matches(".scale input") ? element.nextElementSibling : element;
        const outline = getComputedStyle(shown);
        if (
            document.activeElement === element &&
            (outline.outlineStyle === "none" || parseFloat(outline.outlineWidth) < 2)
        ) {
            found.push(`focus cannot be seen: ${say(element)} ${element.name}`);
        }
        element.blur();
    }
    for (const group of document.querySelectorAll("fieldset")) {
        if (!group.querySelector("legend")?.textContent.trim()) {
            found.push("a group without a name");
        }
    }
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    if (new Set(ids).size !== ids.length) {
        found.push("an id is there twice");
    }
    for (const name of ["aria-describedby", "for"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            if (!document.getElementById(element.getAttribute(name))) {
                found.push(`${name} leads nowhere: ${say(element)}`);
            }
        }
    }
    if (!document.documentElement.lang || !document.title.trim()) {
        found.push("the page has no language or no title");
    }
    return found;
})()
"""


def problems(page, frame=None):
    """What is wrong on the page (or in a frame on it), as a list of texts."""
    # Browsers show the focus to those who use the keyboard.
    page.keyboard.press("Tab")
    found = (frame or page).evaluate(COMPUTE)
    if frame:
        # The key went to the page around it; the style is that of the other pages.
        found = [problem for problem in found if not problem.startswith("focus")]
    return found
