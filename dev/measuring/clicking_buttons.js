/** In the page: presses what is on a screen, and reads what stands there. */
(() => {
    const {
        add,
        all,
        choosing,
        click,
        closeAll,
        idle,
        letters,
        pause,
        reading,
        typeInto,
        visible,
    } = window.clicking;

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

    async function pressed(button, counted) {
        if (!button) {
            return {gone: true};
        }
        click(button);
        add(counted);
        await pause(80);
        await idle();
        return after();
    }

    async function press(name) {
        const button = all(PRESSED).find(
            (one) => one.getAttribute("name") === name && visible(one)
        );
        return pressed(button, "buttons");
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
        return pressed(button, "buttons");
    }

    // ------------------------------------------------------------------
    // Lists with rows chosen
    // ------------------------------------------------------------------

    const CHOSEN =
        ".o_control_panel .o_list_buttons button, .o_control_panel_actions button," +
        " .o_list_view header button, .o_control_panel_main_buttons button";
    const MENU = ".o_cp_action_menus .dropdown-toggle, .o_cp_action_menus button";
    const ENTRY = ".o-dropdown--menu .o_menu_item, .o-dropdown--menu .dropdown-item";
    const standing = (selector) => all(selector).filter(visible);
    const label = (one) => (one.innerText || one.title || "").trim().slice(0, 60);

    async function choose() {
        const boxes = all(".o_list_view .o_data_row .o_list_record_selector input");
        for (const box of boxes.slice(0, 2)) {
            click(box);
            await pause(30);
        }
        await idle();
        return boxes.length > 0;
    }

    async function entries() {
        const found = [];
        for (const [place, toggle] of standing(MENU).entries()) {
            click(toggle);
            await pause(60);
            await idle();
            found.push(...standing(ENTRY).map((one) => [place, label(one)]));
            click(toggle);
            await pause(30);
        }
        return found;
    }

    /** What may be done with chosen rows: buttons above the list, entries of its menus. */
    async function chosenButtons() {
        if (!(await choose())) {
            return [];
        }
        const menu = all(".o_cp_action_menus")[0];
        const above = standing(CHOSEN).filter(
            (one) => one.getAttribute("name") && !menu?.contains(one)
        );
        return [
            ...new Set(above.map((one) => `name ${one.getAttribute("name")}`)),
            ...(await entries()).map(([place, said]) => `menu ${place} ${said}`),
        ];
    }

    async function pressChosen(key) {
        if (!(await choose())) {
            return {gone: true};
        }
        const [kind, place, ...rest] = key.split(" ");
        let button = null;
        if (kind === "name") {
            button = standing(CHOSEN).find((one) => one.getAttribute("name") === place);
        } else {
            const toggle = standing(MENU)[Number(place)];
            if (toggle) {
                click(toggle);
                await pause(60);
                await idle();
                button = standing(ENTRY).find((one) => label(one) === rest.join(" "));
            }
        }
        choosing.now = true;
        const answer = await pressed(button, "actions on rows");
        choosing.now = false;
        return answer;
    }

    // ------------------------------------------------------------------
    // Words
    // ------------------------------------------------------------------

    const LABELS =
        "label, th, button, .o_menu_sections *, .nav-link, .o_stat_text, legend," +
        " .o_horizontal_separator, .dropdown-item, .o_kanban_header, .o_view_nocontent *";
    const TEXTS = ["placeholder", "title", "aria-label", "data-tooltip", "alt"];

    /** Everything that can be read: [words, whether the place holds none of the data]. */
    function words() {
        const found = new Map();
        const note = (value, ours) => {
            const said = (value || "").trim();
            if (/[A-Za-z]{2,}/.test(said) && said.length < 2000) {
                found.set(said, found.get(said) || ours);
            }
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const {parentElement: one, nodeValue} = walker.currentNode;
            if (
                nodeValue.trim() &&
                !one.closest(
                    "script, style, svg, .o_view_sample_data, .o-autocomplete--dropdown-item"
                ) &&
                visible(one)
            ) {
                const field = one.closest(".o_field_widget, .o_data_cell, .o_tag");
                note(nodeValue, !field && one.matches(LABELS));
            }
        }
        // The letter that was typed is a node of its own there.
        for (const one of all(".o-autocomplete--dropdown-item").filter(visible)) {
            note(one.innerText, false);
        }
        for (const name of TEXTS) {
            for (const one of all(`[${name}]`)) {
                if (visible(one)) {
                    note(one.getAttribute(name), name === "placeholder");
                }
            }
        }
        // Help that comes up over a label.
        for (const one of all("[data-tooltip-info]").filter(visible)) {
            const {field = {}, ...rest} = JSON.parse(one.dataset.tooltipInfo);
            note(field.help || rest.help || "", true);
            note(field.label || "", true);
        }
        return [...found];
    }

    /** From now on, keep all that can be read whenever the page has come to rest. */
    function readAlong() {
        reading.words = words;
    }

    Object.assign(window.clicking, {
        after,
        buttons,
        chosenButtons,
        clientButtons,
        press,
        pressChosen,
        pressClient,
        readAlong,
    });
})();
