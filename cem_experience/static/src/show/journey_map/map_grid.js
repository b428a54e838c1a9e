import {Component, onMounted, onPatched, useEffect, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {localization} from "@web/core/l10n/localization";
import {useSortable} from "@web/core/utils/sortable_owl";
import {
    bandOf,
    brokenText,
    formatEmotion,
    formatScore,
    hiddenText,
    intervalText,
    keptText,
    spokenFigure,
    spokenHidden,
    standardsText,
} from "./map_figures";
import {CARD_LIMIT, TEXT_LANES, textsOf} from "./map_lanes";
import {MapField} from "./map_field";
import {STOP, ensureCurrent, focusStop, neighbour, setCurrent} from "./map_navigation";

/** The map itself: stages across, lanes down, walked with the arrow keys. */
export class MapGrid extends Component {
    static template = "cem_experience.MapGrid";
    static components = {MapField};
    static props = {
        columns: Array,
        lanes: Array,
        folded: Object,
        dimensions: Array,
        emotions: Array,
        journey: Object,
        minimum: Number,
        canWrite: Boolean,
        selected: {type: [Object, {value: null}]},
        editing: {type: [Object, {value: null}]},
        adding: {type: [Object, {value: null}]},
        grabbed: {type: [Object, {value: null}]},
        focus: {type: [Object, {value: null}]},
        onSelect: Function,
        onEdit: Function,
        onSave: Function,
        onAdd: Function,
        onAdding: Function,
        onFold: Function,
        onGrab: Function,
        onCarry: Function,
        onDrop: Function,
        onMove: Function,
        onFocused: Function,
    };

    setup() {
        this.table = useRef("table");
        this.state = useState({allCards: {}});
        Object.assign(this, {bandOf, formatEmotion, formatScore, textsOf});
        Object.assign(this, {hiddenText, intervalText, spokenFigure});
        Object.assign(this, {brokenText, keptText, standardsText});
        onMounted(() => ensureCurrent(this.table.el));
        onPatched(() => ensureCurrent(this.table.el));
        useEffect(
            (focus) => focus && this.focusOn(focus),
            () => [this.props.focus]
        );
        // The panel takes its place beside the map: what was chosen stays in sight.
        useEffect(
            (selected) => selected && this.showSelected(),
            () => [this.props.selected]
        );
        useSortable({
            ref: this.table,
            enable: () => this.props.canWrite && !this.props.editing,
            groups: ".o_cem_cards",
            elements: ".o_cem_card_item",
            ignore: "input,textarea,select,button",
            connectGroups: true,
            cursor: "grabbing",
            touchDelay: 400,
            placeholderClasses: ["o_cem_card_ghost"],
            followingElementClasses: ["o_cem_card_dragged"],
            onDrop: (params) => this.onMouseDrop(params),
        });
    }

    // ------------------------------------------------------------------
    // What is drawn
    // ------------------------------------------------------------------

    isFolded(lane) {
        return Boolean(this.props.folded[lane.id]);
    }

    isSelected(kind, id) {
        const {selected} = this.props;
        return Boolean(selected && selected.kind === kind && selected.id === id);
    }

    isEditing(kind, id, field) {
        const {editing} = this.props;
        return Boolean(
            editing &&
            editing.kind === kind &&
            editing.id === id &&
            editing.field === field
        );
    }

    isAdding(column) {
        const {adding} = this.props;
        return Boolean(
            adding && adding.kind === "touchpoint" && adding.key === column.key
        );
    }

    get isAddingStage() {
        return this.props.adding?.kind === "stage";
    }

    visibleRows(column) {
        return this.state.allCards[column.key] || this.props.grabbed
            ? column.rows
            : column.rows.slice(0, CARD_LIMIT);
    }

    hiddenCount(column) {
        return column.rows.length - this.visibleRows(column).length;
    }

    moreText(column) {
        return _t("and %s more", this.hiddenCount(column));
    }

    addText(column) {
        return _t("Add a touchpoint: %s", this.columnName(column));
    }

    columnName(column) {
        return column.stage ? column.stage.name : _t("Without a stage");
    }

    /** From the top of the lane, in percent: 2 is at the top, -2 at the bottom. */
    height(feeling) {
        return 50 - feeling * 20;
    }

    curve(column, name) {
        const {before, value, after} = column.curve[name];
        if (value === null) {
            return "";
        }
        const points = [];
        if (before !== null) {
            points.push(`0,${this.height(before)}`);
        }
        points.push(`50,${this.height(value)}`);
        if (after !== null) {
            points.push(`100,${this.height(after)}`);
        }
        return points.join(" ");
    }

    foldedText(column, lane) {
        if (lane.id in TEXT_LANES) {
            const count = this.textsOf(column, lane.id).filter(
                (one) => one.text
            ).length;
            return count ? String(count) : "–";
        }
        if (lane.id === "touchpoints") {
            return String(column.rows.length);
        }
        if (lane.id === "standards") {
            return String(column.standardCount);
        }
        if (lane.folded) {
            return lane.folded(column);
        }
        if (lane.id === "senses") {
            return String(column.senses.length);
        }
        return "…";
    }

    // ------------------------------------------------------------------
    // What is said
    // ------------------------------------------------------------------

    spokenEmotion(column) {
        const parts = [this.columnName(column)];
        if (column.designed !== null) {
            parts.push(_t("designed %s", formatEmotion(column.designed)));
        }
        if (column.measured === null) {
            const count = column.stage?.emotion_count || 0;
            parts.push(
                count ? spokenHidden(count, this.props.minimum) : _t("not measured yet")
            );
        } else {
            parts.push(
                _t("measured %(value)s, %(count)s answers", {
                    value: formatEmotion(column.measured),
                    count: column.stage.emotion_count,
                })
            );
        }
        if (column.momentCount) {
            parts.push(_t("%s moments of truth", column.momentCount));
        }
        return parts.join(", ");
    }

    spokenCard(row) {
        const parts = [row.name];
        if (row.is_moment_of_truth) {
            parts.push(_t("moment of truth"));
        }
        if (row.channel.name) {
            parts.push(row.channel.name);
        }
        parts.push(spokenFigure(row, this.props.minimum));
        if (row.followups) {
            parts.push(_t("%s open follow-ups", row.followups));
        }
        return parts.join(", ");
    }

    spokenSenses(column) {
        const names = column.senses.map((sense) => `${sense.name} ${sense.count}`);
        return [this.columnName(column), ...names].join(", ");
    }

    spokenDimensions(column) {
        const parts = this.props.dimensions.map(
            (one) =>
                `${one.name}: ` +
                spokenFigure(this.figureOf(column, one), this.props.minimum)
        );
        return [this.columnName(column), ...parts].join("; ");
    }

    figureOf(column, dimension) {
        return (
            column.stage?.dimensions[dimension.id] || {
                score: null,
                count: 0,
                hidden: false,
                low: null,
            }
        );
    }

    // ------------------------------------------------------------------
    // Keyboard
    // ------------------------------------------------------------------

    focusOn({kind, id, field}) {
        const stop = this.table.el.querySelector(
            `.${STOP}[data-kind="${kind}"][data-id="${id}"]` +
                (field ? `[data-field="${field}"]` : "")
        );
        focusStop(this.table.el, stop);
        this.props.onFocused();
    }

    showSelected() {
        const chosen = this.table.el.querySelector(
            ".o_cem_card.o_cem_selected, .o_cem_stage_head.o_cem_selected"
        );
        chosen?.scrollIntoView({block: "nearest", inline: "nearest"});
    }

    onFocusin(ev) {
        const stop = ev.target.closest(`.${STOP}`);
        if (stop) {
            setCurrent(this.table.el, stop);
        }
    }

    onKeydown(ev) {
        const stop = ev.target.closest(`.${STOP}`);
        if (!stop || ev.altKey || ev.metaKey || ev.target.matches("input,textarea")) {
            return;
        }
        const rtl = localization.direction === "rtl";
        if (this.props.grabbed) {
            this.onCarryKey(ev, rtl);
            return;
        }
        const {kind, id, field} = stop.dataset;
        const place = kind && {kind, id: Number(id), field};
        if (ev.key === "Enter" && place) {
            ev.preventDefault();
            this.props.onSelect(place, true);
        } else if (ev.key === "F2" && place?.field && this.props.canWrite) {
            ev.preventDefault();
            this.props.onEdit(place);
        } else if (ev.key === " " && kind === "touchpoint" && this.props.canWrite) {
            ev.preventDefault();
            if (stop.classList.contains("o_cem_card")) {
                this.props.onGrab(place.id);
            }
        } else {
            const next = neighbour(this.table.el, stop, ev.key, {
                rtl,
                far: ev.ctrlKey,
            });
            if (next !== undefined) {
                ev.preventDefault();
                focusStop(this.table.el, next);
            }
        }
    }

    onCarryKey(ev, rtl) {
        const steps = {
            ArrowUp: [0, -1],
            ArrowDown: [0, 1],
            ArrowLeft: [rtl ? 1 : -1, 0],
            ArrowRight: [rtl ? -1 : 1, 0],
        };
        if (steps[ev.key]) {
            this.props.onCarry(...steps[ev.key]);
        } else if (ev.key === "Escape") {
            this.props.onDrop(false);
        } else if (ev.key === " " || ev.key === "Enter") {
            this.props.onDrop(true);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    // ------------------------------------------------------------------
    // Mouse
    // ------------------------------------------------------------------

    onMouseDrop({element, previous, next, parent}) {
        const idsFrom = (from, side) => {
            const ids = [];
            for (let one = from; one; one = one[side]) {
                if (one.dataset.touchpoint && one !== element) {
                    ids.push(Number(one.dataset.touchpoint));
                }
            }
            return ids;
        };
        this.props.onMove(
            Number(element.dataset.touchpoint),
            Number(parent.dataset.stage),
            idsFrom(previous, "previousElementSibling").reverse(),
            idsFrom(next, "nextElementSibling")
        );
    }

    showAll(column) {
        this.state.allCards[column.key] = true;
    }
}
