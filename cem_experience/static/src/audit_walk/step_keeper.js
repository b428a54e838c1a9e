import {browser} from "@web/core/browser/browser";
import {
    ConnectionAbortedError,
    ConnectionLostError,
    RPCError,
} from "@web/core/network/rpc";

const WAITS = [2000, 5000, 10000, 20000];
// What a session that has run out or a database that is busy refuses may be sent again.
const REFUSALS =
    /^odoo\.exceptions\.(UserError|ValidationError|AccessError|MissingError)$/;

function newKey() {
    return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

function isLost(error) {
    return (
        error instanceof ConnectionLostError || error instanceof ConnectionAbortedError
    );
}

/**
 * Keeps what an auditor has entered until the server has it.
 *
 * What is not saved yet is written to the browser's storage first, so that neither a
 * lost connection nor a closed page loses it. Jobs are sent one after the other; each
 * has a key of its own, so that one sent again because the answer got lost counts once.
 */
export class StepKeeper {
    /**
     * @param {Object} orm
     * @param {String} place unique to user and audit
     * @param {Object} on callbacks: change(), saved(job, result), refused(job, error)
     */
    constructor(orm, place, on) {
        this.orm = orm.silent;
        this.place = `cem_audit_walk.${place}`;
        this.on = on;
        this.jobs = this.load();
        this.isSending = false;
        this.isOffline = false;
        this.isStored = true;
        this.failures = 0;
        this.timer = null;
        this.stopped = false;
        this.onOnline = () => this.retry();
        browser.addEventListener("online", this.onOnline);
    }

    /** Null where a browser without storage keeps nothing between visits. */
    load() {
        try {
            return JSON.parse(browser.localStorage.getItem(this.place)) || [];
        } catch {
            return [];
        }
    }

    store() {
        try {
            if (this.jobs.length) {
                browser.localStorage.setItem(this.place, JSON.stringify(this.jobs));
            } else {
                browser.localStorage.removeItem(this.place);
            }
            this.isStored = true;
        } catch {
            // Full or switched off: the page warns before it is closed.
            this.isStored = false;
        }
        this.on.change();
    }

    get pending() {
        return this.jobs.length;
    }

    /** The step as it shall be; replaces what waits for the same step. */
    saveStep(lineId, revision, values) {
        const waiting = this.jobs.find(
            (job) => job.kind === "step" && job.lineId === lineId && !job.sent
        );
        if (waiting) {
            waiting.values = values;
        } else {
            this.jobs.push({kind: "step", lineId, revision, values, key: newKey()});
        }
        this.store();
        this.send();
    }

    addPhoto(lineId, data, name) {
        const job = {kind: "photo", lineId, data, name, key: newKey()};
        this.jobs.push(job);
        this.store();
        this.send();
        return job.key;
    }

    removePhoto(lineId, key) {
        // A photo that is being sent may have arrived already: remove it behind.
        this.jobs = this.jobs.filter(
            (job) => job.sent || job.kind !== "photo" || job.key !== key
        );
        this.jobs.push({kind: "remove", lineId, key});
        this.store();
        this.send();
    }

    /** Overwrite what was changed elsewhere with what waits for the step. */
    force(lineId, values, revision) {
        this.drop(lineId);
        this.jobs.push({
            kind: "step",
            lineId,
            revision,
            values,
            key: newKey(),
            force: true,
        });
        this.store();
        this.send();
    }

    drop(lineId) {
        this.jobs = this.jobs.filter(
            (job) => job.kind !== "step" || job.lineId !== lineId
        );
        this.store();
    }

    waitingFor(lineId) {
        return this.jobs.filter((job) => job.lineId === lineId);
    }

    retry() {
        browser.clearTimeout(this.timer);
        this.timer = null;
        return this.send();
    }

    /** Until everything is saved or the connection is lost. */
    async send() {
        if (this.isSending || this.timer || this.stopped) {
            return;
        }
        this.isSending = true;
        try {
            while (this.jobs.length && !this.stopped) {
                const job = this.jobs[0];
                job.sent = true;
                this.store();
                const result = await this.call(job);
                this.jobs = this.jobs.filter((other) => other !== job);
                this.failures = 0;
                this.isOffline = false;
                // What waits for the same step stands on what has just been saved.
                if (job.kind === "step" && !result.conflict) {
                    for (const other of this.jobs) {
                        if (other.kind === "step" && other.lineId === job.lineId) {
                            other.revision = result.revision;
                        }
                    }
                }
                this.store();
                this.on.saved(job, result);
            }
        } catch (error) {
            this.failed(error);
        } finally {
            this.isSending = false;
            this.on.change();
        }
    }

    call(job) {
        const model = "cem.audit.line";
        if (job.kind === "step") {
            return this.orm.call(model, "save_step", [
                [job.lineId],
                job.revision,
                job.key,
                job.values,
                Boolean(job.force),
            ]);
        }
        if (job.kind === "photo") {
            return this.orm.call(model, "add_photo", [
                [job.lineId],
                job.key,
                job.data,
                job.name,
            ]);
        }
        return this.orm.call(model, "remove_photo", [[job.lineId], job.key]);
    }

    failed(error) {
        const isRefusal = REFUSALS.test(error.exceptionName || "");
        if (!isRefusal && !(error instanceof RPCError) && !isLost(error)) {
            throw error;
        }
        if (isRefusal) {
            // The server has understood and said no: sending it again is no use.
            const job = this.jobs.shift();
            this.store();
            this.on.refused(job, error);
            browser.setTimeout(() => this.send());
            return;
        }
        this.isOffline = true;
        const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
        this.failures += 1;
        if (!this.stopped) {
            this.timer = browser.setTimeout(() => this.retry(), wait);
        }
    }

    stop() {
        this.stopped = true;
        browser.clearTimeout(this.timer);
        browser.removeEventListener("online", this.onOnline);
    }
}
