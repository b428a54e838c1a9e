import {downloadFile} from "@web/core/network/download";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const card = (name) => `.o_cem_card:has(.o_cem_card_name:contains(/^★?\\s*${name}$/))`;
const stageHead = (name) => `.o_cem_stage_head:contains(${name})`;
/** A card in the column of a stage, counted from 0. */
const cardIn = (column, name) =>
    `tr[data-lane=touchpoints] td[data-column="${column}"] ${card(name)}`;

function score(name, text) {
    return {
        content: `${name} shows ${text}`,
        trigger: `${card(name)} .o_cem_score:contains(${text})`,
    };
}

function press(trigger, ...keys) {
    return keys.map((key) => ({
        content: `Press ${key}`,
        trigger,
        run: `press ${key}`,
    }));
}

/** Press keys on whatever has the focus, then look where it went. */
function walk(keys, target) {
    return [
        {
            content: `Press ${keys.join(" ")}`,
            trigger: ".o_cem_map_table",
            run: async (helpers) => {
                for (const key of keys) {
                    await helpers.press(key);
                }
            },
        },
        {content: `The focus is at ${target}`, trigger: `${target}:focus`},
    ];
}

/** The picture is made in the browser; what would be saved is looked at. */
function picture(name) {
    return [
        {
            trigger: "button[name=export]",
            run: async (helpers) => {
                catchDownload(name);
                await helpers.click();
            },
        },
        {trigger: ".o_cem_export_png", run: "click"},
        {trigger: "body[data-cem-picture='1462']"},
    ];
}

function catchDownload(name) {
    const save = downloadFile._download;
    downloadFile._download = async (blob, filename, type) => {
        downloadFile._download = save;
        const image = await createImageBitmap(blob);
        if (filename !== `${name}.png` || type !== "image/png") {
            throw new Error(`${filename}, ${type}`);
        }
        document.body.dataset.cemPicture = String(image.width);
    };
}

tours.add("cem_journey_map_staff", {
    steps: () => [
        {trigger: stageHead("Looking")},
        {trigger: stageHead("Buying")},
        {trigger: stageHead("Riding")},
        score("Web shop", "6.0"),
        score("Web shop", "n=12"),
        {
            content: "Told apart without colour",
            trigger: `${card("Web shop")} .o_cem_symbol:contains(△)`,
        },
        score("Till", "too few (3)"),
        score("Window", "—"),
        {trigger: `${card("Test ride")} .o_cem_moment`},
        {
            content: "The curve, designed and measured",
            trigger:
                "td[data-column='1'] .o_cem_point.o_cem_measured:contains(+2):contains(n=6)",
        },
        {trigger: "td[data-column='0'] .o_cem_point.o_cem_designed:contains(+1)"},
        {
            content: "Words of the stage",
            trigger: "tr[data-lane=does] .o_cem_text:contains(Compares three shops.)",
        },
        {
            content: "Answers of one value tier only",
            trigger: "button[name=value_tier_ids]",
            run: "click",
        },
        {trigger: ".o_cem_map_choices .o-dropdown-item:eq(0)", run: "click"},
        score("Web shop", "4.0"),
        score("Web shop", "n=6"),
        {trigger: ".o_cem_map_reset", run: "click"},
        score("Web shop", "n=12"),
        {
            content: "A period without answers",
            trigger: "select[name=period]",
            run: "select custom",
        },
        {
            trigger: "input[name=date_to]",
            run() {
                this.anchor.value = "2026-02-28";
                this.anchor.dispatchEvent(new Event("change"));
            },
        },
        score("Web shop", "—"),
        {trigger: ".o_cem_map_reset", run: "click"},
        score("Web shop", "6.0"),
        {trigger: "input[name=search]", run: "edit stock"},
        {trigger: ".o_cem_map_count:contains(1 of 5)"},
        {trigger: card("Window")},
        {trigger: `body:not(:has(${card("Till")}))`},
        {trigger: "input[name=search]", run: "clear"},
        ...picture("Buying a bicycle"),
        {
            content: "Nothing to draw with",
            trigger: ".o_cem_map:not(:has(.o_cem_new_touchpoint, .o_cem_new_stage))",
        },
        {trigger: card("Web shop"), run: "dblclick"},
        {trigger: ".o_cem_map:not(:has(.o_cem_map_input))"},
        {
            trigger:
                ".o_cem_panel:has(h2:contains(Web shop)):not(:has(input, textarea, select))",
        },
        {trigger: ".o_cem_panel section[name=standards]"},
        {trigger: ".o_cem_panel_table td:contains(Service)"},
        {trigger: ".o_cem_open_scores", run: "click"},
        {trigger: ".o_list_view .o_data_row:eq(11)"},
        {
            content: "Back on the map, which is as it was left",
            trigger: ".o_back_button, .breadcrumb-item a:contains(Buying a bicycle)",
            run: "click",
        },
        {trigger: ".o_cem_panel h2:contains(Web shop)"},
    ],
});

