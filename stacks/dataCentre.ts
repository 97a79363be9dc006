import type { HARoutedNetworkArgs } from "pulumi-netbird";
import type { NetworkPlace, PlannedNetwork } from "./network";

/** What differs between the environments of the data centre's network. */
export interface DataCentre {
  /** Range of the environment's servers: `10.21.0.0/24`. Ranges of an account must not overlap. */
  range: string;
  /** Addresses of its name servers: 1–3. */
  resolvers: string[];
}

/** The environment's servers in the data centre, behind the machines that route in two racks. */
export function dataCentre({ range, resolvers }: DataCentre, place: NetworkPlace): PlannedNetwork {
  const { environment, devops, routers, postureChecks } = place;
  const args: HARoutedNetworkArgs = {
    resources: [{ name: "servers", address: range }],
    access: [
      {
        from: devops,
        to: "servers",
        allow: "tcp/22",
        because: "Maintenance of the servers",
        owner: "Platform Team",
        postureChecks,
      },
    ],
    routingPeers: [
      { name: "rack1", group: routers.rack1 },
      { name: "rack2", group: routers.rack2 },
    ],
    dns: { resolvers, matchDomains: [`${environment}.corp.internal`] },
  };
  return { name: `net-dc-dc1-${environment}`, group: `net-dc-dc1-servers-${environment}`, args };
}
