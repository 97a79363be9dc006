/** Routes that somebody has to add by hand, outside of AWS (the guide's section 6.2). */
import type { HARoutedNetworkArgs } from "./arguments";
import type { FailureDomain } from "./failureDomains";

/** The range that holds every NetBird account's overlay. */
export const everyOverlay = "100.64.0.0/10";

/** A route for the private network's router. */
export interface ReturnRoute {
  /** NetBird's range. */
  destination: string;
  /** Address of the routing peer in the private network, or words that stand for it. */
  via: string;
  /** Name of the failure domain. */
  failureDomain: string;
  /** Preference, as clients have it: the route of the lowest metric that is alive must win. */
  metric: number;
  /** The same for a Linux router. */
  command: string;
}

/** The routes by hand, most preferred first; none with masquerade and without health checks. */
export function returnRoutes(
  { sourceAddresses, healthChecks = [], overlayRange = everyOverlay }: HARoutedNetworkArgs,
  domains: readonly FailureDomain[],
): ReturnRoute[] {
  if (typeof sourceAddresses !== "object" && healthChecks.length === 0) return [];
  return domains
    .filter(({ routing }) => routing.by !== "aws")
    .sort((a, b) => a.metric - b.metric)
    .map(({ name, metric, address }) => {
      const via = address ?? `<address of ${name}>`;
      const command = `ip route add ${overlayRange} via ${via} metric ${metric}`;
      return { destination: overlayRange, via, failureDomain: name, metric, command };
    });
}
