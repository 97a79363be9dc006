/** What the story sees of the account: through its API only. */
import { EffectiveAccess, formatAccess, fromNetBird } from "../../../segmentation";
import type {
  LiveAccount,
  LiveGroup,
  LivePeer,
  LivePolicy,
  Segmentation,
} from "../../../segmentation";
import { allGroup } from "../../../segmentation/overlap";
import { mergeServices } from "../../../segmentation/ports";
import { api } from "../world";
import type { TestServer } from "../world";

export const peersOf = (server: TestServer) => api<LivePeer[]>(server, "GET", "/peers");
export const policiesOf = (server: TestServer) => api<LivePolicy[]>(server, "GET", "/policies");

/** The account as the API answers it, in the terms in which rules judge it. */
export async function liveAccount(server: TestServer): Promise<Segmentation> {
  return fromNetBird(await answers(server));
}

/**
 * What each device reaches on each other one, by all that the API holds: `ada → web-1 [TCP/443]`. Sorted.
 * @param without names of policies that do not count
 */
export async function reach(server: TestServer, without: string[] = []): Promise<string[]> {
  const { groups = [], policies, ...rest } = await answers(server);
  const peers = await peersOf(server);
  // A group for each device, so that access is told of devices, whichever groups give it.
  const devices = peers.map(({ id, hostname = id }) => ({
    ...{ id: `only-${id}`, name: hostname, issued: "api", peers: [{ id }] },
  }));
  const counted = policies.filter(({ name }) => !without.includes(name));
  const access = new EffectiveAccess(
    fromNetBird({ ...rest, policies: counted, groups: [...groups, ...devices] }),
  );
  const names = devices.map(({ name }) => name);
  return names.flatMap((name) => reachOf(name, names, access)).sort();
}

function reachOf(source: string, names: readonly string[], access: EffectiveAccess): string[] {
  const reached = access.reachableFrom(source);
  return names
    .filter((destination) => destination !== source)
    .flatMap((destination) => {
      const services = reached
        .filter((each) => [destination, allGroup].includes(each.destination))
        .flatMap(({ grants }) => grants.flatMap((grant) => grant.services));
      if (services.length === 0) return [];
      return [formatAccess({ source, destination, services: mergeServices(services) })];
    });
}

/** Every device reaches every other on everything. */
export function everything(devices: readonly string[]): string[] {
  return devices
    .flatMap((source) =>
      devices
        .filter((destination) => destination !== source)
        .map((destination) => `${source} → ${destination} [ALL]`),
    )
    .sort();
}

async function answers(server: TestServer): Promise<LiveAccount> {
  return {
    groups: await api<LiveGroup[]>(server, "GET", "/groups"),
    policies: await policiesOf(server),
    postureChecks: await api<[]>(server, "GET", "/posture-checks"),
    resources: await api<[]>(server, "GET", "/networks/resources"),
  };
}