tours.add("cem_journey_map_mouse", {
    steps: () => [
        {trigger: ".o_nocontent_help:contains(still empty)"},
        {trigger: ".o_cem_first_stage", run: "click"},
        {trigger: "thead .o_cem_map_input", run: "edit Coming && press Enter"},
        {trigger: stageHead("Coming")},
        {trigger: "thead .o_cem_map_input", run: "edit Going && press Enter"},
        {trigger: stageHead("Going")},
        {trigger: "thead .o_cem_map_input", run: "press Escape"},
        {trigger: "td[data-column='0'] .o_cem_new_touchpoint", run: "click"},
        {trigger: ".o_cem_map_input", run: "edit Door && press Enter"},
        {trigger: cardIn(0, "Door")},
        {
            trigger: "td[data-column='0'] .o_cem_map_input",
            run: "edit Bell && press Enter",
        },
        {trigger: cardIn(0, "Bell")},
        {trigger: "td[data-column='0'] .o_cem_map_input", run: "press Escape"},
        {
            content: "On to a journey that is there already",
            trigger: "select[name=journey]",
            run: "selectByLabel Buying a bicycle",
        },
        {trigger: card("Web shop"), run: "dblclick"},
        {
            trigger: ".o_cem_cards .o_cem_map_input",
            run: "edit Online shop && press Enter",
        },
        {trigger: `.o_cem_map:not(:has(.o_cem_map_input)) ${card("Online shop")}`},
        {
            content: "Escape leaves it as it was",
            trigger: card("Till"),
            run: "dblclick",
        },
        {trigger: ".o_cem_cards .o_cem_map_input", run: "edit Wrong && press Escape"},
        {trigger: `.o_cem_map:not(:has(.o_cem_map_input)) ${card("Till")}`},
        {
            trigger: "tr[data-lane=asks] .o_cem_text:contains(Is it in stock?)",
            run: "dblclick",
        },
        {
            trigger: "tr[data-lane=asks] textarea",
            run: "edit Is it still in stock? && press Enter",
        },
        {trigger: "tr[data-lane=asks] .o_cem_text:contains(Is it still in stock?)"},
        {content: "The rest in the panel", trigger: card("Window"), run: "click"},
        {trigger: ".o_cem_panel h2:contains(Window)"},
        {
            trigger: ".o_cem_panel select[name=channel_id]",
            run: "selectByLabel Advertising",
        },
        {trigger: `${card("Window")} .o_cem_channel:contains(Advertising)`},
        {
            trigger: ".o_cem_panel select[name=emotion_designed]",
            run: "select 2",
        },
        {trigger: ".o_cem_panel .btn-close", run: "click"},
        {trigger: ".o_cem_map:not(:has(.o_cem_panel))"},
        {
            content: "A new touchpoint, and ready for the next one",
            trigger: "td[data-column='1'] .o_cem_new_touchpoint",
            run: "click",
        },
        {
            trigger: "td[data-column='1'] .o_cem_map_input",
            run: "edit Poster && press Enter",
        },
        {trigger: cardIn(1, "Poster")},
        {trigger: "td[data-column='1'] .o_cem_map_input", run: "press Escape"},
        {trigger: ".o_cem_new_stage", run: "click"},
        {trigger: "thead .o_cem_map_input", run: "edit Selling && press Enter"},
        {trigger: stageHead("Selling")},
        {trigger: "thead .o_cem_map_input", run: "press Escape"},
        {
            content: "Drag a touchpoint to the next stage",
            trigger: card("Window"),
            run: `drag_and_drop ${cardIn(1, "Till")}`,
        },
        {trigger: cardIn(1, "Window")},
        {
            trigger: `tr[data-lane=touchpoints] td[data-column="0"]:not(:contains(Window))`,
        },
    ],
});

