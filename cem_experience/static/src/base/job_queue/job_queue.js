/**
 * Keeps what was entered on a device until the server has answered for it.
 *
 * It imports nothing, for it serves pages of the backend (such as the day of an
 * activity) and the public page on a participant's phone. Each job is an entry of its
 * own in the browser's storage, so that two pages on one device do not overwrite each
 * other's; each has a key of its own, so that a job sent twice, because the answer got
 * lost, counts once.
 */

const WAITS = [1000, 2000, 5000, 10000];
const MOST_AT_ONCE = 50;

let counter = 0;

export function newKey() {
    const random = globalThis.crypto?.randomUUID?.() || Math.random().toString(36);
    counter += 1;
    return `${Date.now().toString(36)}-${counter}-${random}`.slice(0, 80);
}

/** What the server gets: with the seconds since it was entered, as clocks differ. */
function toSend(job) {
    const age = Math.max(0, Math.round((Date.now() - job.at) / 1000));
    return {...job.values, age};
}

export class JobQueue {
    /**
     * @param {String} place unique to who enters and to what it is about
     * @param {Function} send gets a list of jobs, returns (a promise of) a list of
     *     `{key, result}` or `{key, error}`; throws where the server was not reached
     * @param {Object} on callbacks: change(), done(job, result), refused(job, error)
     * @param {Number} [most] how many jobs are sent at once
     */
    constructor(place, send, on, most = MOST_AT_ONCE) {
        this.place = `cem_jobs.${place}.`;
        this.sendJobs = send;
        this.on = on;
        this.most = most;
        this.isSending = false;
        this.isOffline = false;
        this.isStored = true;
        this.failures = 0;
        this.timer = null;
        this.stopped = false;
        this.jobs = this.load();
        this.onOnline = () => this.retry();
        globalThis.addEventListener("online", this.onOnline);
    }

    load() {
        const jobs = [];
        try {
            const storage = globalThis.localStorage;
            for (let index = 0; index < storage.length; index++) {
                const name = storage.key(index);
                if (name.startsWith(this.place)) {
                    jobs.push(JSON.parse(storage.getItem(name)));
                }
            }
        } catch {
            // A browser without storage keeps nothing between visits.
        }
        return jobs.sort((a, b) => a.order - b.order);
    }

    keep(job) {
        try {
            globalThis.localStorage.setItem(
                this.place + job.values.key,
                JSON.stringify(job)
            );
            this.isStored = true;
        } catch {
            // Full or switched off: the page warns before it is closed.
            this.isStored = false;
        }
    }

    forget(job) {
        try {
            globalThis.localStorage.removeItem(this.place + job.values.key);
        } catch {
            // As above.
        }
        this.jobs = this.jobs.filter((other) => other !== job);
    }

    get pending() {
        return this.jobs.filter((job) => !job.error).length;
    }

    get refused() {
        return this.jobs.filter((job) => job.error);
    }

    /**
     * Note a job and send it.
     *
     * @param {Object} values what the server gets, but for the key
     * @param {String} [slot] a job that waits in the same slot is replaced
     * @returns {String} the key of the job
     */
    add(values, slot = null) {
        const waiting =
            slot &&
            this.jobs.find((job) => job.slot === slot && !job.sent && !job.error);
        if (waiting) {
            Object.assign(waiting.values, values);
            waiting.at = Date.now();
            this.keep(waiting);
            this.on.change();
            this.send();
            return waiting.values.key;
        }
        counter += 1;
        const job = {
            values: {...values, key: newKey()},
            slot,
            at: Date.now(),
            order: Date.now() * 1000 + (counter % 1000),
            sent: false,
            error: null,
        };
        this.jobs.push(job);
        this.keep(job);
        this.on.change();
        this.send();
        return job.values.key;
    }

    retry() {
        clearTimeout(this.timer);
        this.timer = null;
        return this.send();
    }

    dismiss(job) {
        this.forget(job);
        this.on.change();
    }

    /** Jobs that have become pointless; what is being sent cannot be called back. */
    drop(isPointless) {
        for (const job of this.jobs) {
            if (!job.sent && isPointless(job)) {
                this.forget(job);
            }
        }
        this.on.change();
    }

    /** Until everything is answered or the server cannot be reached. */
    async send() {
        if (this.isSending || this.timer || this.stopped) {
            return;
        }
        this.isSending = true;
        try {
            while (!this.stopped) {
                const batch = this.jobs.filter((job) => !job.error).slice(0, this.most);
                if (!batch.length) {
                    break;
                }
                for (const job of batch) {
                    // It may have arrived: from now on it is changed no more.
                    if (!job.sent) {
                        job.sent = true;
                        this.keep(job);
                    }
                }
                const answers = await this.sendJobs(batch.map(toSend));
                this.failures = 0;
                this.isOffline = false;
                this.settle(batch, answers);
            }
        } catch (error) {
            this.failed(error);
        } finally {
            this.isSending = false;
            this.on.change();
        }
    }

    settle(batch, answers) {
        const byKey = new Map(answers.map((answer) => [answer.key, answer]));
        for (const job of batch) {
            const answer = byKey.get(job.values.key);
            if (!answer) {
                throw new Error("The server has not answered for every job.");
            }
            if ("error" in answer) {
                // Understood and refused: kept to be read, not sent again.
                job.error = answer.error;
                this.keep(job);
                this.on.refused(job, answer.error);
            } else {
                this.forget(job);
                this.on.done(job, answer.result);
            }
        }
    }

    failed(error) {
        this.isOffline = true;
        this.lastError = error;
        const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
        this.failures += 1;
        if (!this.stopped) {
            this.timer = setTimeout(() => this.retry(), wait);
        }
    }

    stop() {
        this.stopped = true;
        clearTimeout(this.timer);
        globalThis.removeEventListener("online", this.onOnline);
    }
}
