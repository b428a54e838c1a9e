import {onWillUnmount, useState} from "@odoo/owl";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";

// Several changes that come together are read together.
const PAUSE = 400;

/**
 * Keep the records of a list or board up to date while others work on them.
 *
 * Where the user is in the middle of something (a row is being edited, records are
 * selected), nothing moves: a button says that there is news.
 */
function useLiveRecords(controller) {
    const live = useState({news: false});
    const service = useService("cem_followup_live");
    let timer = null;

    function busy() {
        const root = controller.model.root;
        return Boolean(
            root.editedRecord ||
            root.selection?.length ||
            document.querySelector(".o_dragged, .modal.o_technical_modal")
        );
    }
    async function refresh() {
        if (busy()) {
            live.news = true;
            return;
        }
        live.news = false;
        await controller.model.load();
    }
    useBus(service.news, "changed", () => {
        clearTimeout(timer);
        timer = setTimeout(refresh, PAUSE);
    });
    onWillUnmount(() => clearTimeout(timer));

    live.reload = async () => {
        const edited = controller.model.root.editedRecord;
        // What has been typed is kept, or the reason why it cannot be is shown
        if (edited && !(await edited.save())) {
            return;
        }
        live.news = false;
        await controller.model.load();
    };
    return live;
}

export class FollowupListController extends ListController {
    static template = "cem_experience.FollowupListView";

    setup() {
        super.setup();
        this.live = useLiveRecords(this);
    }
}

export class FollowupKanbanController extends KanbanController {
    static template = "cem_experience.FollowupKanbanView";

    setup() {
        super.setup();
        this.live = useLiveRecords(this);
    }
}

registry.category("views").add("cem_followup_list", {
    ...listView,
    Controller: FollowupListController,
});
registry.category("views").add("cem_followup_kanban", {
    ...kanbanView,
    Controller: FollowupKanbanController,
});
