/* global navigateOrDisplayOfflinePage */
/*
 * Put before Odoo's own service worker (controllers/service_worker.py), which lets a
 * page be opened again without a connection for some seconds only. A tablet at the desk
 * must come up again after minutes: the page of the day says what it consists of, and
 * gets it from here when the server does not answer. Everything else is Odoo's.
 */
{
    const CACHE = "cem-activity-day";
    const PAGE = /\/activity-day$/;
    const PARTS = /^\/(web\/(assets|static|webclient)|[a-z_]+\/static)\//;

    /** The page without the key to what Odoo keeps encrypted in this browser. */
    const withoutSecret = async (response) => {
        const html = await response.text();
        return new Response(
            html.replace(
                /"browser_cache_secret":\s*"[^"]*"/,
                '"browser_cache_secret": null'
            ),
            {headers: {"Content-Type": "text/html; charset=utf-8"}}
        );
    };

    const keep = async ({page, parts}) => {
        const cache = await caches.open(CACHE);
        const known = new Set((await cache.keys()).map(({url}) => url));
        const wanted = new Set([page, ...parts]);
        for (const url of known) {
            // Assets of earlier versions, pages of earlier activities
            if (!wanted.has(url)) {
                await cache.delete(url);
            }
        }
        for (const url of wanted) {
            if (url !== page && known.has(url)) {
                continue;
            }
            const response = await fetch(url).catch(() => null);
            // Whoever is sent to the login page has no page of the day.
            if (response?.ok && !response.redirected) {
                const kept = url === page ? await withoutSecret(response) : response;
                await cache.put(url, kept);
            }
        }
    };

    const answer = async (request, isPage) => {
        try {
            return await fetch(request);
        } catch (error) {
            const cache = await caches.open(CACHE);
            const options = {ignoreSearch: true, ignoreVary: true};
            const kept =
                (await cache.match(request.url)) ||
                (await cache.match(request.url, options));
            if (kept) {
                return kept;
            }
            if (isPage) {
                return navigateOrDisplayOfflinePage(request);
            }
            throw error;
        }
    };

    self.addEventListener("fetch", (event) => {
        const {request} = event;
        const {origin, pathname} = new URL(request.url);
        const isPage = request.mode === "navigate" && PAGE.test(pathname);
        if (request.method !== "GET" || origin !== self.location.origin) {
            return;
        }
        if (isPage || PARTS.test(pathname)) {
            // Odoo's own listener would answer, too.
            event.stopImmediatePropagation();
            event.respondWith(answer(request, isPage));
        }
    });

    self.addEventListener("message", (event) => {
        if (event.data?.cem_activity_day) {
            event.waitUntil(keep(event.data.cem_activity_day));
        } else if (event.data === "user_logout") {
            event.waitUntil(caches.delete(CACHE));
        }
    });
}
