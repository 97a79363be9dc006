/** An exit node as a segmentation matrix; everything that reads matrices reads it. Pure. */
import type { Flow, Matrix, MatrixGroup } from "../../segmentation/matrix/model";
import { environmentOf, withoutEnvironment } from "../../segmentation/names";
import { matrixGroup, namesOf } from "../groupArg";
import { failureDomains } from "../routedNetwork/failureDomains";
import type { Naming } from "../routedNetwork/naming";
import { dnsService } from "../nameService";
import { uniqueByName } from "../unique";
import type { ExitNodeArgs } from "./arguments";

/** Everything that a default route leads to. */
export const defaultRoutes = ["0.0.0.0/0", "::/0"];

/** Names by the component's name: `exit-euc1-prod`. */
export function exitNaming(name: string, { environment, owner }: ExitNodeArgs): Naming {
  const known = environment ?? environmentOf(name) ?? "prod";
  const base = withoutEnvironment(name, known);
  return { network: name, location: base.replace(/^net-/, ""), environment: known, owner };
}

/**
 * The group that stands for the internet as a destination of policies. It has no members; as the
 * routes' access-control group it makes the routing peers ask the policies.
 */
export function internetGroup({ location }: Naming): string {
  return `net-${location}-internet`;
}

export function exitMatrix(naming: Naming, args: ExitNodeArgs): Matrix {
  const users = namesOf(args.for, naming.environment);
  return {
    application: naming.location,
    owner: naming.owner,
    groups: groupsOf(naming, args),
    flows: flowsOf(naming, args, users),
    ...(args.dns === "through-exit"
      ? {
          supporting: [
            { service: "dns", at: [internetGroup(naming)], allow: dnsService, for: users },
          ],
        }
      : { noDnsBecause: 'The exit node was declared with dns: "elsewhere"' }),
  };
}

function groupsOf(naming: Naming, args: ExitNodeArgs): MatrixGroup[] {
  const { environment } = naming;
  const routers = failureDomains(naming, args).map(({ group, existing }) => {
    if (existing !== undefined) return matrixGroup(existing, environment);
    return { name: withoutEnvironment(group, environment) };
  });
  const users = args.for.map((group) => matrixGroup(group, environment));
  const all = [{ name: internetGroup(naming), addresses: defaultRoutes }, ...routers, ...users];
  return uniqueByName(all);
}

function flowsOf(naming: Naming, args: ExitNodeArgs, from: string[]): Flow[] {
  const { because, allow, broadAccessReason, dns } = args;
  const internet = [internetGroup(naming)];
  const routers = failureDomains(naming, args).map(({ group }) =>
    withoutEnvironment(group, naming.environment),
  );
  return [
    {
      ...{ name: "internet", from, to: internet, allow, because },
      ...(broadAccessReason !== undefined && { broadAccessReason }),
    },
    ...(dns === "through-exit"
      ? [
          {
            ...{ name: "dns", from, to: internet, allow: dnsService },
            because: `${because}: names of the internet`,
          },
        ]
      : []),
    {
      // The server gives a route only to peers that may reach its routing peer; ping is the least.
      ...{ name: "routing-peers", from, to: routers, allow: "icmp" },
      because: `${because}: the tunnel to the routing peers`,
    },
  ];
}
