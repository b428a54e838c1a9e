import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry.category("cem_followup_desk_actions").add("ticket", {
    name: "ticket",
    get label() {
        return _t("Ticket");
    },
    icon: "fa-ticket",
    key: "t",
    method: "action_open_ticket",
    may: "ticket",
});
