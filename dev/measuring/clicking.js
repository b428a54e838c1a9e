/**
 * In the page: opens screens and presses what is on them, as a person would.
 *
 * dev/measuring/clicking.py calls it and says what comes next; here is what needs the
 * page: finding what is visible, clicking it, and waiting until nothing goes on any more.
 */
window.clicking = (() => {
    const MENDABLE = ["UserError", "ValidationError", "RedirectWarning"];
    const problems = [];
    const told = [];
    const pending = new Set();
    const count = {};
    const add = (name, number = 1) => (count[name] = (count[name] || 0) + number);

    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const services = () => odoo.__WOWL_DEBUG__.root.env.services;
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const visible = (element) =>
        element.checkVisibility({visibilityProperty: true}) &&
        element.getBoundingClientRect().width > 0;

    // ------------------------------------------------------------------
    // What goes wrong
    // ------------------------------------------------------------------

    const text = (value) =>
        String((value && (value.stack || value.message)) || value).slice(0, 600);
    const fromServer = (value) =>
        value && (value.exceptionName || value.cause?.exceptionName || value.data);
    const {console: log} = window;
    const consoleError = log.error.bind(log);
    log.error = (...values) => {
        consoleError(...values);
        problems.push(`console: ${values.map(text).join(" ").slice(0, 600)}`);
    };
    window.addEventListener("error", (event) => {
        // Says only that a frame was late; browsers do so when they are busy.
        if (!/ResizeObserver/.test(event.message)) {
            problems.push(`script: ${text(event.error || event.message)}`);
        }
    });
    window.addEventListener("unhandledrejection", ({reason}) => {
        if (!fromServer(reason) && !/abort|ConnectionLost/i.test(text(reason))) {
            problems.push(`script: ${text(reason)}`);
        }
    });
    window.open = () => {
        add("pages opened");
        return null;
    };
    window.print = () => null;

    function start() {
        const {rpcBus} = odoo.loader.modules.get("@web/core/network/rpc");
        rpcBus.addEventListener("RPC:REQUEST", ({detail}) => {
            if (!/bus|\/mail\//.test(detail.url)) {
                pending.add(detail.data.id);
            }
        });
        rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => {
            pending.delete(detail.data.id);
            const {error} = detail;
            if (!error || !error.data) {
                return;
            }
            const name = (error.exceptionName || error.data.name || "")
                .split(".")
                .pop();
            const words = error.data.message || error.message;
            if (MENDABLE.includes(name)) {
                told.push(words);
            } else {
                problems.push(`${name}: ${words}`.slice(0, 800));
            }
        });
    }

    async function idle() {
        let calm = 0;
        for (let round = 0; round < 800 && calm < 3; round++) {
            await pause(25);
            const busy =
                pending.size || document.querySelector(".o_blockUI, .o_cem_loading");
            calm = busy ? 0 : calm + 1;
        }
        if (calm < 3) {
            problems.push(`still waiting after 20 s for ${pending.size} answers`);
            pending.clear();
        }
        if (document.querySelector(".o_error_dialog")) {
            const dialog = document.querySelector(".o_error_dialog");
            problems.push(`dialog: ${dialog.innerText.slice(0, 300)}`);
            await closeAll();
        }
    }

    function click(element) {
        for (const type of [
            "pointerdown",
            "mousedown",
            "pointerup",
            "mouseup",
            "click",
        ]) {
            const options = {bubbles: true, cancelable: true, view: window};
            const Kind = type.startsWith("pointer") ? PointerEvent : MouseEvent;
            element.dispatchEvent(new Kind(type, options));
        }
    }

    function take() {
        const taken = {
            problems: problems.splice(0),
            told: told.splice(0),
            count: {...count},
        };
        for (const name of Object.keys(count)) {
            delete count[name];
        }
        return taken;
    }

    async function closeAll() {
        for (let round = 0; round < 6; round++) {
            const dialog = all(".modal.o_technical_modal, .o_dialog").pop();
            if (!dialog) {
                break;
            }
            const close =
                all(".btn-close, .o_form_button_cancel, [special=cancel]", dialog).find(
                    visible
                ) || all("footer button", dialog).pop();
            if (!close) {
                break;
            }
            click(close);
            await pause(60);
        }
        document.body.dispatchEvent(
            new KeyboardEvent("keydown", {key: "Escape", bubbles: true})
        );
    }

    // ------------------------------------------------------------------
    // Screens
    // ------------------------------------------------------------------

    function menus(prefix) {
        return services()
            .menu.getAll()
            .filter((menu) => menu.actionID && (menu.xmlid || "").startsWith(prefix))
            .map(({actionID, name, xmlid}) => ({actionID, name, xmlid}));
    }

    async function open(action, options = {}) {
        await closeAll();
        const cancel = document.querySelector(".o_form_button_cancel");
        if (cancel && visible(cancel)) {
            click(cancel);
            await pause(30);
        }
        await Promise.race([
            services()
                .action.doAction(action, {clearBreadcrumbs: true, ...options})
                .catch((error) => {
                    if (!fromServer(error)) {
                        problems.push(`script: ${text(error)}`);
                    }
                }),
            pause(20000),
        ]);
        await idle();
        add("pages");
        const controller = services().action.currentController;
        const current = controller?.action || {};
        return {
            type: current.type,
            tag: current.tag,
            model: current.res_model,
            domain: controller?.props?.domain || current.domain || [],
            context: current.context || {},
            views: (current.views || []).map(([id, type]) => [id, type]),
            dialog: Boolean(document.querySelector(".o_dialog")),
            name: current.name || current.display_name,
        };
    }

    async function eachView() {
        const kinds = all(".o_cp_switch_buttons .o_switch_view").map((button) =>
            [...button.classList].find((name) => /^o_(?!switch)/.test(name))
        );
        await searches();
        for (const kind of kinds) {
            const button = document.querySelector(`.o_switch_view.${kind}`);
            if (!button || button.classList.contains("active")) {
                continue;
            }
            click(button);
            await pause(50);
            await idle();
            add("views");
        }
        add("views");
    }

    async function searches() {
        const box = document.querySelector(".o_searchview_input");
        if (!box || !visible(box)) {
            return;
        }
        await typeInto(box);
        const toggler = document.querySelector(".o_searchview_dropdown_toggler");
        if (!toggler || !visible(toggler)) {
            return;
        }
        click(toggler);
        await pause(60);
        for (const menu of [".o_filter_menu", ".o_group_by_menu"]) {
            for (const accordion of all(`${menu} .o_accordion_toggle`)) {
                click(accordion);
            }
            await pause(30);
            const items = `${menu} .o_menu_item:not(.o_accordion_toggle):not(.o_add_custom_filter)`;
            const number = all(items).length;
            for (let place = 0; place < number; place++) {
                const item = all(items)[place];
                if (item && visible(item)) {
                    click(item);
                    await idle();
                    // Groups within groups within groups are another matter.
                    if (menu === ".o_group_by_menu") {
                        click(all(items)[place] || item);
                    }
                }
                add(menu === ".o_filter_menu" ? "filters" : "group-bys");
            }
        }
        click(toggler);
        await pause(30);
    }

    async function typeInto(input) {
        input.focus();
        click(input);
        input.value = "r";
        input.dispatchEvent(new InputEvent("input", {bubbles: true, data: "r"}));
        await pause(320);
        await idle();
        input.value = "";
        input.dispatchEvent(new InputEvent("input", {bubbles: true}));
        input.dispatchEvent(
            new KeyboardEvent("keydown", {key: "Escape", bubbles: true})
        );
        await pause(10);
    }

    /** A letter into each field that looks for records; known ones are left out. */
    async function letters(model, known, root = document) {
        const boxes =
            ".o_field_many2one input, .o_field_many2one_avatar input," +
            " .o_field_many2one_avatar_user input, .o_field_many2many_tags input," +
            " .o_field_many2many_tags_avatar input, .o_field_widget .o-autocomplete--input";
        const typed = [];
        for (const input of new Set(all(boxes, root))) {
            const name = input.closest(".o_field_widget")?.getAttribute("name");
            const key = `${model}.${name}`;
            if (!visible(input) || input.disabled || known.includes(key)) {
                continue;
            }
            typed.push(key);
            await typeInto(input);
            add("fields");
        }
        return typed;
    }

    async function form(model, known) {
        const typed = [];
        const tabs = all(".o_form_view .o_notebook_headers .nav-link").filter(visible);
        for (const tab of tabs.length ? tabs : [null]) {
            if (tab && tab.isConnected) {
                click(tab);
                await pause(30);
                await idle();
                add("tabs");
            }
            typed.push(...(await letters(model, [...known, ...typed])));
            for (const more of all(
                ".o_field_x2many_list_row_add a, .o-kanban-button-new"
            )) {
                const holder = more.closest(".o_field_widget")?.getAttribute("name");
                if (!visible(more) || known.includes(`${model}.${holder}+`)) {
                    continue;
                }
                typed.push(`${model}.${holder}+`);
                click(more);
                await pause(60);
                await idle();
                const dialog = all(".o_dialog").pop();
                const part = `${model}.${holder}`;
                typed.push(...(await letters(part, [...known, ...typed], dialog)));
                await closeAll();
            }
        }
        return typed;
    }

    const PRESSED =
        ".o_form_view button[name], .o_list_view button[name]," +
        " .o_kanban_view [name][type=object], .o_kanban_view button[name]," +
        " .o_form_view .oe_stat_button";

    /** Buttons that are there now; each is found again by its key. */
    function buttons(root = document) {
        const found = {};
        for (const button of all(PRESSED, root)) {
            const name = button.getAttribute("name");
            if (!name || button.disabled || !visible(button)) {
                continue;
            }
            found[name] ||= button.innerText.trim() || button.title || name;
        }
        return found;
    }

    async function press(name) {
        const button = all(PRESSED).find(
            (one) => one.getAttribute("name") === name && visible(one)
        );
        if (!button) {
            return {gone: true};
        }
        click(button);
        add("buttons");
        await pause(80);
        await idle();
        return after();
    }

    /** Says yes, fills in nothing, presses on: whatever opened ends by being closed. */
    async function after() {
        const seen = [];
        for (let level = 0; level < 3; level++) {
            const dialog = all(".o_dialog").pop();
            if (!dialog) {
                break;
            }
            const within = dialog.querySelector(".o_form_view");
            if (within) {
                add("wizards");
                seen.push(...(await letters("wizard", seen, dialog)));
            }
            const primary = all("footer .btn-primary", dialog).find(
                (one) => visible(one) && !one.disabled
            );
            if (!primary) {
                break;
            }
            click(primary);
            add("buttons");
            await pause(80);
            await idle();
            if (document.contains(dialog) && all(".o_dialog").pop() === dialog) {
                break;
            }
        }
        await closeAll();
        await idle();
        return {fields: seen};
    }

    // ------------------------------------------------------------------
    // Pages of our own: desks, maps, the dashboard
    // ------------------------------------------------------------------

    const CLIENT =
        ".o_action_manager button, .o_action_manager a.btn," +
        " .o_action_manager [role=button], .o_action_manager [role=tab]," +
        " .o_action_manager a[href='#']";
    const here = () =>
        all(CLIENT).filter(
            (one) => visible(one) && !one.disabled && !one.closest(".o_searchview")
        );

    const named = (one) =>
        (one.innerText || one.title || one.ariaLabel || one.className)
            .trim()
            .slice(0, 40);

    async function clientButtons() {
        for (const input of all(".o_action_manager input:not([type=checkbox])")) {
            if (visible(input) && !input.disabled && !input.readOnly) {
                if (["text", "search", ""].includes(input.type)) {
                    await typeInto(input);
                    add("fields");
                }
            }
        }
        return [...new Set(here().map(named))].slice(0, 40);
    }

    async function pressClient(label) {
        const button = here().find((one) => named(one) === label);
        if (!button) {
            return {gone: true};
        }
        click(button);
        add("buttons");
        await pause(80);
        await idle();
        return after();
    }

    /** Words of ours that stand there in Latin letters. */
    function latin() {
        const places =
            "label, th, button, .o_menu_sections *, .nav-link, .o_stat_text, legend";
        return [
            ...new Set(
                all(places)
                    .filter((one) => visible(one) && !one.children.length)
                    .map((one) => one.innerText.trim())
                    .filter(
                        (one) => /[a-z]{3,}/.test(one) && !/[\u4e00-\u9fff]/.test(one)
                    )
            ),
        ];
    }

    return {
        after,
        buttons,
        clientButtons,
        closeAll,
        eachView,
        form,
        idle,
        latin,
        menus,
        open,
        press,
        pressClient,
        start,
        take,
    };
})();
