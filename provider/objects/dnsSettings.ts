import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { dnsSettings, groups } from "../api/collections";
import { findAll } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { GroupReference } from "./group";
import { idsOf } from "../lifecycle/kind";
import type { Kind } from "../lifecycle/kind";
import { referenceSchema } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { SettingsArgs } from "../lifecycle/resource";
import { onDeleteSchema } from "./schemas";

/** Arguments of {@link DnsSettings}. Source: the API's object `DNSSettings`; the guide's section 9.4. */
export interface DnsSettingsArgs extends SettingsArgs {
  /**
   * Groups whose peers keep their own DNS configuration: NetBird manages names for everybody else.
   * All of them; an empty list clears it. Changed in place.
   */
  disabledManagementGroups: pulumi.Input<pulumi.Input<GroupReference>[]>;
}

/**
 * The account's DNS settings, of which there is one set: use one resource per account.
 *
 * Errors: a group that does not exist; others in the same program.
 *
 * @example
 * ```ts
 * new netbird.DnsSettings("dns", { disabledManagementGroups: [routers] });
 * ```
 */
export class DnsSettings extends NetBirdResource {
  constructor(name: string, args: DnsSettingsArgs, opts?: pulumi.CustomResourceOptions) {
    super(dnsSettingsKind, name, args, opts);
  }
}

/** The account's DNS settings as they are on the server. */
export function getDnsSettings(options?: LookupOptions): pulumi.Output<Found<DnsSettingsArgs>> {
  return findAll<object, Found<DnsSettingsArgs>>(dnsSettingsKind, {}, () => true, options).apply(
    ([settings]) => settings!,
  );
}

/** The API's `DNSSettings`. */
interface ApiDnsSettings extends ApiObject {
  disabled_management_groups: string[] | null;
}

/** @internal */
export const dnsSettingsKind: Kind<ApiDnsSettings> = {
  ...dnsSettings,
  objectPath: dnsSettings.path,
  name: "DnsSettings",
  schema: z.strictObject({
    disabledManagementGroups: z.array(referenceSchema),
    onDelete: onDeleteSchema,
  }),
  steering: ["onDelete"],
  references: { disabledManagementGroups: groups },
  shared: true,
  readFromList: true,
  label: () => "",

  existing: ([settings]) => settings!,

  // The server takes a missing list for an unknown account.
  toApi: (args) => ({ disabled_management_groups: idsOf(args.disabledManagementGroups) }),

  fromApi: (settings) => ({
    disabledManagementGroups: (settings.disabled_management_groups ?? []).map((group) => ({
      id: group,
    })),
  }),
};
