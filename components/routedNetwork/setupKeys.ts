/** The setup keys with which routing peers join. */
import * as pulumi from "@pulumi/pulumi";
import { SetupKey } from "../../provider/objects/setupKey";
import type { HARoutedNetworkArgs } from "./arguments";
import type { Building } from "./building";
import type { FailureDomain } from "./failureDomains";
import { setupKeyName } from "./naming";

/** A failure domain with the key for it; none where somebody else says who routes. */
export interface KeyedDomain {
  domain: FailureDomain;
  key: SetupKey | undefined;
}

/**
 * The key with which a routing peer joins its group, again and again: a replaced machine must be able
 * to. A group that is made elsewhere gets none: its key is up to whoever makes it, as anybody with the key
 * would route for everything else that the group routes for.
 */
export function createSetupKey(
  {
    naming,
    args,
    parent,
    group,
  }: Omit<Building, "args"> & { args: Pick<HARoutedNetworkArgs, "setupKeyGeneration"> },
  domain: FailureDomain,
): SetupKey | undefined {
  const { by } = domain.routing;
  if (by !== "key" && by !== "aws") return undefined;
  return new SetupKey(
    `${naming.network}-${domain.name}`,
    {
      name: setupKeyName(naming, domain.name, args.setupKeyGeneration),
      type: "reusable",
      autoGroups: [group(domain.group)],
    },
    { parent },
  );
}

/** The keys by failure domain, for whoever sets the machines up: a secret. */
export function setupKeysOf(
  domains: readonly KeyedDomain[],
): pulumi.Output<Record<string, string | undefined>> {
  const keys = domains.flatMap(({ domain, key }) => (key ? [[domain.name, key.key]] : []));
  return pulumi.secret(pulumi.output(Object.fromEntries(keys) as Record<string, string>));
}
