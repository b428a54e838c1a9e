import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useState,
} from "@odoo/owl";
import {BarcodeScanner} from "@barcodes/components/barcode_scanner";
import {DeskMemory, keepPage} from "./desk_memory";
import {JobQueue} from "@cem_experience/base/job_queue/job_queue";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {rankPeople, sha256} from "./people";
import {RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useBus, useService} from "@web/core/utils/hooks";

const MOST_SHOWN = 30;
const PAUSE = 1000;
const TRY_AGAIN = 10000;
const FACES = {"-2": "😡", "-1": "😞", 0: "😐", 1: "😊", 2: "😍"};

/** The page of the day: sign-in, trial, draws and programme on one tablet. */
export class ActivityDesk extends Component {
    static template = "cem_experience_event.ActivityDesk";
    static components = {BarcodeScanner};
    static props = {...standardActionServiceProps};
    // Odoo then opens the page again by its address, without asking the server.
    static path = "activity-day";
    static target = "fullscreen";
    static displayName = _t("Page of the Day");

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.activityId = this.props.action.context?.active_id;
        this.queue = null;
        this.faces = FACES;
        this.tens = [...Array(11).keys()];
        this.state = useState({
            error: "",
            desk: null,
            tab: "sign_in",
            search: "",
            personRef: null,
            stepId: null,
            purchase: {name: "", amount: ""},
            note: "",
            word: "",
            pending: 0,
            refused: [],
            isOffline: false,
            isOld: false,
            isStored: true,
            isBusy: false,
        });
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (ev) =>
            this.onScanned(ev.detail.barcode)
        );
        this.memory = new DeskMemory(this.activityId);
        onWillStart(() => this.load());
        // Once the address is that of the page
        onMounted(() => {
            this.keeping = browser.setTimeout(() => this.keepPage(), PAUSE);
        });
        onWillUnmount(() => {
            browser.clearTimeout(this.keeping);
            browser.clearTimeout(this.timer);
            this.queue?.stop();
        });
        useExternalListener(window, "beforeunload", (ev) => {
            if (this.queue?.pending && !this.state.isStored) {
                ev.preventDefault();
            }
        });
    }

    async load() {
        this.state.error = "";
        if (!this.activityId) {
            this.state.error = _t("Open this page from an activity.");
            return;
        }
        const desk = await this.fetchDesk();
        if (!desk) {
            return;
        }
        this.queue?.stop();
        this.state.desk = desk;
        this.state.stepId ||= this.ratedSteps[0]?.id || null;
        this.queue = new JobQueue(
            `desk.${desk.user_id}.${this.activityId}`,
            (jobs) =>
                this.orm.silent.call("cem.activity", "save_desk", [
                    [this.activityId],
                    jobs,
                ]),
            {
                change: () => this.showQueue(),
                done: (job, result) => this.onDone(job, result),
                refused: (job, error) => this.onRefused(job, error),
            }
        );
        // What could not be sent the last time is still here.
        for (const job of this.queue.jobs) {
            this.replay(job.values);
        }
        this.showQueue();
        this.queue.send();
    }

    async fetchDesk() {
        browser.clearTimeout(this.timer);
        try {
            const desk = await this.orm.silent.call("cem.activity", "get_desk", [
                [this.activityId],
            ]);
            this.state.isOld = false;
            return desk;
        } catch (error) {
            // As it was when this device last had a connection.
            const desk = error instanceof RPCError ? null : this.memory.read();
            if (desk) {
                this.state.isOld = true;
                this.timer = browser.setTimeout(() => this.refresh(), TRY_AGAIN);
                return desk;
            }
            this.state.error =
                error.data?.message || _t("There is no connection to the server.");
            return null;
        }
    }

    /** Load anew, but not away from what is being entered or waits to be sent. */
    async refresh() {
        if (this.state.personRef || this.queue.pending) {
            this.timer = browser.setTimeout(() => this.refresh(), TRY_AGAIN);
        } else {
            await this.load();
        }
    }

    keepPage() {
        if (this.desk && !this.state.isOld) {
            this.memory.keep(this.desk);
            keepPage();
        }
    }

    // ------------------------------------------------------------------
    // What is shown
    // ------------------------------------------------------------------

    get desk() {
        return this.state.desk;
    }

    get hereCount() {
        return this.desk.people.filter((person) => person.here).length;
    }

    get ratedSteps() {
        return this.desk.steps.filter((step) => step.rated);
    }

    get step() {
        return this.desk.steps.find((step) => step.id === this.state.stepId);
    }

    get shownPeople() {
        const people =
            this.state.tab === "trial"
                ? this.desk.people.filter((person) => person.here)
                : this.desk.people;
        return rankPeople(people, this.state.search).slice(0, MOST_SHOWN);
    }

    get person() {
        return this.state.personRef && this.findPerson(this.state.personRef);
    }

    refOf(person) {
        return person.id ? {id: person.id} : {person_key: person.key};
    }

    findPerson(ref) {
        return this.desk.people.find(
            (person) =>
                (ref.id && person.id === ref.id) ||
                (ref.person_key && person.key === ref.person_key)
        );
    }

    opinionOf(person, step) {
        return person.opinions[step.id] || {emotion: null, mark: null, comment: ""};
    }

    judgedCount(person) {
        return Object.keys(person.opinions).length;
    }

    zoneName(person) {
        return this.desk.zones.find((zone) => zone.id === person.zone)?.name || "";
    }

    codeUrl(person) {
        return `/cem_experience_event/registration/${person.id}/code.svg`;
    }

    show(tab) {
        this.state.tab = tab;
        this.state.search = "";
        if (tab === "draws" && !this.state.isOffline) {
            this.refreshDraws();
        }
    }

    open(person) {
        this.state.personRef = this.refOf(person);
        this.state.note = "";
        this.state.purchase = {name: "", amount: ""};
    }

    openAndSignIn(person) {
        this.open(person);
        this.signIn(person);
    }

    chooseStep(step) {
        this.state.stepId = step.id;
    }

    closePerson() {
        // A walk-in who was not saved has not been here.
        this.desk.people = this.desk.people.filter((one) => one.key !== "new");
        this.state.personRef = null;
        this.state.search = "";
    }

    leave() {
        this.memory.forget();
        return this.action.doAction("cem_experience_event.cem_activity_action", {
            clearBreadcrumbs: true,
        });
    }

    // ------------------------------------------------------------------
    // Sign-in
    // ------------------------------------------------------------------

    async onScanned(code) {
        const token = code.includes("/cem/activity/") && code.split("/").pop();
        const fingerprint = token && (await sha256(token));
        const person = this.desk.people.find(
            (one) =>
                one.barcode === code || (fingerprint && one.fingerprint === fingerprint)
        );
        if (!person) {
            this.notification.add(_t("Nobody is registered with this code."), {
                type: "danger",
            });
            return;
        }
        this.open(person);
        if (this.state.tab === "sign_in" && !person.here) {
            this.signIn(person);
        }
    }

    get contactValues() {
        const {name, email, phone, zone, segment, consent} = this.person;
        return {name, email, phone, zone, segment, consent};
    }

    signIn(person) {
        this.state.personRef = this.refOf(person);
        person.here = true;
        this.queue.add(
            {kind: "sign_in", ...this.refOf(person), ...this.contactValues},
            `sign_in.${person.id || person.key}`
        );
    }

    newWalkIn() {
        this.state.personRef = {person_key: "new"};
        this.desk.people = this.desk.people.filter((one) => one.key !== "new");
        this.desk.people.push({
            id: 0,
            key: "new",
            name: this.state.search,
            email: "",
            phone: "",
            barcode: "",
            fingerprint: "",
            here: false,
            zone: false,
            segment: false,
            consent: false,
            walk_in: true,
            opinions: {},
            purchases: 0,
            leads: 0,
        });
    }

    /** What somebody types in the card of a participant. */
    change(field, value) {
        const {person} = this;
        person[field] = value;
        if (field === "segment" && !person.zone) {
            const zone = this.desk.zones.find((one) => one.segments.includes(value));
            person.zone = zone?.id || false;
        }
        // Of somebody who is here it is saved at once: a lead needs the consent.
        if (person.here && person.key !== "new" && person.name.trim()) {
            this.signIn(person);
        }
    }

    savePerson() {
        const {person} = this;
        if (!person.name.trim()) {
            this.notification.add(_t("Enter a name."), {type: "warning"});
            return;
        }
        if (person.key === "new") {
            person.here = true;
            person.key = this.queue.add({kind: "walk_in", ...this.contactValues});
            this.state.personRef = {person_key: person.key};
        } else {
            this.signIn(person);
        }
    }

    // ------------------------------------------------------------------
    // Opinions, leads, purchases, steps
    // ------------------------------------------------------------------

    judge(step, values) {
        const {person} = this;
        const opinion = {...this.opinionOf(person, step), ...values};
        person.opinions[step.id] = opinion;
        if (opinion.emotion === null && opinion.mark === null && !opinion.comment) {
            return;
        }
        this.queue.add(
            {kind: "opinion", ...this.refOf(person), step: step.id, ...opinion},
            `opinion.${person.id || person.key}.${step.id}`
        );
    }

    addLead() {
        const {person} = this;
        person.leads += 1;
        this.queue.add({kind: "lead", ...this.refOf(person), note: this.state.note});
        this.state.note = "";
    }

    addPurchase() {
        const {person} = this;
        const {name, amount} = this.state.purchase;
        person.purchases += 1;
        this.queue.add({
            kind: "purchase",
            ...this.refOf(person),
            name,
            amount: parseFloat(String(amount).replace(",", ".")) || 0,
        });
        this.state.purchase = {name: "", amount: ""};
    }

    toggleStep(step) {
        step.done = !step.done;
        this.queue.add(
            {kind: "step_done", step: step.id, done: step.done},
            `step.${step.id}`
        );
    }

    // ------------------------------------------------------------------
    // Draws: with a connection only, for the list is the server's
    // ------------------------------------------------------------------

    async refreshDraws() {
        this.desk.draws = await this.orm.call("cem.activity", "get_draws", [
            [this.activityId],
        ]);
    }

    async runDraw(draw, method, args = []) {
        this.state.isBusy = true;
        try {
            await this.queue.retry();
            if (this.queue.pending) {
                this.notification.add(
                    _t("Not everything is saved yet. Draw when it is."),
                    {type: "warning"}
                );
                return;
            }
            await this.orm.call("cem.activity.draw", method, [[draw.id], ...args]);
            this.state.word = "";
            await this.refreshDraws();
        } finally {
            this.state.isBusy = false;
        }
    }

    async checkDraw(draw) {
        const result = await this.orm.call("cem.activity.draw", "action_verify", [
            [draw.id],
        ]);
        this.notification.add(result.params.message, {type: result.params.type});
    }

    async handOver(winner) {
        await this.orm.call("cem.activity.win", "action_hand_over", [[winner.id]]);
        winner.handed = true;
    }

    // ------------------------------------------------------------------
    // The queue
    // ------------------------------------------------------------------

    showQueue() {
        this.state.pending = this.queue.pending;
        this.state.refused = [...this.queue.refused];
        this.state.isOffline = this.queue.isOffline || this.state.isOld;
        this.state.isStored = this.queue.isStored;
        this.memory.keepSoon(() => this.desk);
    }

    async retry() {
        await this.queue.retry();
        if (this.state.isOld) {
            await this.refresh();
        }
    }

    dismiss(job) {
        this.queue.dismiss(job);
    }

    refusedName(job) {
        const {values} = job;
        return values.name || this.findPerson(values)?.name || "";
    }

    onDone(job, result) {
        if (!result?.person) {
            return;
        }
        const key = job.values.kind === "walk_in" ? job.values.key : null;
        const mine = key
            ? this.findPerson({person_key: key})
            : this.findPerson({id: result.person.id});
        const known = this.findPerson({id: result.person.id});
        if (key && known && mine && known !== mine) {
            // The walk-in was registered already: one person, not two.
            Object.assign(known.opinions, mine.opinions);
            known.here = true;
            this.desk.people = this.desk.people.filter((one) => one !== mine);
            if (this.state.personRef?.person_key === key) {
                this.state.personRef = {id: known.id};
            }
            this.notification.add(_t("%s was registered already.", known.name), {
                type: "info",
            });
            return;
        }
        if (mine) {
            const {id, fingerprint, barcode, here} = result.person;
            Object.assign(mine, {id, fingerprint, barcode, here});
        } else {
            this.desk.people.push({
                ...result.person,
                opinions: {},
                purchases: 0,
                leads: 0,
            });
        }
    }

    onRefused(job) {
        const person = this.findPerson(job.values);
        if (!person) {
            return;
        }
        if (job.values.kind === "lead") {
            person.leads -= 1;
        } else if (job.values.kind === "purchase") {
            person.purchases -= 1;
        }
    }

    /** Show what was entered before and has not been answered yet. */
    replay(values) {
        if (values.kind === "walk_in" && !this.findPerson({person_key: values.key})) {
            const {key, name, email, phone, zone, segment, consent} = values;
            this.desk.people.push({
                ...{id: 0, key, name, email, phone, zone, segment, consent},
                ...{barcode: "", fingerprint: "", here: true, walk_in: true},
                ...{opinions: {}, purchases: 0, leads: 0},
            });
            return;
        }
        const person = this.findPerson(values);
        if (person && values.kind === "sign_in") {
            person.here = true;
        } else if (person && values.kind === "opinion") {
            const {emotion, mark, comment} = values;
            person.opinions[values.step] = {emotion, mark, comment};
        } else if (values.kind === "step_done") {
            const step = this.desk.steps.find((one) => one.id === values.step);
            Object.assign(step || {}, {done: values.done});
        }
    }
}

registry.category("actions").add("cem_activity_desk", ActivityDesk);
