import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useBus, useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {actionsOf, keys, methodOf} from "./desk_actions";
import {DeskDetail} from "./desk_detail";
import {deserializeDateTime, today} from "@web/core/l10n/dates";
import {user} from "@web/core/user";

const PAGE = 40;
// Several changes that come together are read together.
const PAUSE = 400;

/**
 * My follow-ups: what is due on the left, why this customer is unhappy on the right,
 * and every step one key away. On a phone one after the other.
 */
export class FollowupDesk extends Component {
    static template = "cem_experience.FollowupDesk";
    static components = {DeskDetail};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.list = useRef("list");
        this.detail = useRef("detail");
        this.reading = Promise.resolve();
        this.busy = false;
        this.request = 0;
        this.state = useState({
            which: "mine",
            rows: [],
            count: 0,
            late: 0,
            current: null,
            detail: null,
            gone: false,
            fresh: [],
            opened: false,
            loading: false,
            help: false,
            error: false,
            ...this.props.state,
        });
        // Who comes back from a meeting is with the same customer.
        useSetupAction({
            getLocalState: () => ({
                which: this.state.which,
                current: this.state.current,
            }),
        });
        onWillStart(() => this.loadList());
        onMounted(() => this.showCurrent());
        useExternalListener(window, "keydown", (event) => this.onKey(event));
        useBus(useService("cem_followup_live").news, "changed", () => {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.refresh(), PAUSE);
        });
        onWillUnmount(() => clearTimeout(this.timer));
    }

    // ------------------------------------------------------------------
    // Reading
    // ------------------------------------------------------------------

    get shownRows() {
        return Math.max(PAGE, this.state.rows.length);
    }

    /** The list; what is known of the first customer comes after it. */
    async loadList(keep = true) {
        const options = {
            which: this.state.which,
            limit: keep ? this.shownRows : PAGE,
        };
        const list = await this.orm
            .call("cem.followup", "cem_desk_list", [], options)
            .catch((error) => {
                this.state.error = true;
                throw error;
            });
        Object.assign(this.state, list, {error: false, fresh: []});
    }

    async load(keep = true) {
        const request = ++this.request;
        await this.loadList(keep);
        // Meanwhile somebody may have chosen another customer
        if (request === this.request) {
            await this.showCurrent();
        }
    }

    async showCurrent() {
        const {rows, current} = this.state;
        const next = rows.find((row) => row.id === current) || rows[0];
        if (next) {
            await this.select(next.id, false);
        } else {
            Object.assign(this.state, {
                current: null,
                detail: null,
                gone: false,
                opened: false,
            });
        }
    }

    /** Others have changed follow-ups: what one is at stays where it is. */
    async refresh() {
        const {current, which} = this.state;
        if (!current) {
            await this.load();
            return;
        }
        const known = this.state.rows.map((row) => row.id);
        const limit = this.shownRows;
        const request = this.request;
        // Nobody has asked for it: a connection that is lost is told elsewhere, and
        // the next news reads again.
        const orm = this.orm.silent;
        const [list, detail] = await Promise.all([
            orm
                .call("cem.followup", "cem_desk_list", [], {which, limit})
                .catch(() => null),
            orm.call("cem.followup", "cem_desk_detail", [[current]]).catch(() => null),
        ]);
        if (!list || which !== this.state.which) {
            return;
        }
        Object.assign(this.state, list);
        if (request === this.request) {
            this.state.detail = detail || this.state.detail;
            this.state.gone = this.hasGone(detail);
        }
        // Beyond a list that was full there were others already
        const last = known.length < limit ? 0 : Math.max(...known);
        for (const {id} of list.rows) {
            if (!known.includes(id) && id > last) {
                this.state.fresh.push(id);
            }
        }
    }

    /** Whether the case that is shown is no longer one of this list. */
    hasGone(detail) {
        if (!detail || detail.closed) {
            return true;
        }
        return this.state.which === "mine" ? detail.may.take : Boolean(detail.owner);
    }

    async select(id, open = true) {
        this.state.current = id;
        this.state.gone = false;
        this.state.fresh = this.state.fresh.filter((one) => one !== id);
        if (open) {
            this.state.opened = true;
        }
        // Who runs down the list is shown the last one only.
        const request = ++this.request;
        const reading = this.orm.call("cem.followup", "cem_desk_detail", [[id]]);
        this.reading = reading.catch(() => null);
        const detail = await reading;
        if (request === this.request) {
            this.state.detail = detail;
        }
    }

    async more() {
        const result = await this.orm.call("cem.followup", "cem_desk_list", [], {
            which: this.state.which,
            limit: PAGE,
            offset: this.state.rows.length,
        });
        this.state.rows.push(...result.rows);
    }

    async show(which) {
        Object.assign(this.state, {
            which,
            current: null,
            detail: null,
            rows: [],
            loading: true,
        });
        await this.load(false).finally(() => (this.state.loading = false));
    }

    back() {
        this.state.opened = false;
    }

    get hasMore() {
        return this.state.rows.length < this.state.count;
    }

    dueText(row) {
        if (!row.due) {
            return row.waiting ? _t("Waiting for the customer") : "";
        }
        const due = deserializeDateTime(row.due);
        return due.hasSame(today(), "day")
            ? due.toFormat("HH:mm")
            : due.toLocaleString({day: "numeric", month: "short"});
    }

    get countText() {
        return this.state.count >= 1000 ? _t("1000 and more") : `${this.state.count}`;
    }

    // ------------------------------------------------------------------
    // Acting
    // ------------------------------------------------------------------

    get actions() {
        return actionsOf(this.state.detail);
    }

    /** Whatever is done is done to the customer who is shown, and once. */
    async run(name) {
        const {current, detail} = this.state;
        if (this.busy || !detail || detail.id !== current) {
            return;
        }
        this.busy = true;
        try {
            await this.act(name, current);
        } finally {
            this.busy = false;
        }
    }

    async act(name, id) {
        if (name === "open") {
            return this.openRecord("cem.followup", id);
        }
        if (name === "call") {
            this.detail.el.querySelector("a[href^='tel:']")?.click();
            return;
        }
        if (name === "note") {
            this.detail.el.querySelector("textarea")?.focus();
            return;
        }
        // As a button does it: what comes back is an action in full, or nothing. And
        // whatever comes of it, others may have worked here meanwhile.
        try {
            await this.action.doActionButton({
                type: "object",
                name: methodOf(name),
                resModel: "cem.followup",
                resId: id,
                context: user.context, // With the language of the person
                onClose: () => this.load(),
            });
        } catch (error) {
            this.load();
            throw error;
        }
    }

    async saveNote(id, text) {
        await this.orm.call("cem.followup", "cem_desk_note", [[id], text]);
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openList() {
        return this.action.doAction("cem_experience.cem_followup_action_my");
    }

    // ------------------------------------------------------------------
    // Keyboard
    // ------------------------------------------------------------------

    async onKey(event) {
        const typing = event.target.closest?.(
            "input, textarea, [contenteditable=true]"
        );
        const elsewhere = this.ui.activeElement !== document || typing;
        if (elsewhere || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        // Caps Lock is no reason to do nothing
        const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
        const step = {ArrowDown: 1, j: 1, ArrowUp: -1, k: -1}[key];
        if (step) {
            event.preventDefault();
            this.move(step);
            return;
        }
        if (key === "?" || key === "？") {
            this.state.help = !this.state.help;
            return;
        }
        if (key === "Escape") {
            this.back();
            return;
        }
        // Enter on a button is that button's.
        if (key === "Enter" && event.target.closest?.("button, a")) {
            return;
        }
        if (keys().includes(key)) {
            event.preventDefault();
            // Who moves on and presses the next key means the customer moved to.
            await this.reading;
            while (!this.isDrawn) {
                await new Promise(requestAnimationFrame);
            }
            const action = this.actions.find((one) => one.key === key);
            if (action) {
                await this.run(action.name);
            }
        }
    }

    get isDrawn() {
        const element = this.detail.el;
        const {detail} = this.state;
        const drawn = detail && `h3[data-id="${detail.id}"]`;
        return !element || !drawn || Boolean(element.querySelector(drawn));
    }

    move(step) {
        const rows = this.state.rows;
        const place = rows.findIndex((row) => row.id === this.state.current);
        const next = rows[Math.min(Math.max(place + step, 0), rows.length - 1)];
        if (next) {
            this.select(next.id, false);
            this.list.el
                ?.querySelector(`[data-id="${next.id}"]`)
                ?.scrollIntoView({block: "nearest"});
        }
    }
}

registry.category("actions").add("cem_followup_desk", FollowupDesk);
