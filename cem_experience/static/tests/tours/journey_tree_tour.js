import * as hoot from "@odoo/hoot-dom";
import {registry} from "@web/core/registry";

const row = (name) => `.o_cem_tree_row[data-name="${name}"]`;
const at = (name, level) => `${row(name)}[aria-level="${level}"]`;
const NEW = ".o_cem_tree_new input:focus";

// Where in a row to drop: the middle is "into", the lower edge "after"
const drop = (name, where) => async (helpers) => {
    const top = {before: 4, into: 20, after: 36}[where];
    await helpers.drag_and_drop(`${row(name)} .o_cem_tree_name`, {
        position: {top: top - 8, left: 10},
        relative: true,
    });
};

registry.category("web_tour.tours").add("cem_journey_tree_mouse", {
    steps: () => [
        {
            content: "start a new journey",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            content: "give it a name",
            trigger: ".o_field_widget[name='name'] :is(input, textarea)",
            run: "edit Buying by mouse",
        },
        {
            content: "save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "open its tree",
            trigger:
                "body:has(.o_form_saved) .oe_stat_button:contains(Touchpoint Tree)",
            run: "click",
        },
        {
            content: "an empty tree says how to begin",
            trigger: ".o_cem_tree_first",
            run: "click",
        },
        {content: "the first stage", trigger: NEW, run: "edit Viewing"},
        {content: "leave the field", trigger: ".o_cem_tree_search", run: "click"},
        {
            content: "a second stage",
            trigger: `.o_cem_tree:has(${at("Viewing", 1)}):not(:has(.o_cem_tree_new)) .o_cem_tree_add_stage`,
            run: "click",
        },
        {content: "its name", trigger: NEW, run: "edit Living"},
        {content: "leave the field", trigger: ".o_cem_tree_search", run: "click"},
        {
            content: "add a touchpoint to the first stage",
            trigger: `.o_cem_tree:has(${at("Living", 1)}):not(:has(.o_cem_tree_new)) ${row("Viewing")} .o_cem_tree_add_part`,
            run: "click",
        },
        {content: "its name", trigger: NEW, run: "edit Office && press Enter"},
        {
            content: "the field waits for the next one",
            trigger: `.o_cem_tree_rows:has(${at("Office", 2)}) ${NEW}`,
            run: "edit Desk && press Enter",
        },
        {
            content: "and one more",
            trigger: `.o_cem_tree_rows:has(${at("Desk", 2)}) ${NEW}`,
            run: "edit Board && press Enter",
        },
        {
            content: "enough for now",
            trigger: `.o_cem_tree_rows:has(${at("Board", 2)}) ${NEW}`,
            run: "press Escape",
        },
        {
            content: "a part by its button",
            trigger: `.o_cem_tree:not(:has(.o_cem_tree_new)) ${row("Desk")} .o_cem_tree_add_part`,
            run: "click",
        },
        {content: "its name", trigger: NEW, run: "edit Pen && press Enter"},
        {
            content: "enough",
            trigger: `.o_cem_tree_rows:has(${at("Pen", 3)}) ${NEW}`,
            run: "press Escape",
        },
        {
            content: "reorder: the board before the office",
            trigger: `.o_cem_tree:not(:has(.o_cem_tree_new)) ${row("Board")} .o_cem_tree_handle`,
            run: drop("Office", "before"),
        },
        {
            content: "re-parent: the desk, with its pen, into the office",
            trigger: `${at("Board", 2)}[aria-posinset="1"] ~ ${row("Desk")} .o_cem_tree_handle`,
            run: drop("Office", "into"),
        },
        {
            content: "to another stage: the board",
            trigger: `.o_cem_tree_rows:has(${at("Pen", 4)}):has(${at("Desk", 3)}) ${row("Board")} .o_cem_tree_handle`,
            run: drop("Living", "into"),
        },
        {
            content: "into itself is refused",
            trigger: `.o_cem_tree_rows:has(${row("Living")} + ${at("Board", 2)}) ${row("Office")} .o_cem_tree_handle`,
            run: drop("Pen", "into"),
        },
        {
            content: "with the reason",
            trigger:
                ".o_notification:contains(one of its own parts) .o_notification_close",
            run: "click",
        },
        {
            content: "look at the desk",
            trigger: `${at("Desk", 3)} .o_cem_tree_name`,
            run: "click",
        },
        {
            content: "its channel",
            trigger: ".o_cem_tree_details:contains(Desk) #cem_tree_channel",
            run: "selectByLabel Counter",
        },
        {
            content: "its dimension",
            trigger: `.o_cem_tree:has(${row("Desk")} .o_cem_tree_channel:contains(Counter)) .o_cem_tree_dimension_table tr:contains(Service) input`,
            run: "edit 6 && press Tab",
        },
        {
            content: "another dimension",
            trigger:
                ".o_cem_tree_dimension_table:has(tfoot:contains(6)) tr:contains(Price) input",
            run: "edit 2 && press Tab",
        },
        {
            content: "they sum up",
            trigger:
                ".o_cem_tree_dimension_table:has(tfoot:contains(8)) tr:contains(Price):contains(25 %)",
        },
        {
            content: "a weight below zero is refused",
            trigger: "#cem_tree_weight",
            run: "edit -3 && press Tab",
        },
        {
            content: "and the old one stands",
            trigger: ".o_notification:contains(no weight) .o_notification_close",
            run: "click",
        },
        {
            content: "weigh it",
            trigger: "#cem_tree_weight:value(1)",
            run: "edit 3 && press Tab",
        },
        {
            content: "select two",
            trigger: `.o_cem_tree:has(${row("Desk")} .o_cem_tree_weight:contains(3)) ${row("Pen")} .o_cem_tree_check`,
            run: "click",
        },
        {
            content: "the other",
            trigger: `${row("Board")} .o_cem_tree_check`,
            run: "click",
        },
        {
            content: "archive both",
            trigger: ".o_cem_tree_bulk:contains(2 selected) .o_cem_tree_bulk_archive",
            run: "click",
        },
        {
            content: "take it back",
            trigger: `body:not(:has(${row("Pen")})):not(:has(${row("Board")})) .o_notification button:contains(Undo)`,
            run: "click",
        },
        {
            content: "they are there again",
            trigger: `.o_cem_tree_rows:has(${at("Pen", 4)}) ${at("Board", 2)}`,
        },
    ],
});

