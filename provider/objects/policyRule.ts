/** A policy's single rule: between the arguments of `Policy`, into which it is lifted, and the API. */
import type { PortRange } from "../../segmentation/ports";
import { idsOf } from "../lifecycle/kind";
import type { Arguments } from "../lifecycle/kind";
import type { Reference } from "../lifecycle/reference";

/** The API's `PolicyRule`. */
export interface ApiRule {
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
 * @param current the rule on the server, whose own description is no argument of ours
 */
export function toApiRule(args: Arguments, current?: ApiRule): object {
  const ranges = args.portRanges as PortRange[] | undefined;
  const authorized = args.authorizedGroups as ResolvedAuthorizedGroup[] | undefined;
  return {
    name: args.name,
    ...(current?.description && { description: current.description }),
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
    ports: rule.ports ?? [],
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