tours.add("cem_journey_map_keyboard", {
    steps: () => [
        {trigger: stageHead("Looking")},
        {
            content: "Tab until the map is reached",
            trigger: "input[name=search]",
            run: async (helpers) => {
                for (let turn = 0; turn < 60; turn++) {
                    if (document.activeElement.name === "search") {
                        break;
                    }
                    await helpers.press("Tab");
                }
                await helpers.press("ArrowDown");
            },
        },
        {trigger: `${card("Web shop")}:focus`},
        {
            content: "One place of the map is in the tab order",
            trigger: ".o_cem_map_table:not(:has([tabindex='0']:not(:focus)))",
        },
        ...walk(["F2"], ".o_cem_cards .o_cem_map_input"),
        {
            trigger: ".o_cem_cards .o_cem_map_input",
            run: "edit Shop on the web && press Enter",
        },
        {trigger: `${card("Shop on the web")}:focus`},
        ...walk(["ArrowDown"], card("Window")),
        ...walk(["ArrowUp", "ArrowUp"], "td[data-column='0'] .o_cem_emotion"),
        ...walk(["F2"], "td[data-column='0'] select.o_cem_map_input"),
        {
            trigger: "td[data-column='0'] select.o_cem_map_input",
            run: "select -1 && press Enter",
        },
        {trigger: "td[data-column='0'] .o_cem_emotion:focus:contains(−1)"},
        ...walk(["ArrowRight"], "td[data-column='1'] .o_cem_emotion"),
        ...walk(["Home"], "td[data-column='0'] .o_cem_emotion"),
        ...walk(
            ["PageDown", "PageDown", "PageDown", "ArrowDown"],
            "tr[data-lane=asks] .o_cem_text:contains(Is it in stock?)"
        ),
        ...walk(["F2"], "tr[data-lane=asks] textarea"),
        {
            trigger: "tr[data-lane=asks] textarea",
            run: "edit Is it there? && press Enter",
        },
        {trigger: "tr[data-lane=asks] .o_cem_text:focus:contains(Is it there?)"},
        {
            content: "Enter opens the panel, Escape comes back",
            trigger: ".o_cem_text:focus",
            run: "press Enter",
        },
        {trigger: ".o_cem_panel:focus:has(h2:contains(Window))"},
        ...press(".o_cem_panel:focus", "Escape"),
        {trigger: ".o_cem_map:not(:has(.o_cem_panel)) .o_cem_text:focus"},
        ...walk(["PageUp", "PageUp", "ArrowDown", "ArrowDown"], card("Test ride")),
        {
            content: "Pick up, carry, and put back",
            trigger: `${card("Test ride")}:focus`,
            run: "press Space",
        },
        {trigger: "[role=status]:contains(Test ride is picked up)"},
        ...press(`${card("Test ride")}:focus`, "ArrowRight"),
        {trigger: `${cardIn(1, "Test ride")}:focus`},
        {trigger: "[role=status]:contains(Buying, place 2 of 2)"},
        ...press(`${card("Test ride")}:focus`, "Escape"),
        {trigger: `${cardIn(0, "Test ride")}:focus`},
        ...press(`${card("Test ride")}:focus`, "Space"),
        {trigger: ".o_cem_grabbed"},
        ...press(`${card("Test ride")}:focus`, "ArrowRight"),
        ...press(`${cardIn(1, "Test ride")}:focus`, "ArrowUp"),
        ...press(`${cardIn(1, "Test ride")}:focus`, "Space"),
        {trigger: "[role=status]:contains(Test ride is now at Buying)"},
        {trigger: `${cardIn(1, "Test ride")}:focus:not(.o_cem_grabbed)`},
    ],
});

