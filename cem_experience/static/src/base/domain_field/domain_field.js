import {_t} from "@web/core/l10n/translation";
import {DomainField, domainField} from "@web/views/fields/domain/domain_field";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/**
 * A condition on records that its reader may not be allowed to read.
 *
 * Odoo's field counts the records that match. Who may not read them was told that the
 * condition is invalid; here it is shown in words, and cannot be changed.
 */
export class CemDomainField extends DomainField {
    static template = "cem_experience.DomainField";

    setup() {
        super.setup();
        this.state.mayRead = true;
    }

    async checkProps(props = this.props) {
        const resModel = this.getResModel(props);
        if (typeof resModel === "string" && resModel) {
            this.state.mayRead = await user.checkAccessRight(resModel, "read");
            if (!this.state.mayRead) {
                await this.loadFacets(props).catch(() => {
                    this.state.facets = [this.getDomain(props)];
                });
                this.updateState({isValid: true});
                return;
            }
        }
        await super.checkProps(props);
    }
}

registry.category("fields").add("cem_domain", {
    ...domainField,
    component: CemDomainField,
    displayName: _t("Condition"),
});
