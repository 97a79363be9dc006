/** Breaking a valid segmentation in one place. */
import { policyName } from "../../../segmentation";
import type {
  PlannedGroup,
  PlannedPolicy,
  PlannedSetupKey,
  Segmentation,
} from "../../../segmentation";
import type { PostureChecks } from "../../../segmentation/postureChecks";
import { serviceOf } from "../../../segmentation/verify/context";

/** One way to break a rule in a compiled `largeMatrix`, and where it must be found. */
export interface Mutation {
  what: string;
  mutate: (valid: Segmentation) => Segmentation;
  /** Names of everything that the fault is about; nothing else may be found. */
  places: string[];
  /** Rules that the same fault breaks as well. */
  also?: string[];
}

const [source, destination] = ["svc-a1-web-prod", "svc-intranet-prod"];

function policy(given: Partial<PlannedPolicy>): PlannedPolicy {
  const planned: PlannedPolicy = {
    key: "planted",
    name: "",
    description: "",
    enabled: true,
    action: "accept",
    bidirectional: false,
    protocol: "tcp",
    ports: given.portRanges || given.protocol === "all" ? [] : ["1234"],
    portRanges: [],
    sources: [source],
    destinations: [destination],
    postureChecks: [],
    because: "Planted",
    owner: "Tests",
    need: "required",
    ...given,
  };
  const name = policyName(planned.sources, planned.destinations, serviceOf(planned));
  return { ...planned, name: given.name ?? name };
}

/** A policy that is added, and found by its name. */
export function planted(
  what: string,
  given: Partial<PlannedPolicy>,
  { also, at = [] }: { also?: string[]; at?: string[] } = {},
): Mutation {
  const added = policy(given);
  const mutate = (valid: Segmentation) => ({ ...valid, policies: [...valid.policies, added] });
  return { what, mutate, places: [added.name, ...at], ...(also && { also }) };
}

export function several(what: string, given: Partial<PlannedPolicy>[]): Mutation {
  const added = given.map((one, index) => policy({ key: `planted-${index}`, ...one }));
  const mutate = (valid: Segmentation) => ({ ...valid, policies: [...valid.policies, ...added] });
  return { what, mutate, places: added.map(({ name }) => name) };
}

/** Policies taken away, and missed by a group. */
export function without(
  what: string,
  place: string,
  isGone: (one: PlannedPolicy) => boolean,
): Mutation {
  const mutate = (valid: Segmentation) => ({
    ...valid,
    policies: valid.policies.filter((one) => !isGone(one)),
  });
  return { what, mutate, places: [place] };
}

export function group(name: string, given: Partial<PlannedGroup> = {}): PlannedGroup {
  const base = { name, baseName: name, shared: false, addresses: [], memberOf: [] };
  return { ...base, madeBy: "program", ...given };
}

export function withGroup(added: PlannedGroup, mutation: Mutation): Mutation {
  const mutate = (valid: Segmentation) =>
    mutation.mutate({ ...valid, groups: [...valid.groups, added] });
  return { ...mutation, mutate };
}

/** With posture checks that policies may then ask for. */
export function withChecks(checks: Record<string, PostureChecks>, mutation: Mutation): Mutation {
  const added = Object.entries(checks).map(([name, each]) => ({
    ...{ name, baseName: name, shared: true, description: "" },
    checks: each,
  }));
  const mutate = (valid: Segmentation) =>
    mutation.mutate({ ...valid, postureChecks: [...valid.postureChecks, ...added] });
  return { ...mutation, mutate };
}

export function changed(
  what: string,
  place: string,
  change: (valid: Segmentation) => Partial<Segmentation>,
): Mutation {
  return { what, places: [place], mutate: (valid) => ({ ...valid, ...change(valid) }) };
}

/** A setup key in which nothing is wrong. */
export const plainKey: PlannedSetupKey = {
  name: "setup-prod-servers",
  type: "reusable",
  groups: ["svc-a-prod"],
  state: "valid",
  expires: "2026-09-01T00:00:00Z",
  owner: "Tests",
};

/** A setup key in which something is. */
export function key(what: string, given: Partial<PlannedSetupKey>): Mutation {
  const setupKeys = [{ ...plainKey, ...given }];
  return changed(what, setupKeys[0]!.name, () => ({ setupKeys }));
}

export const from = (source: string, destination: string) => (one: PlannedPolicy) =>
  one.sources.includes(source) && one.destinations.includes(destination);
