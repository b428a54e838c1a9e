/**
 * Makes the kiosk page stay: it answers without leaving the page, goes back to the
 * question by itself, says so when there is no connection, and keeps the screen on.
 * Without this script the same forms work, as a page each.
 */
(() => {
    // A question that nobody touches is fetched anew, so that its form never expires.
    const FRESH_FOR = 30 * 60 * 1000;
    const RETRY_AFTER = 5000;
    let timer = 0;
    let lock = null;
    let busy = false;

    const offline = (shown) => {
        const box = document.querySelector(".offline");
        if (box) {
            box.hidden = !shown;
        }
    };

    const later = (action, milliseconds) => {
        clearTimeout(timer);
        timer = setTimeout(action, milliseconds);
    };

    const home = () => {
        const form = document.querySelector("[data-kiosk=question]");
        const next = document.querySelector("a.next");
        return (form && form.action) || (next && next.href) || location.href;
    };

    const show = async (response) => {
        const page = new DOMParser().parseFromString(
            await response.text(),
            "text/html"
        );
        if (!page.querySelector("[data-kiosk]")) {
            throw new Error("This is no page of the kiosk.");
        }
        document.documentElement.lang = page.documentElement.lang;
        document.documentElement.dir = page.documentElement.dir;
        document.title = page.title;
        document.body.replaceWith(page.body);
        start();
    };

    const load = async (url) => {
        try {
            await show(await fetch(url, {cache: "no-store"}));
        } catch {
            offline(true);
            later(() => load(url), RETRY_AFTER);
        }
    };

    const send = async (form, button) => {
        if (busy) {
            return;
        }
        busy = true;
        const body = new URLSearchParams(new FormData(form));
        body.set("mark", button.value);
        try {
            await show(await fetch(form.action, {method: "POST", body}));
        } catch {
            // Nobody knows whether it arrived: the same form, sent again, counts once.
            offline(true);
            later(() => load(home()), RETRY_AFTER);
        } finally {
            busy = false;
        }
    };

    const keepAwake = async () => {
        try {
            if (!lock || lock.released) {
                lock = await navigator.wakeLock.request("screen");
            }
        } catch {
            // An old browser, or the battery is low: the screen may go dark.
        }
    };

    const start = () => {
        offline(!navigator.onLine);
        const form = document.querySelector("form[data-kiosk=question]");
        const thanks = document.querySelector("[data-kiosk=thanks]");
        const full = document.querySelector("[data-full-screen]");
        if (form) {
            form.addEventListener("submit", (event) => {
                event.preventDefault();
                if (event.submitter) {
                    send(form, event.submitter);
                }
            });
            later(() => load(home()), FRESH_FOR);
        }
        if (thanks) {
            later(() => load(home()), Number(thanks.dataset.seconds) * 1000);
        }
        if (full && document.fullscreenEnabled && !document.fullscreenElement) {
            full.hidden = false;
            full.addEventListener("click", () => {
                full.hidden = true;
                document.documentElement.requestFullscreen();
            });
        }
        if (document.querySelector("[data-kiosk=left]") && document.fullscreenElement) {
            document.exitFullscreen();
        }
    };

    const refresh = document.querySelector("meta[http-equiv=refresh]");
    if (refresh) {
        refresh.remove();
    }
    window.addEventListener("offline", () => offline(true));
    window.addEventListener("online", () => offline(false));
    document.addEventListener("pointerdown", keepAwake);
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") {
            keepAwake();
        }
    });
    start();
})();
