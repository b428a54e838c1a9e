import {browser} from "@web/core/browser/browser";
import {user} from "@web/core/user";

// After a day it is another day's list.
const LONGEST = 24 * 60 * 60 * 1000;
const PAUSE = 2000;
const PART = /^\/(web\/(assets|static|webclient)|[a-z_]+\/static)\//;

/**
 * What the page shows, kept on the device, so that it can be opened again while the
 * server cannot be reached. It is forgotten as soon as somebody leaves the page.
 */
export class DeskMemory {
    constructor(activityId) {
        this.place = `cem_desk.${user.userId}.${activityId}`;
        this.timer = null;
    }

    read() {
        try {
            const {kept, desk} = JSON.parse(browser.localStorage.getItem(this.place));
            return Date.now() - kept < LONGEST ? desk : null;
        } catch {
            // Nothing there, or a browser that keeps nothing.
            return null;
        }
    }

    /** Not at each tap: the list of all participants is long. */
    keepSoon(getDesk) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.keep(getDesk()), PAUSE);
    }

    keep(desk) {
        const people = desk.people.filter(({key}) => key !== "new");
        const kept = {kept: Date.now(), desk: {...desk, people}};
        try {
            browser.localStorage.setItem(this.place, JSON.stringify(kept));
        } catch {
            // Full: the entries that wait to be sent matter more.
            this.forget();
        }
    }

    forget() {
        browser.clearTimeout(this.timer);
        try {
            browser.localStorage.removeItem(this.place);
        } catch {
            // As above.
        }
    }
}

/** Tell the service worker what this page consists of, see day_worker.js. */
export async function keepPage() {
    // Browsers have it over https only, or on the machine itself.
    const worker = browser.navigator.serviceWorker;
    const registration = await worker?.ready;
    const parts = performance
        .getEntriesByType("resource")
        .map(({name}) => name)
        .filter((name) => {
            const {origin, pathname} = new URL(name);
            return origin === browser.location.origin && PART.test(pathname);
        });
    registration?.active?.postMessage({
        cem_activity_day: {page: browser.location.href, parts: [...new Set(parts)]},
    });
}
