/** In the page: opens screens, and fills in a letter wherever something is looked for. */
(() => {
    const {add, all, click, closeAll, fromServer, idle, pause} = window.clicking;
    const {problems, services, text, visible} = window.clicking;

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

    Object.assign(window.clicking, {eachView, form, letters, menus, open, typeInto});
})();