tours.add("cem_journey_map_large", {
    steps: () => [
        {trigger: ".o_cem_map_count:contains(150 of 150)"},
        {
            content: "All of it is drawn, closely",
            trigger: ".o_cem_map[data-density=compact]",
            run() {
                const cards = document.querySelectorAll(".o_cem_card").length;
                const stages = document.querySelectorAll(".o_cem_stage").length;
                if (cards !== 150 || stages !== 12) {
                    throw new Error(`${stages} stages, ${cards} touchpoints`);
                }
            },
        },
        {
            content: "Long lanes are folded and say how much is in them",
            trigger: "tr[data-lane=asks].o_cem_folded td[data-column='0']:contains(13)",
        },
        {trigger: "tr[data-lane=asks] .o_cem_lane button", run: "click"},
        {
            trigger:
                "tr[data-lane=asks]:not(.o_cem_folded) .o_cem_text:contains(How long will it take?)",
        },
        {
            content: "Names of stages and lanes stay in sight at the far end",
            trigger: ".o_cem_map_scroll",
            run() {
                const scroll = document.querySelector(".o_cem_map_scroll");
                scroll.scrollTo(scroll.scrollWidth, scroll.scrollHeight);
            },
        },
        {
            trigger: ".o_cem_map_scroll",
            run() {
                const box = document
                    .querySelector(".o_cem_map_scroll")
                    .getBoundingClientRect();
                const lane = document
                    .querySelector("tr[data-lane=dimensions] .o_cem_lane")
                    .getBoundingClientRect();
                const stage = document
                    .querySelector(".o_cem_stage[data-column='11']")
                    .getBoundingClientRect();
                if (
                    Math.abs(lane.left - box.left) > 2 ||
                    Math.abs(stage.top - box.top) > 2
                ) {
                    throw new Error("The names have gone out of sight");
                }
            },
        },
        {
            content: "An overview that fits the window",
            trigger: "select[name=density]",
            run: "select fit",
        },
        {
            trigger: ".o_cem_map[data-density=fit]",
            run() {
                const scroll = document.querySelector(".o_cem_map_scroll");
                const wide = document.querySelector(".o_cem_stage").offsetWidth;
                if (wide > scroll.clientWidth / 10) {
                    throw new Error(`A stage is ${wide} wide`);
                }
            },
        },
        {trigger: "input[name=search]", run: "edit Contact 1 with"},
        {trigger: ".o_cem_map_count:contains(1 of 150)"},
        {trigger: card("Contact 1 with a name that is rather long"), run: "click"},
        {
            content: "Another stage, without dragging across twelve of them",
            trigger: ".o_cem_panel select[name=stage_id]",
            run: "selectByLabel Stage 2",
        },
        {trigger: cardIn(1, "Contact 1 with a name that is rather long")},
    ],
});

tours.add("cem_journey_map_chinese", {
    steps: () => [
        {trigger: ".o_cem_stage[data-column='0'] .o_cem_stage_name:contains(迎)"},
        {trigger: ".o_cem_stage[data-column='6'] .o_cem_stage_name:contains(送)"},
        {trigger: ".o_cem_card_name:contains(排队叫号机)"},
        {trigger: "tr[data-lane=does] .o_cem_text:contains(/[\\u4e00-\\u9fff]/)"},
    ],
});
