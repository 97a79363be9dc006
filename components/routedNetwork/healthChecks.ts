/** Connections from the private network to NetBird peers (the guide's section 6.2). */
import type * as pulumi from "@pulumi/pulumi";
import { asPrefix, isPrefix } from "../../segmentation/addresses";
import type { Flow } from "../../segmentation/matrix/model";
import { withoutEnvironment } from "../../segmentation/names";
import { parseServices } from "../../segmentation/ports";
import type { HealthChecks } from "../aws";
import { repeated } from "../argumentProblems";
import { asList, namesOf } from "../groupArg";
import { joined, serviceProblems } from "./access";
import type { HARoutedNetworkArgs, HealthCheck } from "./arguments";
import { failureDomains } from "./failureDomains";
import type { Naming } from "./naming";

/** What is checked sees the routing peer, so it is the routing peers' groups that need the policy. */
export function healthCheckFlows(naming: Naming, args: HARoutedNetworkArgs): Flow[] {
  const from = failureDomains(naming, args).map(({ group }) =>
    withoutEnvironment(group, naming.environment),
  );
  return (args.healthChecks ?? []).map((check) => ({
    name: checkName(naming, check),
    from: [...new Set(from)],
    to: namesOf(check.to, naming.environment),
    allow: check.allow,
    because: `${check.because ?? "Health checks"} from ${asList(check.from).join(", ")}`,
    owner: check.owner ?? naming.owner,
  }));
}

export function checkName({ environment }: Naming, { name, to }: HealthCheck): string {
  return name ?? `health-check-${joined(namesOf(to, environment))}`;
}

export function healthCheckProblems(naming: Naming, args: HARoutedNetworkArgs): string[] {
  const { healthChecks = [], sourceAddresses } = args;
  const problems = healthChecks.flatMap((check, index) =>
    checkProblems(`healthChecks[${index}]`, check),
  );
  if (healthChecks.length > 0 && typeof sourceAddresses === "object") {
    problems.push(
      'Health checks need masquerade, so that what is checked answers to the routing peer. Leave them out, or use sourceAddresses: "masquerade".',
    );
  }
  return [
    ...problems,
    ...repeated(healthChecks.map((check) => checkName(naming, check))).map(
      (name) => `Two health checks are called "${name}". Give one of them a name of its own.`,
    ),
  ];
}

/** What is wrong with one check by itself. */
export function checkProblems(place: string, { from, to, allow }: HealthCheck): string[] {
  return [
    ...asList(from)
      .filter((range) => !isPrefix(asPrefix(range)))
      .map(
        (range) =>
          `${place}.from: "${range}" is neither an address nor a range such as 10.10.4.0/24.`,
      ),
    ...(asList(to).length === 0 ? [`${place}.to is empty. Name the peers that are checked.`] : []),
    ...serviceProblems(`${place}.allow`, allow),
  ];
}

/** What AWS is told: where checks come from, on which ports, and the route that they need. */
export function awsHealthChecks({ healthChecks }: HARoutedNetworkArgs): HealthChecks | undefined {
  if (healthChecks === undefined || healthChecks.length === 0) return undefined;
  const routeTables: pulumi.Input<string>[] = healthChecks.flatMap(
    (check) => check.routeTables ?? [],
  );
  return {
    checks: healthChecks.flatMap(({ from, allow }) =>
      asList(from).map((range) => ({ range: asPrefix(range), services: parseServices(allow) })),
    ),
    routeTables: [...new Set(routeTables)],
  };
}
