/**
 * The tree in memory: stages on top, touchpoints below them, parts below these.
 *
 * Nothing here knows of the screen or the server, and nothing recurses, so that depth
 * has no limit. A node's key is "s" or "t" and its id; "s0" stands for "no stage".
 */
export const NO_STAGE = "s0";

export class JourneyTreeModel {
    nodes = new Map();
    /** @type {string[]} keys of the stages */
    stages = [];
    collapsed = new Set();

    /** @param {Object} tree as the server's get_tree gives it */
    load(tree) {
        this.journey = tree.journey;
        this.revision = tree.revision;
        this.canEdit = tree.can_edit;
        this.channels = tree.channels;
        this.dimensions = tree.dimensions;
        this.phases = tree.phases;
        this.count = tree.touchpoints.length;
        this.nodes = new Map();
        this.stages = [];
        for (const stage of tree.stages) {
            this._addStage(stage);
        }
        for (const touchpoint of tree.touchpoints) {
            const key = `t${touchpoint.id}`;
            this.nodes.set(key, {
                ...touchpoint,
                key,
                kind: "touchpoint",
                children: [],
                level: 0,
            });
        }
        for (const touchpoint of tree.touchpoints) {
            const node = this.nodes.get(`t${touchpoint.id}`);
            const stage = `s${touchpoint.stage_id || 0}`;
            let parent = touchpoint.parent_id && `t${touchpoint.parent_id}`;
            if (!this.nodes.has(parent)) {
                parent = this.nodes.has(stage) ? stage : NO_STAGE;
            }
            if (!this.nodes.has(parent)) {
                this._addStage({id: 0, name: "", phase: "", active: true});
            }
            node.parent = parent;
            this.nodes.get(parent).children.push(node.key);
        }
        for (const key of this.collapsed) {
            if (!this.nodes.has(key)) {
                this.collapsed.delete(key);
            }
        }
    }

    _addStage(stage) {
        const key = `s${stage.id}`;
        this.nodes.set(key, {
            ...stage,
            key,
            kind: "stage",
            parent: null,
            children: [],
            level: 0,
        });
        this.stages.push(key);
    }

    get(key) {
        return this.nodes.get(key);
    }

    childrenOf(key) {
        return key === null ? this.stages : this.get(key).children;
    }

    siblingsOf(node) {
        return this.childrenOf(node.parent);
    }

    /** Keys of all nodes above, the nearest first. */
    ancestors(key) {
        const result = [];
        let node = this.get(key);
        while (node && node.parent !== null) {
            result.push(node.parent);
            node = this.get(node.parent);
        }
        return result;
    }

    stageOf(key) {
        const node = this.get(key);
        return node.kind === "stage" ? node : this.get(this.ancestors(key).at(-1));
    }

    /** Sum of the weights of the active parts. */
    partTotal(key) {
        return this.childrenOf(key)
            .map((child) => this.get(child))
            .filter((child) => child.active)
            .reduce((sum, child) => sum + child.weight, 0);
    }

    dimensionTotal(node) {
        return Object.values(node.dimensions).reduce((sum, weight) => sum + weight, 0);
    }

    /** Place among the siblings as the server counts: without archived and moved. */
    serverPosition(parent, index, moved = []) {
        return this.childrenOf(parent)
            .slice(0, index)
            .filter((key) => this.get(key).active && !moved.includes(key)).length;
    }

    /** Arguments of the server for a place below a node. */
    serverPlace(parent) {
        const node = this.get(parent);
        if (node.kind === "stage") {
            return {parent: false, stage: node.id};
        }
        return {parent: node.id, stage: node.stage_id};
    }

    collapseAll(keepStages = false) {
        this.collapsed = new Set();
        for (const node of this.nodes.values()) {
            if (node.children.length && !(keepStages && node.kind === "stage")) {
                this.collapsed.add(node.key);
            }
        }
    }

    expandTo(key) {
        for (const above of this.ancestors(key)) {
            this.collapsed.delete(above);
        }
    }

    /** Keys of what has the words in its name, with everything above it. */
    _matching(query) {
        const words = query.toLowerCase();
        const wanted = new Set();
        for (const node of this.nodes.values()) {
            if (node.name.toLowerCase().includes(words)) {
                wanted.add(node.key);
                this.ancestors(node.key).forEach((key) => wanted.add(key));
            }
        }
        return wanted;
    }

    /**
     * Rows from the top down, without what is folded away or does not match.
     *
     * @param {Object} options
     * @param {String} options.query words to look for
     * @param {Object} options.adding place (parent, index) of a node being typed
     */
    rows({query = "", adding = null} = {}) {
        const wanted = query && this._matching(query);
        const shown = (keys) => (wanted ? keys.filter((key) => wanted.has(key)) : keys);
        const rows = [];
        const todo = [];
        const push = (parent, level) => {
            const keys = shown(this.childrenOf(parent));
            const rowsHere = keys.map((key, index) => ({
                key,
                node: this.get(key),
                level,
                position: index + 1,
                size: keys.length,
            }));
            if (adding && adding.parent === parent) {
                rowsHere.splice(Math.min(adding.index, keys.length), 0, {
                    key: adding.id,
                    adding: true,
                    level,
                    isStage: parent === null,
                });
            }
            todo.push(...rowsHere.reverse());
        };
        push(null, 1);
        while (todo.length) {
            const row = todo.pop();
            rows.push(row);
            if (row.adding) {
                continue;
            }
            const below = shown(row.node.children).length > 0;
            const addingHere = adding && adding.parent === row.key;
            if (below || addingHere) {
                row.expanded =
                    Boolean(wanted) || addingHere || !this.collapsed.has(row.key);
                if (row.expanded) {
                    push(row.key, row.level + 1);
                }
            }
        }
        return rows;
    }
}
