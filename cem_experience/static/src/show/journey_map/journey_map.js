import {
    Component,
    markRaw,
    onWillStart,
    useExternalListener,
    useState,
} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {CheckboxItem} from "@web/core/dropdown/checkbox_item";
import {ControlPanel} from "@web/search/control_panel/control_panel";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {BANDS, bandLabel, minimumText} from "./map_figures";
import {MapFilters, NO_FILTERS, serverFilters} from "./map_filters";
import {MANY, foldedLanes, lanes} from "./map_lanes";
import {MapGrid} from "./map_grid";
import {MapPanel} from "./map_panel";
import {buildColumns} from "./map_columns";
import {useMapEditing} from "./map_editing";
import {useMapExport} from "./map_export";

const JOURNEY_LIMIT = 200;

/** The journey map: one page a journey. The server's part is `cem.journey.get_map`. */
export class JourneyMap extends Component {
    static template = "cem_experience.JourneyMap";
    static components = {
        CheckboxItem,
        ControlPanel,
        Dropdown,
        DropdownItem,
        MapFilters,
        MapGrid,
        MapPanel,
    };
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.lanes = lanes();
        this.bands = BANDS.map((band) => ({...band, label: bandLabel(band)}));
        const {params = {}, context = {}} = this.props.action;
        const saved = this.props.state?.map || {};
        this.state = useState({
            status: "loading",
            error: "",
            journeyId:
                saved.journeyId || params.journey_id || context.active_id || false,
            journeys: [],
            data: null,
            filters: saved.filters || {...NO_FILTERS},
            search: saved.search || "",
            density: saved.density || "",
            folded: saved.folded || null,
            selected: saved.selected || null,
            takeFocus: false,
            editing: null,
            adding: null,
            grabbed: null,
            focus: null,
            message: "",
        });
        useSetupAction({
            getLocalState: () => ({
                map: {
                    journeyId: this.state.journeyId,
                    filters: {...this.state.filters},
                    search: this.state.search,
                    density: this.state.density,
                    folded: {...this.state.folded},
                    selected: this.state.selected && {...this.state.selected},
                },
            }),
        });
        this.editing = useMapEditing(this);
        this.export = useMapExport(this);
        useExternalListener(window, "keydown", (ev) => this.onWindowKeydown(ev));
        // Not awaited: the page is there at once and says that it is loading.
        onWillStart(() => {
            this.start();
        });
    }

    // ------------------------------------------------------------------
    // Data
    // ------------------------------------------------------------------

    async start() {
        try {
            const journeys = await this.orm.searchRead("cem.journey", [], ["name"], {
                limit: JOURNEY_LIMIT,
            });
            this.state.journeys = journeys;
            if (!this.state.journeyId && journeys.length) {
                this.state.journeyId = journeys[0].id;
            }
        } catch (error) {
            this.fail(error);
            return;
        }
        await this.load();
    }

    /** Read the map again; what is on the page stays until the new one is there. */
    async load() {
        if (!this.state.journeyId) {
            this.state.status = "none";
            return;
        }
        try {
            const data = await this.keepLast.add(
                this.orm.call("cem.journey", "get_map", [[this.state.journeyId]], {
                    filters: serverFilters(this.state.filters),
                })
            );
            this.show(data);
        } catch (error) {
            this.fail(error);
        }
    }

    show(data) {
        const count = data.touchpoints.length;
        this.state.data = markRaw(data);
        this.state.status = "ready";
        this.state.density ||= count > MANY ? "compact" : "roomy";
        this.state.folded ||= Object.fromEntries(
            foldedLanes(count).map((lane) => [lane, true])
        );
        if (this.state.selected && !this.selectedRow) {
            this.state.selected = null;
        }
        this.env.config.setDisplayName?.(_t("Map: %s", data.journey.name));
        this.props.updateActionState?.({active_id: this.state.journeyId});
    }

    fail(error) {
        this.state.status = "error";
        this.state.error = error.data?.message || error.message || String(error);
    }

    retry() {
        this.state.status = "loading";
        this.start();
    }

    onJourney(ev) {
        this.openJourney(Number(ev.target.value));
    }

    openJourney(id) {
        Object.assign(this.state, {
            journeyId: id,
            status: "loading",
            data: null,
            filters: {...NO_FILTERS},
            search: "",
            density: "",
            folded: null,
            selected: null,
            editing: null,
            adding: null,
            grabbed: null,
        });
        this.load();
    }

    onFilters(filters) {
        this.state.filters = filters;
        this.load();
    }

    // ------------------------------------------------------------------
    // What is drawn
    // ------------------------------------------------------------------

    /** Built anew only when something that it is made of has changed. */
    get columns() {
        const {data, search, filters, grabbed} = this.state;
        const key = JSON.stringify([search, filters.channel_ids, grabbed]);
        if (this.columnsOf !== data || this.columnsKey !== key) {
            this.columnsOf = data;
            this.columnsKey = key;
            this.columnsCache = buildColumns(data, {
                search,
                channels: [...filters.channel_ids],
                grabbed: grabbed && {...grabbed},
            });
        }
        return this.columnsCache;
    }

    /** Those in which anything has been answered anywhere on the journey. */
    get dimensions() {
        const {data} = this.state;
        return data.dimensions.filter((one) =>
            data.stages.some((stage) => stage.dimensions[one.id]?.count)
        );
    }

    get visibleLanes() {
        const {touchpoints} = this.state.data;
        return this.lanes.filter(
            (lane) =>
                this.state.folded[lane.id] !== "hidden" &&
                (!lane.isShown || lane.isShown(touchpoints))
        );
    }

    get shownCount() {
        return this.columns.reduce((sum, column) => sum + column.rows.length, 0);
    }

    get countText() {
        return _t("%(shown)s of %(all)s touchpoints", {
            shown: this.shownCount,
            all: this.state.data.touchpoints.length,
        });
    }

    get minimumText() {
        return minimumText(this.state.data.minimum);
    }

    get isEmpty() {
        const {data} = this.state;
        return !data.stages.length && !data.touchpoints.length;
    }

    get selectedRow() {
        const {selected, data} = this.state;
        if (!selected) {
            return null;
        }
        const rows = selected.kind === "stage" ? data.stages : data.touchpoints;
        return rows.find((row) => row.id === selected.id) || null;
    }

    get serverFilters() {
        return serverFilters(this.state.filters);
    }

    select(place, byKeyboard = false) {
        this.state.takeFocus = byKeyboard;
        this.state.selected = {...place};
    }

    closePanel() {
        const {selected} = this.state;
        this.state.selected = null;
        this.state.focus = selected && {field: selected.field, ...selected};
    }

    fold(lane) {
        this.state.folded[lane] = !this.state.folded[lane];
    }

    toggleLane(lane) {
        this.state.folded[lane] =
            this.state.folded[lane] === "hidden" ? false : "hidden";
    }

    /** From the search down to the first touchpoint that it left. */
    onSearchKeydown(ev) {
        const row = this.columns.flatMap((column) => column.rows)[0];
        if (
            row &&
            (ev.key === "ArrowDown" || (ev.key === "Enter" && !ev.isComposing))
        ) {
            ev.preventDefault();
            this.state.focus = {kind: "touchpoint", id: row.id, field: "name"};
        }
    }

    onWindowKeydown(ev) {
        if (ev.key === "Escape" && this.state.grabbed) {
            this.editing.drop(false);
        }
    }

    // ------------------------------------------------------------------
    // Ways out
    // ------------------------------------------------------------------

    openForm() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cem.journey",
            res_id: this.state.journeyId,
            views: [[false, "form"]],
        });
    }

    /** The same touchpoints as a tree, where branches and weights are drawn. */
    openTree() {
        this.action.doAction("cem_experience.cem_journey_tree_action", {
            additionalContext: {active_id: this.state.journeyId},
        });
    }

    openTemplates() {
        this.action.doAction("cem_experience.cem_journey_template_action");
    }

    newJourney() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cem.journey",
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cem_journey_map", JourneyMap);
