/** What an account's API would answer after a plan was carried out. */

import type { LiveAccount, PlannedGroup, Segmentation } from "../../segmentation";
import { toSnakeCase } from "../../segmentation/casing";

const idOf = (name: string) => `id of ${name}`;
/** Enough devices to tell groups apart: one of its own in each, which is in the groups around it as well. */
function devicesIn(groups: readonly PlannedGroup[]): Map<string, { id: string }[]> {
  const parents = new Map(groups.map(({ name, memberOf }) => [name, memberOf]));
  const devices = new Map<string, { id: string }[]>();
  for (const { name, addresses } of groups) {
    if (addresses.length > 0) continue;
    const around = new Set([name]);
    for (const group of around) for (const parent of parents.get(group) ?? []) around.add(parent);
    for (const group of around) {
      devices.set(group, [...(devices.get(group) ?? []), { id: `device of ${name}` }]);
    }
  }
  return devices;
}

const reference = (name: string) => ({ id: idOf(name), name, peers_count: 0 });

/** The answers, in the API's own shape: ids, nulls for what is empty, fields in snake case. */
export function liveAccount({ groups, policies, postureChecks }: Segmentation): LiveAccount {
  const devices = devicesIn(groups);
  return {
    groups: [
      { id: "all", name: "All", issued: "api", peers: [...devices.values()].flat() },
      ...groups.map(({ name, madeBy }) => ({
        id: idOf(name),
        name,
        issued: madeBy === "identity-provider" ? "jwt" : "api",
        peers: devices.get(name) ?? null,
      })),
    ],
    resources: groups.flatMap(({ name, addresses }) =>
      addresses.map((address, index) => ({
        id: `${name}-${index}`,
        name: `${name}-${index}`,
        address,
        enabled: true,
        groups: [reference(name)],
      })),
    ),
    postureChecks: postureChecks.map(({ name, description, checks = {} }) => ({
      id: idOf(name),
      name,
      description,
      checks: toSnakeCase(checks) as object,
    })),
    policies: policies.map((policy) => ({
      id: idOf(policy.key),
      name: policy.name,
      description: [
        policy.description,
        ...(policy.broadAccessReason === undefined
          ? []
          : [`Broad access: ${policy.broadAccessReason}`]),
      ].join(" "),
      enabled: policy.enabled,
      source_posture_checks:
        policy.postureChecks.length > 0 ? policy.postureChecks.map(idOf) : null,
      rules: [
        {
          enabled: policy.enabled,
          action: policy.action,
          bidirectional: policy.bidirectional,
          protocol: policy.protocol,
          ...(policy.ports.length > 0 && { ports: policy.ports }),
          ...(policy.portRanges.length > 0 && { port_ranges: policy.portRanges }),
          sources: policy.sources.map(reference),
          destinations: policy.destinations.map(reference),
        },
      ],
    })),
  };
}

/** NetBird's starter policy, which every account has in the beginning. */
export const defaultPolicy: LiveAccount["policies"][number] = {
  id: "default",
  name: "Default",
  description: "This is a default rule that allows connections between all the resources",
  enabled: true,
  source_posture_checks: null,
  rules: [
    {
      enabled: true,
      action: "accept",
      bidirectional: true,
      protocol: "all",
      sources: [{ id: "all", name: "All" }],
      destinations: [{ id: "all", name: "All" }],
    },
  ],
};
