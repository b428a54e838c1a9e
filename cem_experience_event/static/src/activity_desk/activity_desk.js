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
import {DeskDraws} from "./desk_draws";
import {JobQueue} from "@cem_experience/base/job_queue/job_queue";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {
    contactOf,
    findByCode,
    findPerson,
    opinionOf,
    refOf,
    replay,
    setField,
    setOpinion,
    shownPeople,
    takeBack,
    takeResult,
    walkIn,
} from "./desk_people";
import {RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useBus, useService} from "@web/core/utils/hooks";

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
        this.draws = new DeskDraws(this);
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
            replay(this.desk, job.values);
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
        const {tab, search} = this.state;
        return shownPeople(this.desk, tab, search);
    }

    get person() {
        return this.state.personRef && this.findPerson(this.state.personRef);
    }

    findPerson(ref) {
        return findPerson(this.desk, ref);
    }

    opinionOf(person, step) {
        return opinionOf(person, step);
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
            this.draws.refresh();
        }
    }

    open(person) {
        this.state.personRef = refOf(person);
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
        const person = await findByCode(this.desk, code);
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

    signIn(person) {
        this.state.personRef = refOf(person);
        person.here = true;
        this.queue.add(
            {kind: "sign_in", ...refOf(person), ...contactOf(this.person)},
            `sign_in.${person.id || person.key}`
        );
    }

    newWalkIn() {
        this.state.personRef = {person_key: "new"};
        this.desk.people = this.desk.people.filter((one) => one.key !== "new");
        this.desk.people.push(walkIn({key: "new", name: this.state.search}));
    }

    /** What somebody types in the card of a participant. */
    change(field, value) {
        const {person} = this;
        setField(this.desk, person, field, value);
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
            person.key = this.queue.add({kind: "walk_in", ...contactOf(this.person)});
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
        const opinion = setOpinion(person, step, values);
        if (!opinion) {
            return;
        }
        this.queue.add(
            {kind: "opinion", ...refOf(person), step: step.id, ...opinion},
            `opinion.${person.id || person.key}.${step.id}`
        );
    }

    addLead() {
        const {person} = this;
        person.leads += 1;
        this.queue.add({kind: "lead", ...refOf(person), note: this.state.note});
        this.state.note = "";
    }

    addPurchase() {
        const {person} = this;
        const {name, amount} = this.state.purchase;
        person.purchases += 1;
        this.queue.add({
            kind: "purchase",
            ...refOf(person),
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
        const known = takeResult(this.desk, job.values, result);
        if (known) {
            if (this.state.personRef?.person_key === job.values.key) {
                this.state.personRef = {id: known.id};
            }
            this.notification.add(_t("%s was registered already.", known.name), {
                type: "info",
            });
        }
    }

    onRefused(job) {
        takeBack(this.desk, job.values);
    }
}

registry.category("actions").add("cem_activity_desk", ActivityDesk);
