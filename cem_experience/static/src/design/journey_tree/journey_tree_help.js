import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

export class JourneyTreeHelp extends Component {
    static template = "cem_experience.JourneyTreeHelp";
    static props = {close: Function};

    get keys() {
        return [
            ["↑ ↓ ← →", _t("go through the tree, fold and unfold")],
            ["Enter", _t("add below; go on with Enter, stop with Esc")],
            ["Shift+Enter", _t("add a part")],
            ["Tab, Shift+Tab", _t("make it a part of the one above, or no longer")],
            ["Alt+↑, Alt+↓", _t("move up or down, also to the next stage")],
            ["F2", _t("rename")],
            ["Ctrl+Enter", _t("go to the details; Esc comes back")],
            [_t("Space"), _t("select")],
            ["Delete", _t("archive")],
            ["Ctrl+Z", _t("undo")],
            ["Esc, Tab", _t("leave the tree")],
        ];
    }
}
