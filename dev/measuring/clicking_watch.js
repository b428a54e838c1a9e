/**
 * In the page: what goes wrong there, and when nothing goes on any more.
 *
 * dev/measuring/clicking.py loads the three files and says what comes after what. The
 * other two open screens (clicking_screens.js) and press buttons (clicking_buttons.js).
 */
window.clicking = (() => {
    const MENDABLE = ["UserError", "ValidationError", "RedirectWarning"];
    const problems = [];
    let mendable = false;
    const told = [];
    const pending = new Set();
    const count = {};
    // Everything that could be read since the last take(), if somebody reads.
    const read = new Map();
    const reading = {words: null};
    // Whether rows were chosen in a list, where a button cannot know them: it may refuse
    // some of them in words of ours.
    const choosing = {now: false};
    const WORDS_OF_ODOO =
        /^(You are not allowed|You do not have|Uh-oh|不允许|您没有|哎呀)/;
    // Odoo prints several documents at once only with the wkhtmltopdf of its makers.
    const OF_THE_MACHINE = /unpatched QT|未补丁的 QT/;
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
            mendable =
                MENDABLE.includes(name) ||
                (choosing.now && name === "AccessError" && !WORDS_OF_ODOO.test(words));
            if (mendable) {
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
        const title =
            document.querySelector(".o_last_breadcrumb_item")?.innerText || "";
        if (/NewId_|^[\w.]+,\d+$/.test(title)) {
            problems.push(`title: ${title.replace(/_0x\w+/, "")}`);
        }
        for (const [said, isLabel] of reading.words?.() || []) {
            read.set(said, read.get(said) || isLabel);
        }
        if (document.querySelector(".o_error_dialog")) {
            const dialog = document.querySelector(".o_error_dialog");
            if (OF_THE_MACHINE.test(dialog.innerText)) {
                told.push(dialog.innerText);
            } else if (!mendable) {
                problems.push(`dialog: ${dialog.innerText.slice(0, 300)}`);
            }
            mendable = false;
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
            words: [...read],
        };
        read.clear();
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

    return {
        add,
        all,
        choosing,
        click,
        closeAll,
        fromServer,
        idle,
        pause,
        problems,
        reading,
        services,
        start,
        take,
        text,
        visible,
    };
})();
