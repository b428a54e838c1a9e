import {
    Component,
    markup,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {WalkQueue} from "./walk_queue";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {readPicture} from "./picture";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

// Who looks away for longer has not been at work on the step
const LONGEST_LOOK = 300;
const TYPING_PAUSE = 500;

/** The page on which an auditor walks through an audit, one touchpoint at a time. */
export class AuditWalk extends Component {
    static template = "cem_experience_audit.AuditWalk";
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.page = useRef("page");
        this.auditId = this.props.action.context?.active_id;
        this.queue = null;
        this.typingTimer = null;
        this.shownAt = Date.now();
        this.results = [
            {value: "kept", label: _t("Kept"), style: "success", icon: "fa-check"},
            {value: "broken", label: _t("Broken"), style: "danger", icon: "fa-times"},
            {
                value: "not_seen",
                label: _t("Not seen"),
                style: "secondary",
                icon: "fa-eye-slash",
            },
        ];
        this.tens = [...Array(11).keys()];
        this.state = useState({
            error: "",
            audit: null,
            senses: [],
            steps: [],
            index: 0,
            enlarged: null,
            conflict: null,
            refusal: "",
            pending: 0,
            isOffline: false,
            isStored: true,
            isBusy: false,
            isTyping: false,
        });
        onWillStart(() => this.load());
        onMounted(() => this.visit());
        onWillUnmount(() => {
            this.settle();
            this.queue?.stop();
        });
        // Half a word is kept too when the page is closed.
        useExternalListener(window, "pagehide", () => this.settle());
        useExternalListener(window, "beforeunload", (ev) => {
            if (this.queue?.pending && !this.state.isStored) {
                ev.preventDefault();
            }
        });
    }

    async load() {
        this.state.error = "";
        if (!this.auditId) {
            this.state.error = _t("Open the audit from “My Audits”.");
            return;
        }
        let walk = null;
        try {
            walk = await this.orm.call("cem.audit", "get_walk", [[this.auditId]]);
        } catch (error) {
            this.state.error =
                error.data?.message || _t("There is no connection to the server.");
            return;
        }
        this.queue?.stop();
        this.queue = new WalkQueue(this.orm, `${walk.user_id}.${this.auditId}`, {
            change: () => this.showQueue(),
            saved: (job, result) => this.onSaved(job, result),
            refused: (job, error) => this.onRefused(job, error),
        });
        const {audit, senses, steps} = walk;
        audit.note = markup(audit.note);
        Object.assign(this.state, {audit, senses, steps});
        // What could not be saved the last time is still here.
        for (const job of this.queue.jobs) {
            this.replay(job.values);
        }
        const place = steps.findIndex((step) => step.id === walk.current);
        this.state.index = Math.max(place, 0);
        this.shownAt = Date.now();
        this.showQueue();
        this.queue.send();
    }

    get step() {
        return this.state.steps[this.state.index];
    }

    get isSummary() {
        return this.state.index >= this.state.steps.length;
    }

    get isOpen() {
        return this.state.audit.state === "running";
    }

    get doneCount() {
        return this.state.steps.filter((step) => step.state === "done").length;
    }

    get unseen() {
        return this.state.steps
            .map((step, index) => ({step, index}))
            .filter(({step}) => step.state !== "done");
    }

    get progress() {
        return Math.round((100 * this.doneCount) / (this.state.steps.length || 1));
    }

    // ------------------------------------------------------------------
    // What is entered
    // ------------------------------------------------------------------

    setResult(check, result) {
        check.result = check.result === result ? "" : result;
        this.changed();
    }

    setMark(mark, value) {
        mark.value = mark.value === value ? null : value;
        this.changed();
    }

    /** Nothing, pleasant, unpleasant, nothing... */
    toggleSense(sense) {
        const {step} = this;
        if (step.sense_good.includes(sense.id)) {
            step.sense_good = step.sense_good.filter((id) => id !== sense.id);
            step.sense_bad = [...step.sense_bad, sense.id];
        } else if (step.sense_bad.includes(sense.id)) {
            step.sense_bad = step.sense_bad.filter((id) => id !== sense.id);
        } else {
            step.sense_good = [...step.sense_good, sense.id];
        }
        this.changed();
    }

    senseState(sense) {
        if (this.step.sense_good.includes(sense.id)) {
            return {style: "btn-success", icon: "fa-thumbs-up", label: _t("pleasant")};
        }
        if (this.step.sense_bad.includes(sense.id)) {
            return {
                style: "btn-danger",
                icon: "fa-thumbs-down",
                label: _t("unpleasant"),
            };
        }
        return {style: "btn-outline-secondary", icon: "", label: ""};
    }

    /** While somebody types: not each letter is a saving of its own. */
    typing() {
        browser.clearTimeout(this.typingTimer);
        this.state.isTyping = true;
        this.typingTimer = browser.setTimeout(() => this.settle(), TYPING_PAUSE);
    }

    settle() {
        if (this.typingTimer) {
            this.changed();
        }
    }

    changed() {
        browser.clearTimeout(this.typingTimer);
        this.typingTimer = null;
        this.state.isTyping = false;
        const {step} = this;
        this.state.refusal = "";
        step.seconds += this.lookedFor();
        step.state = this.isSeen(step) ? "done" : "todo";
        this.queue.saveStep(step.id, step.revision, this.valuesOf(step));
    }

    /** Seconds since the step was shown or changed. */
    lookedFor() {
        const now = Date.now();
        const seconds = Math.round((now - this.shownAt) / 1000);
        this.shownAt = now;
        return Math.min(Math.max(seconds, 0), LONGEST_LOOK);
    }

    isSeen(step) {
        return Boolean(
            step.checks.some((check) => check.result) ||
            step.marks.some((mark) => mark.value !== null) ||
            step.sense_good.length ||
            step.sense_bad.length ||
            step.note.trim() ||
            step.photos.length
        );
    }

    valuesOf(step) {
        return {
            checks: Object.fromEntries(
                step.checks.map(({id, result, note}) => [id, {result, note}])
            ),
            marks: Object.fromEntries(step.marks.map(({id, value}) => [id, value])),
            sense_good: [...step.sense_good],
            sense_bad: [...step.sense_bad],
            note: step.note,
            seconds: step.seconds,
        };
    }

    /** Show on a step what was entered before and has not been saved yet. */
    replay(job) {
        const step = this.state.steps.find(({id}) => id === job.lineId);
        if (!step) {
            return;
        }
        if (job.kind === "step") {
            for (const check of step.checks) {
                Object.assign(check, job.values.checks[check.id]);
            }
            for (const mark of step.marks) {
                mark.value = job.values.marks[mark.id] ?? null;
            }
            const {sense_good, sense_bad, note, seconds} = job.values;
            Object.assign(step, {sense_good, sense_bad, note, seconds});
        } else if (job.kind === "photo") {
            const known = step.photos.some(({key}) => key === job.key);
            if (!known) {
                step.photos.push(this.localPhoto(job));
            }
        } else {
            step.photos = step.photos.filter(({key}) => key !== job.photo);
        }
        step.state = this.isSeen(step) ? "done" : step.state;
    }

    // ------------------------------------------------------------------
    // Photos
    // ------------------------------------------------------------------

    localPhoto({key, data, name}) {
        return {key, name, url: `data:image/jpeg;base64,${data}`};
    }

    async onPhotoChosen(ev) {
        const {step} = this;
        const files = [...ev.target.files];
        ev.target.value = "";
        for (const file of files) {
            const data = await readPicture(file);
            const key = this.queue.addPhoto(step.id, data, file.name);
            step.photos.push(this.localPhoto({key, data, name: file.name}));
            step.state = "done";
        }
    }

    removePhoto(photo) {
        this.step.photos = this.step.photos.filter(({key}) => key !== photo.key);
        this.queue.removePhoto(this.step.id, photo.key);
        this.step.state = this.isSeen(this.step) ? "done" : "todo";
    }

    enlarge(url, name) {
        this.state.enlarged = url ? {url, name} : null;
    }

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------

    showQueue() {
        this.state.pending = this.queue.pending;
        this.state.isOffline = this.queue.isOffline;
        this.state.isStored = this.queue.isStored;
    }

    onSaved(job, result) {
        const step = this.state.steps.find(({id}) => id === job.lineId);
        if (!step) {
            return;
        }
        if (result.conflict) {
            this.state.conflict = {theirs: result.conflict, mine: job.values};
            return;
        }
        if (job.kind === "step") {
            step.revision = result.revision;
        } else if (job.kind === "photo") {
            const photo = step.photos.find(({key}) => key === job.key);
            Object.assign(photo || {}, result);
        }
    }

    onRefused(job, error) {
        this.state.refusal = error;
        const step = this.state.steps.find(({id}) => id === job.lineId);
        if (step && job.kind === "photo") {
            step.photos = step.photos.filter(({key}) => key !== job.key);
            step.state = this.isSeen(step) ? "done" : "todo";
        }
    }

    keepMine() {
        const {theirs, mine} = this.state.conflict;
        this.state.conflict = null;
        this.queue.forceStep(theirs.id, theirs.revision, mine);
    }

    takeTheirs() {
        const {theirs} = this.state.conflict;
        this.queue.dropStep(theirs.id);
        const place = this.state.steps.findIndex(({id}) => id === theirs.id);
        this.state.steps[place] = theirs;
        this.state.conflict = null;
    }

    // ------------------------------------------------------------------
    // From step to step
    // ------------------------------------------------------------------

    go(index) {
        this.settle();
        this.state.index = Math.min(Math.max(index, 0), this.state.steps.length);
        this.state.enlarged = null;
        this.shownAt = Date.now();
        if (this.page.el) {
            this.page.el.scrollTop = 0;
        }
        this.visit();
    }

    /** The place to go on from is a comfort: not worth a message if it gets lost. */
    visit() {
        if (!this.state.audit || this.isSummary || !this.isOpen) {
            return;
        }
        this.orm.silent
            .call("cem.audit.line", "visit_step", [[this.step.id]])
            .catch(() => null);
    }

    async finish() {
        this.settle();
        this.state.isBusy = true;
        try {
            await this.queue.retry();
            if (this.queue.pending) {
                this.notification.add(
                    _t("Not everything is saved yet. Try again with a connection."),
                    {type: "warning"}
                );
                return;
            }
            await this.orm.call("cem.audit", "finish_walk", [[this.auditId]]);
            this.notification.add(_t("Done, thank you."), {type: "success"});
            await this.leave();
        } finally {
            this.state.isBusy = false;
        }
    }

    leave() {
        return this.action.doAction("cem_experience_audit.cem_audit_action_mine", {
            clearBreadcrumbs: true,
        });
    }

    reload() {
        browser.location.reload();
    }
}

registry.category("actions").add("cem_audit_walk", AuditWalk);
