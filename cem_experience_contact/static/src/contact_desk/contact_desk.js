import {
    Component,
    onWillStart,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {uuid} from "@web/core/utils/strings";
import {ContactChoice} from "./contact_choice";
import {ContactFacts} from "./contact_facts";
import {ContactPick} from "./contact_pick";
import {ContactPromises} from "./contact_promises";
import {callbackChoices} from "./callback_times";
import {emptyForm, hasContent, payloadOf} from "./contact_form";
import {
    barrierOptions,
    customerOptions,
    freeOption,
    needOptions,
    questionOptions,
} from "./contact_options";

const FIELDS = [
    "customer",
    "need",
    "product",
    "question",
    "barrier",
    "feeling",
    "callback",
    "note",
];
const FACES = {"-2": "😡", "-1": "😞", 0: "😐", 1: "😊", 2: "😍"};

/**
 * Wrap up a call or a chat by keyboard: type and pick, Enter goes on, a digit chooses a
 * face or a time, Ctrl+Enter saves. What is known of the customer stands beside it.
 */
export class ContactDesk extends Component {
    static template = "cem_experience_contact.ContactDesk";
    static components = {ContactChoice, ContactFacts, ContactPick, ContactPromises};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.fields = FIELDS;
        this.faces = FACES;
        this.state = useState({
            lists: null,
            form: {},
            facts: null,
            saved: null,
            error: "",
            busy: false,
            reading: false,
            round: 0,
        });
        onWillStart(() => this.start(this.props.action.params || {}));
        // Each new form is drawn first; then the keyboard goes to what is not known yet.
        useEffect(
            () => this.focus(this.form.partner_id ? "need" : "customer"),
            () => [this.state.round]
        );
        useExternalListener(window, "keydown", (event) => this.onKey(event), {
            capture: true,
        });
    }

    // ------------------------------------------------------------------
    // Beginning
    // ------------------------------------------------------------------

    async start(options) {
        const lists = await this.orm.call("cem.contact", "desk_start", [options]);
        this.state.lists = lists;
        this.begin(lists.values);
    }

    begin(values = {}) {
        this.state.form = emptyForm(this.state.lists, values, this.state.form);
        this.began = 0;
        this.state.facts = null;
        this.state.error = "";
        this.state.round++;
        if (values.partner) {
            this.showFacts(values.partner);
        }
    }

    get form() {
        return this.state.form;
    }

    get stages() {
        const {journey_id: journey} = this.form;
        return this.state.lists.stages.filter((one) => one.journey_id === journey);
    }

    // ------------------------------------------------------------------
    // Moving
    // ------------------------------------------------------------------

    focus(name) {
        const box = this.root.el?.querySelector(`[data-field="${name}"]`);
        const target = box?.querySelector(
            "input:not([type=checkbox]), textarea, [aria-checked=true], [role=radio]"
        );
        target?.focus();
    }

    next(name) {
        this.focus(FIELDS[FIELDS.indexOf(name) + 1]);
    }

    onKey(event) {
        if (this.ui.activeElement !== document) {
            return;
        }
        this.began = this.began || Date.now();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            this.save();
        }
    }

    get feelings() {
        return this.state.lists.feelings.map((one, place) => ({
            ...one,
            key: `${place + 1}`,
            face: FACES[one.value],
        }));
    }

    get callbacks() {
        return callbackChoices();
    }

    setJourney(value) {
        this.form.journey_id = Number(value) || false;
        this.form.stage_id = false;
    }

    // ------------------------------------------------------------------
    // Typing and picking
    // ------------------------------------------------------------------

    async loadCustomers(text) {
        const found = text
            ? await this.orm.silent.call("cem.contact", "desk_customers", [text])
            : [];
        return customerOptions(found, text);
    }

    async pickCustomer(one) {
        this.form.partner_id = one.id || false;
        this.form.caller = one.id ? "" : one.text;
        this.state.facts = one.id ? {id: one.id, name: one.name} : null;
        if (one.id) {
            const facts = await this.orm.call("res.partner", "cem_desk_customer", [
                [one.id],
            ]);
            if (this.form.partner_id === one.id) {
                this.showFacts(facts);
            }
        }
    }

    /** Known facts are filled in where nothing else has been typed. */
    showFacts(facts) {
        this.state.facts = facts;
        const {form} = this;
        if (facts.journey_id && !form.stage_id) {
            form.journey_id = facts.journey_id;
        }
        if (facts.stage && !form.stage_id) {
            form.stage_id = facts.stage.id;
        }
        form.product = form.product || facts.product;
    }

    typeCustomer(text) {
        this.pickCustomer({text});
    }

    get customerText() {
        return this.state.facts?.name || this.form.caller;
    }

    loadNeeds(text) {
        return needOptions(this.state.lists.needs, text);
    }

    pickNeed(one) {
        this.form.need = one.id ? one : {name: one.text};
        this.form.lead = Boolean(one.auto);
        this.form.product = this.form.product || one.product || "";
    }

    typeNeed(text) {
        this.pickNeed(this.knownOr(this.state.lists.needs, text));
    }

    loadBarriers(text) {
        return barrierOptions(this.state.lists.barriers, text);
    }

    pickBarrier(one) {
        this.form.barrier = one.id ? one : {name: one.text};
    }

    typeBarrier(text) {
        this.pickBarrier(this.knownOr(this.state.lists.barriers, text));
    }

    /** What is left standing: the only one that begins so, or new. */
    knownOr(list, text) {
        const begin = text.toLowerCase();
        const found = begin
            ? list.filter((one) => one.name.toLowerCase().startsWith(begin))
            : [];
        return found.length === 1 ? found[0] : {text};
    }

    async loadProducts(text) {
        const found = await this.orm.silent.call("cem.contact", "desk_products", [
            text,
        ]);
        const known = found.map((name) => ({name, text: name}));
        return found.includes(text) || !text ? known : [...known, freeOption(text)];
    }

    setProduct(text) {
        this.form.product = text;
    }

    async loadQuestions(text) {
        if (!text) {
            return [];
        }
        const found = await this.orm.silent.call("cem.contact", "desk_questions", [
            text,
            this.form.journey_id,
        ]);
        return questionOptions(found, text);
    }

    pickQuestion(one) {
        this.form.question = {
            name: one.text,
            answer: one.answer || "",
            faq_id: one.faq_id || false,
            question_id: one.question_id || false,
        };
    }

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------

    async save() {
        if (this.state.busy) {
            return;
        }
        // What is being typed counts as well.
        document.activeElement?.blur();
        const seconds = this.began ? Math.round((Date.now() - this.began) / 1000) : 0;
        const payload = payloadOf(this.form, seconds);
        if (this.form.callback === "other" && !payload.callback) {
            this.state.error = _t("Say when the customer will be called back.");
            this.focus("callback");
            return;
        }
        if (!hasContent(payload)) {
            this.state.error = _t(
                "Say at least what the customer needs, asks or feels."
            );
            this.focus("need");
            return;
        }
        const kept = {form: {...this.form}, facts: this.state.facts};
        this.state.busy = true;
        this.state.error = "";
        try {
            const row = await this.orm.call("cem.contact", "desk_save", [payload]);
            this.state.saved = {...row, kept};
            this.begin();
            this.refresh(row.proposed.length);
        } catch (error) {
            this.state.error = error.data?.message || _t("Not saved. Try again.");
            this.focus("customer");
            if (!error.data) {
                throw error;
            }
        } finally {
            this.state.busy = false;
        }
    }

    /** What has been promised, and new names on the lists. */
    async refresh(all) {
        const method = all ? "desk_start" : "desk_promises";
        this.state.reading = true;
        const orm = this.orm.silent;
        // Nobody waits for it: if the connection is lost, the next saving reads again.
        const news = await orm.call("cem.contact", method, []).catch(() => ({}));
        Object.assign(this.state.lists, news);
        this.state.reading = false;
    }

    async undo() {
        const {saved} = this.state;
        await this.orm.call("cem.contact", "desk_undo", [saved.id]);
        this.state.saved = null;
        this.state.form = {...saved.kept.form, key: uuid()};
        this.state.facts = saved.kept.facts;
        this.state.round++;
        await this.refresh(true);
    }

    clear() {
        this.begin();
    }

    // ------------------------------------------------------------------
    // Call-backs
    // ------------------------------------------------------------------

    async callBack(row) {
        await this.start({callback_of_id: row.id});
    }

    async callbackDone(row) {
        const news = await this.orm.call("cem.contact", "desk_done", [row.id]);
        Object.assign(this.state.lists, news);
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cem_contact_desk", ContactDesk);
