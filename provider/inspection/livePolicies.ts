import type * as pulumi from "@pulumi/pulumi";
import type { LivePolicy } from "../../segmentation/liveAccount";
import { policies } from "../api/collections";
import { asking } from "../lifecycle/finding";
import type { LookupOptions } from "../lifecycle/finding";

/** The account's policies as the API answers them, for those who judge them by the table of rules. */
export function getLivePolicies(options: LookupOptions = {}): pulumi.Output<LivePolicy[]> {
  return asking(options, {}, async (account) => {
    const found: unknown = await account.list(policies);
    return found as LivePolicy[];
  });
}
