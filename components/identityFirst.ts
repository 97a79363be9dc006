/** An identity provider before production networks (the guide's section 3.1), as the account has it. */
import * as pulumi from "@pulumi/pulumi";
import type { LookupOptions } from "../provider/lifecycle/finding";
import { getIdentityConnection } from "../provider/inspection/identityConnection";
import { verifyIdentity } from "../segmentation/verify";
import type { Finding } from "../segmentation/verify";
import { programNames } from "./routedNetwork/programNetworks";
import { judgementOf, mention } from "./validation";

/** What is wrong with the networks that the account has; this program's speak for themselves. */
export function findingsOfLiveNetworks(
  place: string,
  options: LookupOptions,
): pulumi.Output<Finding[]> {
  return getIdentityConnection(options).apply(({ connected, networks }) => {
    const ours = programNames();
    const others = networks.filter((name) => !ours.has(name));
    return verifyIdentity({ place, connected, networks: others, groups: [] });
  });
}

/** Says, at preview, that a production network would be routed before people can be told apart. */
export function mentionIdentityFirst(
  network: string,
  options: LookupOptions,
): pulumi.Output<undefined> {
  if (!pulumi.runtime.isDryRun() || !network.endsWith("-prod")) return pulumi.output(undefined);
  return getIdentityConnection(options).apply(({ connected }) => {
    const judged = { place: network, connected, networks: [network], groups: [] };
    mention(undefined, judgementOf(verifyIdentity(judged)).notices);
    return undefined;
  });
}
