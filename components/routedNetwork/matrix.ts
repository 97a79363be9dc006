/** A routed network as a segmentation matrix; everything that reads matrices reads it. */
import type { Matrix, MatrixGroup } from "../../segmentation/matrix/model";
import { withoutEnvironment } from "../../segmentation/names";
import { asList, matrixGroup } from "../groupArg";
import type { GroupArg } from "../groupArg";
import { uniqueByName } from "../unique";
import { accessFlows } from "./access";
import type { HARoutedNetworkArgs } from "./arguments";
import { dnsFlows, dnsGroups, dnsSupport } from "./dns";
import { failureDomains } from "./failureDomains";
import { healthCheckFlows } from "./healthChecks";
import { namingOf, resourceGroup } from "./naming";
import type { Naming } from "./naming";
import { matrixChecks } from "./postureChecks";

/**
 * The matrix that the arguments of a {@link HARoutedNetwork} mean, before anything is registered, for
 * {@link requirePromoted}. Pure.
 * @param network the component's name, `net-<location>-<site>-<env>`
 */
export function routedNetworkMatrix(network: string, args: HARoutedNetworkArgs): Matrix {
  return routedMatrix(namingOf(network, args), args);
}

/** The matrix that the arguments mean. Pure. */
export function routedMatrix(naming: Naming, args: HARoutedNetworkArgs): Matrix {
  const checks = matrixChecks(naming, args);
  return {
    application: naming.location,
    owner: naming.owner,
    // Resources first: they know their addresses.
    groups: uniqueByName([
      ...resourceGroups(naming, args),
      ...dnsGroups(naming, args),
      ...routerGroups(naming, args),
      ...namedGroups(args).map((group) => matrixGroup(group, naming.environment)),
    ]),
    ...(checks.length > 0 && { postureChecks: uniqueByName(checks) }),
    flows: [
      ...accessFlows(naming, args),
      ...dnsFlows(naming, args),
      ...healthCheckFlows(naming, args),
    ],
    ...dnsSupport(naming, args),
  };
}

/** Groups of users and of what is checked, as the program wrote them. */
export function namedGroups({ access, dns, healthChecks = [] }: HARoutedNetworkArgs): GroupArg[] {
  return [
    ...access.flatMap(({ from }) => asList(from)),
    ...(dns === "none" ? [] : (dns.for ?? [])),
    ...healthChecks.flatMap(({ to }) => asList(to)),
  ];
}

function resourceGroups(naming: Naming, { resources }: HARoutedNetworkArgs): MatrixGroup[] {
  return resources.map((resource) => ({
    name: resourceGroup(naming, resource),
    addresses: [resource.address],
  }));
}

/**
 * Groups of routing peers: sources of health checks, and never a destination. Those of others are not
 * the matrix's business when nothing names them.
 */
function routerGroups(naming: Naming, args: HARoutedNetworkArgs): MatrixGroup[] {
  const hasChecks = (args.healthChecks ?? []).length > 0;
  return failureDomains(naming, args)
    .filter(({ existing }) => existing === undefined || hasChecks)
    .map(({ group }) => {
      const name = withoutEnvironment(group, naming.environment);
      return name === group ? { name, shared: true } : { name };
    });
}
