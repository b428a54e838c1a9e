import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {FloatField, floatField} from "@web/views/fields/float/float_field";

/**
 * A figure that may be unknown: a dash instead of 0, a mark where a person has
 * overruled it (with the reason on hover), its number of answers and its interval.
 *
 * For a field `x` it reads `has_x` and, where the view has them too, `x_overruled`,
 * `x_reason`, `x_count`, `x_effective_count`, `has_x_interval`, `x_low` and `x_high`.
 */
export class FigureField extends FloatField {
    static template = "cem_experience.FigureField";
    static props = {
        ...FloatField.props,
        showCount: {type: Boolean, optional: true},
        showInterval: {type: Boolean, optional: true},
    };

    get(name) {
        return this.props.record.data[name];
    }

    format(value) {
        const text = formatFloat(value, {digits: this.props.digits || [16, 2]});
        return text.replace("-", "−");
    }

    get isKnown() {
        return this.get(`has_${this.props.name}`);
    }

    get isOverruled() {
        return this.isKnown && this.get(`${this.props.name}_overruled`);
    }

    get reason() {
        const reason = this.get(`${this.props.name}_reason`);
        return reason
            ? _t("Overruled by a person: %(reason)s", {reason})
            : _t("Overruled by a person");
    }

    get text() {
        return this.isKnown ? this.format(this.value) : "—";
    }

    /** What stands below the figure, a line each. */
    get details() {
        const lines = [this.interval, this.count];
        return lines.filter(Boolean);
    }

    get interval() {
        const name = this.props.name;
        if (
            !this.props.showInterval ||
            !this.isKnown ||
            !this.get(`has_${name}_interval`)
        ) {
            return "";
        }
        return _t("%(low)s to %(high)s", {
            low: this.format(this.get(`${name}_low`)),
            high: this.format(this.get(`${name}_high`)),
        });
    }

    get count() {
        const name = this.props.name;
        if (!this.props.showCount) {
            return "";
        }
        if (this.isOverruled) {
            return _t("set by hand");
        }
        const count = this.get(`${name}_count`);
        if (!count) {
            return "";
        }
        if (!this.isKnown) {
            return _t("too few answers (%(count)s)", {count});
        }
        const worth = this.get(`${name}_effective_count`);
        return worth
            ? _t("%(count)s answers, worth %(effective)s", {count, effective: worth})
            : _t("%(count)s answers", {count});
    }
}

export const figureField = {
    ...floatField,
    component: FigureField,
    displayName: _t("Figure that may be unknown"),
    supportedOptions: [
        ...floatField.supportedOptions,
        {label: _t("Show number of answers"), name: "count", type: "boolean"},
        {label: _t("Show interval"), name: "interval", type: "boolean"},
    ],
    supportedTypes: ["float"],
    // an unknown figure is shown as a dash, and so never empty
    isEmpty: () => false,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...floatField.extractProps(fieldInfo, dynamicInfo),
        showCount: Boolean(fieldInfo.options.count),
        showInterval: Boolean(fieldInfo.options.interval),
    }),
    fieldDependencies: ({name, options}) => {
        const dependencies = [{name: `has_${name}`, type: "boolean"}];
        if (options.overrule) {
            dependencies.push({name: `${name}_overruled`, type: "boolean"});
            dependencies.push({name: `${name}_reason`, type: "char"});
        }
        if (options.count) {
            dependencies.push({name: `${name}_count`, type: "integer"});
            // only what a person may overrule is measured from single answers
            if (options.overrule) {
                dependencies.push({name: `${name}_effective_count`, type: "integer"});
            }
        }
        if (options.interval) {
            dependencies.push({name: `has_${name}_interval`, type: "boolean"});
            dependencies.push({name: `${name}_low`, type: "float"});
            dependencies.push({name: `${name}_high`, type: "float"});
        }
        return dependencies;
    },
};

registry.category("fields").add("cem_figure", figureField);
