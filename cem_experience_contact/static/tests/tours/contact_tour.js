import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// What is pressed beside the customer's and the agent's own words
const MOST_KEYS = 10;
const pressed = [];

function empty(input) {
    if (input.value) {
        throw new Error(`${input.id} holds “${input.value}”`);
    }
}

/** A key, pressed where the keyboard is; nothing is clicked in this tour. */
function key(trigger, name, content = `${name} at ${trigger}`) {
    return {
        content,
        trigger,
        run: async ({press}) => {
            pressed.push(name);
            await press(name);
        },
    };
}

function type(field, text) {
    return {
        content: `The keyboard is at ${field}`,
        trigger: `#cem_contact_${field}:focus`,
        run: async ({press}) => {
            for (const character of text) {
                await press(character);
            }
        },
    };
}

/** Type, wait for what is offered first, and take it by Enter. */
function pick(field, text, offered) {
    return [
        type(field, text),
        key(
            `.o_cem_contact:has([data-field=${field}] .ui-state-active:contains("${offered}")) #cem_contact_${field}:focus`,
            "Enter"
        ),
    ];
}

tours.add("cem_contact_tour", {
    steps: () => [
        {
            content: "Nothing has been pressed yet",
            trigger: ".o_cem_contact",
            run: () => pressed.splice(0),
        },
        ...pick("customer", "custo", "Customer Li"),
        {
            content: "What is known of the customer stands there, and is filled in",
            trigger: ".o_cem_contact_facts:contains(Lift broken)",
        },
        {trigger: "#cem_contact_stage:has(option:checked:contains(Living))"},
        ...pick("need", "test park", "Test parking space"),
        {trigger: "[data-field=need] input[type=checkbox]:not(:checked)"},
        {
            content: "The product of last time is filled in",
            trigger: "#cem_contact_product:focus:value(Lift)",
        },
        ...pick("product", "level 2", "level 2"),
        ...pick("question", "how longs the warranty", "How long is the warranty"),
        ...pick("barrier", "too exp", "Too expensive"),
        {content: "A face", trigger: "[data-field=feeling] [role=radio]:focus"},
        key("[data-field=feeling] [role=radio]:focus", "2"),
        key("[data-field=callback] [role=radio]:focus", "3"),
        type("note", "before may"),
        key("#cem_contact_note:focus", "Control+Enter"),
        {
            content: "Saved",
            trigger: ".o_cem_contact_saved:contains(Test parking space)",
        },
        {
            content: "The next one opens empty",
            trigger: "#cem_contact_customer:focus",
            run: ({anchor}) => {
                empty(anchor);
                if (pressed.length > MOST_KEYS) {
                    throw new Error(`${pressed.length} keys: ${pressed.join(" ")}`);
                }
            },
        },
        {trigger: ".o_cem_contact_promise:contains(Customer Li)"},
        {
            content:
                "A second one: picked from the list, answer shown; then taken back",
            trigger: "#cem_contact_customer:focus",
            run: "press Enter",
        },
        ...pick("need", "a new wish", "a new wish"),
        key("#cem_contact_product:focus", "Enter"),
        type("question", "warr"),
        key(
            ".o_cem_contact:has([data-field=question] .ui-state-active) #cem_contact_question:focus",
            "ArrowDown"
        ),
        key(
            "[data-field=question]:has(.ui-state-active:contains(How long is the warranty)) #cem_contact_question:focus",
            "Enter"
        ),
        {trigger: ".o_cem_contact_answer:contains(Two years.)"},
        key("#cem_contact_barrier:focus", "Control+Enter"),
        {
            trigger:
                ".o_cem_contact_saved:contains(a new wish) .badge:contains(Proposed)",
        },
        key("#cem_contact_customer:focus", "Alt+u"),
        {
            content: "Taken back, with everything still in the form",
            trigger:
                ".o_cem_contact:not(:has(.o_cem_contact_saved)) #cem_contact_need:value(a new wish)",
        },
        {
            content: "Cleared by key; then nothing is there to save, and that is told",
            trigger: "#cem_contact_customer:focus",
            run: "press Alt+n",
        },
        {
            trigger: ".o_cem_contact:not(:has(#cem_contact_need:value(a new wish)))",
            run: ({anchor}) => empty(anchor.querySelector("#cem_contact_need")),
        },
        key("#cem_contact_customer:focus", "Control+Enter"),
        {trigger: ".o_cem_contact_error:contains(Say at least)"},
        {content: "Nothing is under way", trigger: ".o_cem_contact[aria-busy=false]"},
    ],
});

tours.add("cem_question_tour", {
    steps: () => [
        {
            content: "What is asked most often comes first",
            trigger: ".o_data_row:first:contains(Where is the pool?):contains(3)",
        },
        {
            trigger: ".o_data_row:first button[name=action_answer]",
            run: "click",
        },
        {trigger: ".modal [name=name] input:value(Where is the pool?)"},
        {trigger: ".modal [name=answer] textarea", run: "edit On the roof."},
        {trigger: ".modal [name=approve] input", run: "click"},
        {trigger: ".modal button[name=action_add]", run: "click"},
        {
            content: "It is missing no more",
            trigger:
                "body:not(:has(.modal)) .o_list_view:not(:contains(Where is the pool?))",
        },
        {trigger: ".o_data_row:first:contains(Is parking free?)"},
    ],
});
