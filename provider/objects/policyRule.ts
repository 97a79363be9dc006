/** A policy's single rule: between the arguments of `Policy`, into which it is lifted, and the API. */
import { portText } from "../../segmentation/ports";
import type { PortRange } from "../../segmentation/ports";
import { idsOf } from "../lifecycle/kind";
import type { Arguments } from "../lifecycle/kind";
import type { Reference } from "../lifecycle/reference";

/** The API's `PolicyRule`. */
export interface ApiRule {
  name?: string;
  enabled: boolean;
  description?: string;
  action: string;
  bidirectional: boolean;
  protocol: string;
  ports?: string[] | null;
  port_ranges?: PortRange[] | null;
  sources?: Reference[] | null;
  destinations?: Reference[] | null;
  sourceResource?: { id: string; type: string } | null;
  destinationResource?: { id: string; type: string } | null;
  authorized_groups?: Record<string, string[] | null> | null;
}

/**
 * The rule that a policy's arguments mean.
 * @param current the policy on the server, whose rule has a name and a description of its own: they
 *   are no arguments of ours
 */
export function toApiRule(args: Arguments, current?: { name: string; rules: ApiRule[] }): object {
  const rule = current?.rules[0];
  const ranges = args.portRanges as PortRange[] | undefined;
  const authorized = args.authorizedGroups as ResolvedAuthorizedGroup[] | undefined;
  return {
    // A rule that is called as its policy is renamed with it.
    name: rule?.name && rule.name !== current?.name ? rule.name : args.name,
    ...(rule?.description && { description: rule.description }),
    enabled: args.enabled,
    action: args.action,
    bidirectional: args.bidirectional,
    protocol: args.protocol,
    ...(ranges !== undefined && ranges.length > 0
      ? { port_ranges: ranges }
      : { ports: args.ports }),
    ...(args.sourceResource === undefined
      ? { sources: idsOf(args.sources) }
      : { sourceResource: args.sourceResource }),
    ...(args.destinationResource === undefined
      ? { destinations: idsOf(args.destinations) }
      : { destinationResource: args.destinationResource }),
    ...(authorized !== undefined && authorized.length > 0
      ? { authorized_groups: usersByGroup(authorized) }
      : {}),
  };
}

interface ResolvedAuthorizedGroup {
  group: Reference;
  users: string[];
}

function usersByGroup(authorized: ResolvedAuthorizedGroup[]): Record<string, string[]> {
  return Object.fromEntries(
    authorized.map(({ group, users }): [string, string[]] => [group.id ?? "", users]),
  );
}

/** The arguments of a policy that its rule has. */
export function fromApiRule(rule: ApiRule): Arguments {
  const references = (list: Reference[] | null | undefined) =>
    (list ?? []).map(({ id, name }) => ({ name, id }));
  return {
    action: rule.action,
    bidirectional: rule.bidirectional,
    protocol: rule.protocol,
    ports: (rule.ports ?? []).map(portText),
    portRanges: (rule.port_ranges ?? []).map(({ start, end }) => ({ start, end })),
    sources: references(rule.sources),
    destinations: references(rule.destinations),
    sourceResource: rule.sourceResource ?? undefined,
    destinationResource: rule.destinationResource ?? undefined,
    authorizedGroups: Object.entries(rule.authorized_groups ?? {}).map(([id, users]) => ({
      group: { id },
      users: users ?? [],
    })),
  };
}
