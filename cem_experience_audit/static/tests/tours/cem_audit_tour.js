import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const saved = {content: "Everything is saved", trigger: ".o_cem_walk_saved"};

const openWalk = [
    {
        content: "Start the own part",
        trigger: ".o_kanban_record:contains(Phone audit) button:contains(Do My Part)",
        run: "click",
    },
];

function at(name) {
    return {
        content: `At ${name}`,
        trigger: `.o_cem_walk_title:contains(${name})`,
    };
}

const next = {trigger: ".o_cem_walk_next", run: "click"};
const back = {trigger: ".o_cem_walk_back", run: "click"};

/** A photo as the camera of a phone hands it over. */
async function takePhoto() {
    const canvas = document.createElement("canvas");
    canvas.width = 2400;
    canvas.height = 1800;
    const context = canvas.getContext("2d");
    context.fillStyle = "orange";
    context.fillRect(0, 0, 2400, 1800);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "wall.jpg", {type: "image/jpeg"}));
    const input = document.querySelector(".o_cem_walk_camera");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

const RealXHR = browser.XMLHttpRequest;

/** The next saving reaches the server, but its answer gets lost on the way back. */
function loseAnswer() {
    browser.XMLHttpRequest = class extends RealXHR {
        constructor() {
            super(...arguments);
            this.waiting = [];
        }

        addEventListener(type, listener) {
            this.waiting.push([type, listener]);
        }

        open(method, url) {
            const isSaving = url.includes("save_step");
            if (isSaving) {
                browser.XMLHttpRequest = RealXHR;
            }
            for (const [type, listener] of this.waiting) {
                if (!isSaving) {
                    super.addEventListener(type, listener);
                } else if (type === "error") {
                    super.addEventListener("load", listener);
                }
            }
            super.open(method, url);
        }
    };
}

registry.category("web_tour.tours").add("cem_audit_first_half", {
    steps: () => [
        ...openWalk,
        at("Sales office"),
        {
            content: "The page is as narrow as the phone",
            trigger: ".o_cem_audit_walk",
            run() {
                const {scrollWidth, clientWidth} = document.documentElement;
                if (window.innerWidth > 400 || scrollWidth > clientWidth) {
                    throw new Error(`${scrollWidth} px in ${clientWidth} px`);
                }
                for (const button of document.querySelectorAll(".o_cem_walk_big")) {
                    if (button.offsetHeight < 44) {
                        throw new Error(`Too small to tap: ${button.textContent}`);
                    }
                }
            },
        },
        {
            trigger:
                ".o_cem_walk_check:contains(Warm light) button[data-result=broken]",
            run: "click",
        },
        {
            trigger: ".o_cem_walk_check:contains(Warm light) input",
            run: "edit Neon tubes",
        },
        {
            trigger: ".o_cem_walk_check:contains(Brand wall) button[data-result=kept]",
            run: "click",
        },
        {
            trigger: ".o_cem_walk_marks[aria-label=Service] button[data-mark='3']",
            run: "click",
        },
        {
            trigger: ".o_cem_walk_marks[aria-label=Product] button[data-mark='8']",
            run: "click",
        },
        {
            content: "Sight is unpleasant",
            trigger: ".o_cem_walk_sense:contains(Sight)",
            run: "dblclick",
        },
        {
            trigger: ".o_cem_walk_sense:contains(Sight) .fa-thumbs-down",
        },
        {
            trigger: "label:has(.o_cem_walk_camera)",
            run: takePhoto,
        },
        {
            content: "The photo has reached the server",
            trigger: "img.o_cem_walk_photo[src*='/web/image/']",
        },
        saved,
        next,
        at("Progress board"),
        {
            trigger: ".o_cem_walk_saved",
            run: loseAnswer,
        },
        {
            trigger: ".o_cem_walk_marks button[data-mark='0']",
            run: "click",
        },
        {
            content: "It is said that the connection is lost",
            trigger: ".o_cem_walk_offline",
        },
        {
            trigger: ".o_cem_walk_unsaved",
            run: "click",
        },
        saved,
        next,
        at("Service desk"),
        {
            trigger: ".o_cem_walk_note",
            run: "edit Friendly, but late",
        },
        {
            trigger: ".o_cem_walk_saving",
        },
        {
            content: "The page is closed here, half way",
            trigger: ".o_cem_walk_saved",
        },
    ],
});

registry.category("web_tour.tours").add("cem_audit_second_half", {
    steps: () => [
        ...openWalk,
        at("Service desk"),
        {
            content: "What was written is there",
            trigger: ".o_cem_walk_note",
            run({anchor}) {
                if (anchor.value !== "Friendly, but late") {
                    throw new Error(`The note is “${anchor.value}”`);
                }
            },
        },
        {
            trigger: ".o_cem_walk_marks button[data-mark='7']",
            run: "click",
        },
        back,
        at("Progress board"),
        {
            trigger: ".o_cem_walk_marks button[data-mark='0'].btn-primary",
        },
        back,
        at("Sales office"),
        {
            trigger:
                ".o_cem_walk_check:contains(Warm light) button[data-result=broken].btn-danger",
        },
        {
            content: "The photo is there too",
            trigger: "img.o_cem_walk_photo[src*='/web/image/']",
        },
        next,
        at("Progress board"),
        next,
        at("Service desk"),
        next,
        {
            trigger: ".o_cem_walk_finish",
            run: "click",
        },
        {
            content: "Back at the own audits",
            trigger: ".o_kanban_record:contains(Phone audit)",
        },
    ],
});

registry.category("web_tour.tours").add("cem_audit_close", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Phone audit) td[name=name]",
            run: "click",
        },
        {
            trigger: "button[name=action_close]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Done)",
        },
        {
            trigger: "button[name=action_scores] .o_stat_value:contains(6)",
        },
        {
            trigger: "button[name=action_broken]",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Warm light) button[name=action_requirement]",
            run: "click",
        },
        {
            content: "The requirement is there, about the touchpoint",
            trigger: ".o_form_view .o_field_widget[name=touchpoint_id]",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name]",
        },
    ],
});
