/** The live model: what an account holds, in the terms of the plan. */
import type { PolicyView } from "./access";
import type { PortRange, Protocol } from "./ports";

/** A reference to a group in the API's answers. */
interface LiveGroup {
  id: string;
  name?: string;
}

/** A reference to a peer or a network resource in the API's answers. */
interface LiveResource {
  id: string;
  type: string;
}

/** A policy as `GET /api/policies` answers it. */
export interface LivePolicy {
  name: string;
  enabled: boolean;
  rules: readonly {
    enabled: boolean;
    action: string;
    bidirectional: boolean;
    protocol: string;
    ports?: readonly string[] | null;
    port_ranges?: readonly PortRange[] | null;
    sources?: readonly LiveGroup[] | null;
    destinations?: readonly LiveGroup[] | null;
    sourceResource?: LiveResource | null;
    destinationResource?: LiveResource | null;
  }[];
}

/**
 * The policies of an account as views. A peer or network resource that a rule names directly
 * appears as `<type>:<id>`.
 */
export function fromNetBird(policies: readonly LivePolicy[]): PolicyView[] {
  return policies.flatMap((policy) =>
    policy.rules.map((rule) => ({
      name: policy.name,
      enabled: policy.enabled && rule.enabled,
      action: rule.action,
      bidirectional: rule.bidirectional,
      protocol: rule.protocol as Protocol,
      ports: rule.ports ?? [],
      portRanges: rule.port_ranges ?? [],
      sources: endNames(rule.sources, rule.sourceResource),
      destinations: endNames(rule.destinations, rule.destinationResource),
    })),
  );
}

function endNames(
  groups: readonly LiveGroup[] | null | undefined,
  resource: LiveResource | null | undefined,
): string[] {
  if (resource?.id) return [`${resource.type}:${resource.id}`];
  return (groups ?? []).map(({ id, name }) => name ?? id);
}
