import {registry} from "@web/core/registry";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {formView} from "@web/views/form/form_view";

/** Read only for whoever may not change this very record; see cem.may.write.mixin. */
class GuardedRecord extends RelationalModel.Record {
    get isInEdition() {
        return super.isInEdition && (this.isNew || this.data.may_write !== false);
    }
}

class GuardedModel extends RelationalModel {
    static Record = GuardedRecord;
}

registry.category("views").add("cem_guarded_form", {...formView, Model: GuardedModel});
