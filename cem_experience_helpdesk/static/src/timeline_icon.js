import {registry} from "@web/core/registry";

registry.category("cem_timeline_icons").add("ticket", "fa-ticket");