async function tabTo(selector, key = "Tab") {
    for (let count = 0; count < 80; count++) {
        if (document.activeElement.matches(selector)) {
            return;
        }
        await hoot.press(key.split("+"));
        await hoot.animationFrame();
    }
    throw new Error(`Tab does not reach ${selector}`);
}

const press = (...keys) => ({
    trigger: ".o_cem_tree_rows:focus",
    run: async () => {
        for (const key of keys) {
            await hoot.press(key.split("+"));
            await hoot.animationFrame();
        }
    },
});

/** Type a name where the focus is, as fast as one likes. */
const type = (name, ...keys) => ({
    content: `type ${name}`,
    trigger: NEW,
    run: async () => {
        await hoot.edit(name);
        for (const key of [...keys, "Enter"]) {
            await hoot.press(key.split("+"));
        }
    },
});

const active = (name, level) => ({trigger: `${at(name, level)}.o_active`});

registry.category("web_tour.tours").add("cem_journey_tree_keyboard", {
    steps: () => [
        {
            content: "start a new journey",
            trigger: ".o-kanban-button-new",
            run: () => hoot.press(["alt", "c"]),
        },
        {
            content: "its name is where one types",
            trigger: ".o_field_widget[name='name'] :is(input, textarea):focus",
            run: async () => {
                await hoot.edit("Buying by keyboard");
                await hoot.press(["alt", "s"]);
            },
        },
        {
            content: "open its tree",
            trigger:
                "body:has(.o_form_saved) .oe_stat_button:contains(Touchpoint Tree)",
            run: async () => {
                await tabTo(".oe_stat_button:has(.fa-sitemap)", "shift+Tab");
                await hoot.press("Enter");
            },
        },
        {
            content: "the first stage",
            trigger: ".o_cem_tree_first:focus",
            run: () => hoot.press("Enter"),
        },
        type("Viewing"),
        {trigger: at("Viewing", 1)},
        type("Office", "Tab"),
        {trigger: at("Office", 2)},
        type("Desk", "Tab"),
        {trigger: at("Desk", 3)},
        type("Pen", "Tab"),
        {trigger: at("Pen", 4)},
        type("Board", "shift+Tab", "shift+Tab"),
        {trigger: at("Board", 2)},
        type("Living", "shift+Tab"),
        {trigger: at("Living", 1)},
        {trigger: NEW, run: () => hoot.press("Escape")},
        press("Home", "ArrowDown", "ArrowDown", "ArrowDown"),
        active("Pen", 4),
        press("F2"),
        {
            content: "rename",
            trigger: ".o_cem_tree_rename:focus",
            run: async () => {
                await hoot.edit("Fountain pen");
                await hoot.press("Enter");
            },
        },
        {trigger: at("Fountain pen", 4)},
        press("shift+Tab"),
        active("Fountain pen", 3),
        press("alt+ArrowUp"),
        {trigger: `${at("Fountain pen", 3)}[aria-posinset="1"].o_active`},
        press("End", "ArrowUp"),
        active("Board", 2),
        press("alt+ArrowDown"),
        {content: "on the next stage", trigger: `${row("Living")} + ${row("Board")}`},
        press("alt+ArrowUp"),
        {trigger: `${row("Board")} + ${row("Living")}`},
        press("Tab"),
        {trigger: `${at("Board", 3)}[aria-posinset="3"].o_active`},
        press("control+Enter"),
        {
            content: "its channel",
            trigger: ".o_cem_tree_details #cem_tree_channel:focus",
            run: async () => {
                const option = [...document.activeElement.options].find(
                    (one) => one.text === "Advertising"
                );
                await hoot.select(option.value);
            },
        },
        {
            content: "its weight",
            trigger: `.o_cem_tree:has(${row("Board")} .o_cem_tree_channel:contains(Advertising)) #cem_tree_weight`,
            run: async () => {
                await tabTo("#cem_tree_weight");
                await hoot.edit("2");
                await hoot.press("Tab");
            },
        },
        {
            content: "back to the tree",
            trigger: `.o_cem_tree:has(${row("Board")} .o_cem_tree_weight:contains(50 %)) .o_cem_tree_details`,
            run: () => hoot.press("Escape"),
        },
        press("ArrowUp", " ", "ArrowDown", " ", "Delete"),
        {
            trigger: `.o_cem_tree_rows:not(:has(${row("Desk")})):not(:has(${row("Board")}))`,
        },
        press("control+z"),
        {
            content: "undone",
            trigger: `.o_cem_tree_rows:has(${row("Desk")}) ${at("Board", 3)}`,
        },
        press("Home", "ArrowLeft"),
        {content: "folded", trigger: `${row("Viewing")}[aria-expanded='false']`},
        press("ArrowRight"),
        {trigger: `.o_cem_tree_rows:has(${row("Desk")})`},
        press("shift+Enter"),
        type("Car park"),
        {trigger: at("Car park", 2)},
        {trigger: NEW, run: () => hoot.press("Escape")},
        press("Escape", "Tab"),
        {
            content: "Tab leaves the tree",
            trigger: "body:not(:has(.o_cem_tree_rows:focus))",
        },
    ],
});
