/** Routes that somebody has to add by hand, outside of AWS (the guide's section 6.2). */
import type { HARoutedNetworkArgs } from "./arguments";
import { needsReturnRoutes } from "./failureDomains";
import type { FailureDomain } from "./failureDomains";

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
  args: HARoutedNetworkArgs,
  domains: readonly FailureDomain[],
  overlayRange: string,
): ReturnRoute[] {
  if (!needsReturnRoutes(args)) return [];
  return domains
    .filter(({ routing }) => routing.by !== "aws")
    .sort((a, b) => a.metric - b.metric)
    .map(({ name, metric, address }) => {
      const via = address ?? `<address of ${name}>`;
      const command = `ip route add ${overlayRange} via ${via} metric ${metric}`;
      return { destination: overlayRange, via, failureDomain: name, metric, command };
    });
}
