import type { Collection } from "../../provider/api/account";
import { Client } from "../../provider/api/client";
import { groups, networks, peers, policies } from "../../provider/api/collections";
import type { Configuration } from "../../provider/api/configuration";
import { among, fromNetBird } from "../../segmentation";
import type { LiveGroup, LivePolicy, Segmentation } from "../../segmentation";

interface ApiObject {
  id: string;
  name: string;
}

/** Groups and policies of an account, as the API has them. */
export interface AccountSnapshot {
  groups: LiveGroup[];
  policies: (ApiObject & LivePolicy)[];
}

/** A router of a network, with the peers in its group. */
export interface LiveRouter {
  metric: number;
  peers: LivePeer[];
}

interface LivePeer {
  id: string;
  hostname: string;
  connected: boolean;
  groups: ApiObject[];
}

/** The account behind the demo, seen past the deployment. */
export class LiveAccount {
  private readonly client: Client;

  constructor(configuration: Configuration) {
    this.client = new Client(configuration);
  }

  async snapshot(): Promise<AccountSnapshot> {
    const [allGroups, allPolicies] = await Promise.all([
      this.list<LiveGroup>(groups),
      this.list<ApiObject & LivePolicy>(policies),
    ]);
    return { groups: allGroups, policies: allPolicies };
  }

  /** What there is between some groups, by what the API holds now. */
  async between(names: readonly string[]): Promise<Segmentation> {
    return among(fromNetBird(await this.snapshot()), names);
  }

  /** The routers of a network, the preferred one first. */
  async routers(networkName: string): Promise<LiveRouter[]> {
    const all = await this.list<ApiObject>(networks);
    const network = all.find(({ name }) => name === networkName);
    if (network === undefined) throw new Error(`There is no network named "${networkName}".`);
    const inside = { path: `${networks.path}/${network.id}/routers`, title: "network router" };
    const [routers, devices] = await Promise.all([
      this.list<{ metric: number; peer_groups: string[] }>(inside),
      this.list<LivePeer>(peers),
    ]);
    return routers
      .map(({ metric, peer_groups: wanted }) => ({
        metric,
        peers: devices.filter((peer) => peer.groups.some(({ id }) => wanted.includes(id))),
      }))
      .sort((a, b) => a.metric - b.metric);
  }

  /** Removes the peers whose names start like this, and tells how many. */
  async removePeers(prefix: string): Promise<number> {
    const devices = await this.list<LivePeer>(peers);
    const wanted = devices.filter(({ hostname }) => hostname.startsWith(prefix));
    for (const { id, hostname: name } of wanted) {
      const call = { action: "delete", kind: peers.title, name };
      await this.client.delete(`${peers.path}/${id}`, call);
    }
    return wanted.length;
  }

  /** The classic mistake, behind the program's back: a policy loses its ports. */
  async widen(policyName: string): Promise<void> {
    const all = await this.list<ApiObject & LivePolicy>(policies);
    const policy = all.find(({ name }) => name === policyName);
    if (policy === undefined) throw new Error(`There is no policy named "${policyName}".`);
    const ids = (list: readonly { id: string }[] | null | undefined) =>
      (list ?? []).map(({ id }) => id);
    const rules = policy.rules.map((rule) => ({
      ...rule,
      id: undefined,
      ports: undefined,
      sources: ids(rule.sources),
      destinations: ids(rule.destinations),
    }));
    const call = { action: "update", kind: policies.title, name: policyName };
    const body = () => Promise.resolve({ ...policy, rules });
    await this.client.put(`${policies.path}/${policy.id}`, body, call);
  }

  private async list<T>({ path, title }: Collection): Promise<T[]> {
    return ((await this.client.get(path, { action: "list", kind: title })) ?? []) as T[];
  }
}

/** Whether two snapshots hold the same, in whatever order. */
export function sameSnapshot(a: AccountSnapshot, b: AccountSnapshot): boolean {
  const text = ({ groups, policies }: AccountSnapshot) =>
    JSON.stringify([groups, policies].map((list) => [...list].sort(byId)));
  return text(a) === text(b);
}

function byId(a: ApiObject, b: ApiObject): number {
  return a.id < b.id ? -1 : 1;
}
