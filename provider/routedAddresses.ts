import type * as pulumi from "@pulumi/pulumi";
import type { ApiObject } from "./account";
import { asking } from "./finding";
import type { LookupOptions } from "./finding";
import { networks } from "./network";

/** A network's addresses, as the account has them. */
export interface LiveRoutedAddresses {
  /** Name of the network. */
  network: string;
  /** Its resources: name and address. */
  addresses: { name: string; address: string }[];
}

/** The addresses of every network of the account. */
export function getRoutedAddresses(
  options: LookupOptions = {},
): pulumi.Output<LiveRoutedAddresses[]> {
  return asking(options, {}, async (account) => {
    const all = await account.list(networks);
    return Promise.all(
      all.map(async ({ id, name = "" }) => {
        const path = `/networks/${id}/resources`;
        const found = await account.list({ path, title: "network resource", inside: true });
        return { network: name, addresses: (found as ApiResource[]).map(nameAndAddress) };
      }),
    );
  });
}

type ApiResource = ApiObject & { address: string };

function nameAndAddress({ name = "", address }: ApiResource): { name: string; address: string } {
  return { name, address };
}
