import {JobQueue} from "@cem_experience/base/job_queue/job_queue";

// What a session that has run out or a database that is busy refuses may be sent again.
const REFUSALS =
    /^odoo\.exceptions\.(UserError|ValidationError|AccessError|MissingError)$/;

/** What an auditor has entered, until the server has it. */
export class WalkQueue extends JobQueue {
    /**
     * @param {Object} orm
     * @param {String} place unique to user and audit
     * @param {Object} on callbacks: change(), saved(values, result), refused(values,
     *     error)
     */
    constructor(orm, place, on) {
        super(
            `audit.${place}`,
            (jobs) => this.save(jobs),
            {
                change: on.change,
                done: (job, result) => this.onDone(job, result),
                refused: (job, error) => {
                    // The page says it at once; there is nothing to be read later.
                    this.dismiss(job);
                    on.refused(job.values, error);
                },
            },
            // One after the other: each saving tells the revision that the next needs.
            1
        );
        this.orm = orm.silent;
        this.onSaved = on.saved;
    }

    /** The step as it shall be; replaces what waits for the same step. */
    saveStep(lineId, revision, values, force = false) {
        const [waiting] = this.waitingFor(lineId);
        this.add(
            {
                kind: "step",
                lineId,
                values,
                // What waits knows better than the page on what it stands.
                revision: waiting ? waiting.values.revision : revision,
                force: force || Boolean(waiting?.values.force),
            },
            `step.${lineId}`
        );
    }

    /** Overwrite what was changed elsewhere with what waits for the step. */
    forceStep(lineId, revision, values) {
        this.dropStep(lineId);
        this.saveStep(lineId, revision, values, true);
    }

    dropStep(lineId) {
        const waiting = this.waitingFor(lineId);
        this.drop((job) => waiting.includes(job));
    }

    addPhoto(lineId, data, name) {
        return this.add({kind: "photo", lineId, data, name});
    }

    removePhoto(lineId, photo) {
        // A photo that is being sent may have arrived already: remove it behind.
        this.drop(({values}) => values.key === photo);
        this.add({kind: "remove", lineId, photo});
    }

    waitingFor(lineId) {
        return this.jobs.filter(
            ({values, sent}) =>
                !sent && values.kind === "step" && values.lineId === lineId
        );
    }

    onDone({values}, result) {
        if (values.kind === "step" && !result.conflict) {
            // What waits for the same step stands on what has just been saved.
            for (const other of this.waitingFor(values.lineId)) {
                other.values.revision = result.revision;
                this.keep(other);
            }
        }
        this.onSaved(values, result);
    }

    async save([job]) {
        try {
            return [{key: job.key, result: await this.call(job)}];
        } catch (error) {
            if (!REFUSALS.test(error.exceptionName || "")) {
                throw error;
            }
            return [{key: job.key, error: error.data?.message || error.message}];
        }
    }

    call({kind, key, lineId, ...job}) {
        const call = (method, ...args) =>
            this.orm.call("cem.audit.line", method, [[lineId], ...args]);
        if (kind === "step") {
            return call("save_step", job.revision, key, job.values, job.force);
        }
        if (kind === "photo") {
            return call("add_photo", key, job.data, job.name);
        }
        return call("remove_photo", job.photo);
    }
}
