import type { Api } from "./api";
import type { Shape } from "./decode";
import { refusal } from "./errors";

const shape: Shape = { fields: { disabled_management_groups: { list: "string" } } };

export function registerDnsSettings(api: Api): void {
  api.get("/dns/settings", ({ account }) => ({
    disabled_management_groups: account.disabledManagementGroups,
  }));

  api.put("/dns/settings", ({ account, body }) => {
    const { disabled_management_groups: groups } = body<{ disabled_management_groups?: string[] }>(
      shape,
    );
    // The server mistakes a missing list for a missing account.
    if (groups === undefined) throw refusal(404, `account not found: ${account.id}`);
    for (const id of groups) {
      if (id === "") throw refusal(422, "group id should not be empty string");
      if (!account.groups.has(id)) throw refusal(422, `group id ${id} not found`);
    }
    account.disabledManagementGroups = groups;
    return { disabled_management_groups: groups };
  });
}
