/** Groups of an account, with who and what is in them. */
import type { LiveGroup, LiveResource, LiveRoute } from "./liveAccount";
import { baseNameOf, environmentOf } from "./names";
import type { PlannedGroup } from "./segmentation";

/** Takes groups as the account's answers name them, and keeps each once. */
export class GroupBook {
  private readonly planned = new Map<string, PlannedGroup>();

  /** @param names of the account's groups by their ids */
  constructor(private readonly names: ReadonlyMap<string, string>) {}

  /** All groups so far, sorted by name, and their addresses, too. */
  get groups(): PlannedGroup[] {
    return [...this.planned.values()]
      .map((group) => ({ ...group, addresses: [...group.addresses].sort() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  addGroups(groups: readonly LiveGroup[]): void {
    for (const { name, issued = "api", peers } of groups) {
      const group = this.groupNamed(name);
      group.members = (peers ?? []).map(({ id }) => id).sort();
      if (issued !== "api") group.madeBy = "identity-provider";
    }
  }

  addResources(resources: readonly LiveResource[]): void {
    for (const { address, enabled, groups } of resources) {
      if (!enabled) continue;
      for (const { id, name } of groups ?? []) {
        this.groupNamed(name ?? this.nameOf(id)).addresses.push(address);
      }
    }
  }

  /** Groups that stand for what a route leads to hold nothing else: peers are added before. */
  addRoutes(routes: readonly LiveRoute[]): void {
    for (const { network, domains, enabled, access_control_groups } of routes) {
      if (!enabled) continue;
      const targets = domains?.length ? domains : [network ?? ""];
      for (const id of access_control_groups ?? []) {
        const group = this.groupNamed(this.nameOf(id));
        if (group.members?.length) continue;
        group.addresses = [...new Set([...group.addresses, ...targets])];
      }
    }
  }

  /** Ends of policies: groups, or single peers and resources as `<type>:<id>`. */
  addEnds(names: readonly string[], resources: readonly LiveResource[]): void {
    const addresses = new Map(resources.map(({ id, address }) => [id, address]));
    for (const name of names) {
      const group = this.groupNamed(name);
      const [, type, id = ""] = /^(peer|host|subnet|domain):(.+)$/.exec(name) ?? [];
      if (type === "peer") group.members = [id];
      else if (addresses.has(id)) group.addresses = [addresses.get(id)!];
    }
  }

  private nameOf(id: string): string {
    return this.names.get(id) ?? id;
  }

  private groupNamed(name: string): PlannedGroup {
    const known = this.planned.get(name) ?? newGroup(name);
    this.planned.set(name, known);
    return known;
  }
}

function newGroup(name: string): PlannedGroup {
  return {
    name,
    baseName: baseNameOf(name),
    shared: environmentOf(name) === undefined,
    madeBy: "program",
    addresses: [],
    memberOf: [],
  };
}
