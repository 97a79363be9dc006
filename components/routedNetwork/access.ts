/** The access list: who reaches which resource, as flows of a matrix. */
import { SegmentationError } from "../../segmentation/errors";
import type { Flow, Need } from "../../segmentation/matrix/model";
import { suggestion } from "../../segmentation/names";
import { isAnyPort, parseServices } from "../../segmentation/ports";
import { repeated, wordProblems } from "../argumentProblems";
import { asList, namesOf } from "../groupArg";
import type { HARoutedNetworkArgs, RoutedAccess } from "./arguments";
import { resourceGroup } from "./naming";
import type { Naming } from "./naming";
import { checkNames, checkProblems } from "./postureChecks";

/** The access list's flows; entries that name no resource of the network have none. */
export function accessFlows(naming: Naming, { access, resources }: HARoutedNetworkArgs): Flow[] {
  return access.map((entry) => ({
    name: accessName(naming, entry),
    from: namesOf(entry.from, naming.environment),
    to: resources
      .filter(({ name }) => asList(entry.to).includes(name))
      .map((resource) => resourceGroup(naming, resource)),
    allow: entry.allow,
    because: entry.because,
    owner: entry.owner ?? naming.owner,
    ...(entry.need !== undefined && { need: entry.need }),
    ...(entry.until !== undefined && { until: entry.until }),
    ...(entry.postureChecks !== undefined && { postureChecks: checkNames(naming, entry) }),
  }));
}

/** Without ports, so that a change of them changes a policy and does not make another. */
export function accessName({ environment }: Naming, { name, from, to }: RoutedAccess): string {
  return name ?? `${joined(namesOf(from, environment))}-to-${joined(asList(to))}`;
}

/** Names as part of a flow's name. */
export function joined(names: readonly string[]): string {
  return names.map((name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-")).join("-and-");
}

export function accessProblems(naming: Naming, args: HARoutedNetworkArgs): string[] {
  const names = args.access.map((entry) => accessName(naming, entry));
  const twice = repeated(names).map(
    (name) => `Two entries of access are called "${name}". Give one of them a name of its own.`,
  );
  return [
    ...args.access.flatMap((entry, index) => entryProblems(`access[${index}]`, entry, args)),
    ...twice,
  ];
}

/** What is wrong with one entry by itself. */
export function entryProblems(
  place: string,
  entry: RoutedAccess,
  { resources }: HARoutedNetworkArgs,
): string[] {
  const known = resources.map(({ name }) => name);
  return [
    ...asList(entry.to)
      .filter((name) => !known.includes(name))
      .map((name) => `${place}.to: ${unknownResource(name, known)}`),
    ...endProblems(place, entry),
    ...serviceProblems(`${place}.allow`, entry.allow),
    ...directionProblems(place, entry),
    ...checkProblems(place, entry),
    ...needProblems(place, entry),
  ];
}

function unknownResource(name: string, known: readonly string[]): string {
  const similar = suggestion(name, known);
  const hint =
    similar === undefined ? `There is ${known.join(", ")}.` : `Did you mean "${similar}"?`;
  return `the network has no resource "${name}". ${hint}`;
}

function endProblems(place: string, { from, to, because }: RoutedAccess): string[] {
  return [
    ...(asList(from).length === 0 ? [`${place}.from is empty. Name who initiates.`] : []),
    ...(asList(to).length === 0 ? [`${place}.to is empty. Name a resource.`] : []),
    ...wordProblems(`${place}.because`, because, "Say why the access exists."),
  ];
}

/** What cannot be read, and what is open on every port (the guide's section 4.3). */
export function serviceProblems(place: string, allow: string): string[] {
  try {
    const services = parseServices(allow);
    if (services.some(isAnyPort)) {
      return [
        `${place}: "${allow}" opens every port. Give exact ports, such as tcp/443: access through a routed network has no exception.`,
      ];
    }
    return services.some(({ protocol }) => protocol === "netbird-ssh")
      ? [
          `${place}: netbird-ssh needs NetBird on the machine that is reached; a routed address has none. Use tcp/22.`,
        ]
      : [];
  } catch (error) {
    if (!(error instanceof SegmentationError)) throw error;
    return error.problems.map((problem) => `${place}: ${problem}.`);
  }
}

/** The types do not let it be written; data from elsewhere may have it. */
function directionProblems(place: string, entry: object): string[] {
  const { twoWay, bidirectional } = entry as { twoWay?: boolean; bidirectional?: boolean };
  if (twoWay !== true && bidirectional !== true) return [];
  return [
    `${place} is two-way, which cannot work: nothing in a routed network can open a connection through the routing peer (the guide's section 5.2). Run NetBird on the machine itself, or declare healthChecks.`,
  ];
}

function needProblems(place: string, { need, until }: RoutedAccess): string[] {
  // The types do not let it be written: broad access for an incident needs every port.
  if ((need as Need | undefined) === "emergency") {
    return [
      `${place}.need: an emergency flow does not belong to the access list. Use "temporary" with an end in until, or keep the policy of the guide's section 8.2 beside this network.`,
    ];
  }
  if (need === "temporary" && until === undefined) {
    return [`${place}.until is missing: temporary access ends. Add until: "2026-12-01T18:00:00Z".`];
  }
  return need !== "temporary" && until !== undefined
    ? [`${place}.until: only temporary access ends. Add need: "temporary", or remove until.`]
    : [];
}
