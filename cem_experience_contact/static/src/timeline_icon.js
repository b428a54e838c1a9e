import {registry} from "@web/core/registry";

registry.category("cem_timeline_icons").add("contact", "fa-phone");
