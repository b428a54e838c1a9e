import {_t} from "@web/core/l10n/translation";

/** Draws of the page of the day: with a connection only, for the list is the server's. */
export class DeskDraws {
    /** @param {Object} page the ActivityDesk: its services, queue and state */
    constructor(page) {
        this.page = page;
    }

    async refresh() {
        this.page.desk.draws = await this.page.orm.call("cem.activity", "get_draws", [
            [this.page.activityId],
        ]);
    }

    async run(draw, method, args = []) {
        this.page.state.isBusy = true;
        try {
            await this.page.queue.retry();
            if (this.page.queue.pending) {
                this.page.notification.add(
                    _t("Not everything is saved yet. Draw when it is."),
                    {type: "warning"}
                );
                return;
            }
            await this.page.orm.call("cem.activity.draw", method, [[draw.id], ...args]);
            this.page.state.word = "";
            await this.refresh();
        } finally {
            this.page.state.isBusy = false;
        }
    }

    async check(draw) {
        const result = await this.page.orm.call("cem.activity.draw", "action_verify", [
            [draw.id],
        ]);
        this.page.notification.add(result.params.message, {type: result.params.type});
    }

    async handOver(winner) {
        await this.page.orm.call("cem.activity.win", "action_hand_over", [[winner.id]]);
        winner.handed = true;
    }
}
