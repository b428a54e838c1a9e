import {registry} from "@web/core/registry";
import {SearchModel} from "@web/search/search_model";
import {graphView} from "@web/views/graph/graph_view";
import {Dashboard} from "./dashboard";

/**
 * A view of scores, so that it has what every view has: the search bar with its
 * filters, favourites that can be shared, a place in the breadcrumbs.
 */
export const cemDashboardView = {
    type: "graph",
    display_name: graphView.display_name,
    icon: graphView.icon,
    multiRecord: true,
    Controller: Dashboard,
    SearchModel,
    searchMenuTypes: ["filter", "favorite"],
};

registry.category("views").add("cem_dashboard", cemDashboardView);
