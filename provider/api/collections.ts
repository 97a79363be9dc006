/**
 * Where the API keeps its objects. Every path is written here, once: kinds, checks and look-ups take it
 * from here, so that one list serves all of them. The exceptions have no list that others ask for:
 * records of a zone, routers and resources of a network and tokens of a user, whose kinds add to these
 * paths, and the integrations of `identitySync.ts`, one path per vendor.
 */
import type { Collection } from "./account";

/** `Account`, with its settings. A token sees one. */
export const accounts = { path: "/accounts", title: "account settings" } satisfies Collection;

/** `Event`: who changed what. */
export const auditEvents = { path: "/events/audit", title: "audit event" } satisfies Collection;

/** `Country`, what a server knows of places. Some regions in its data have no code. */
export const countries = {
  path: "/locations/countries",
  title: "country",
  objects(answer: unknown) {
    if (!Array.isArray(answer)) return answer;
    return (answer as ({ country_code?: string; country_name?: string } | null)[])
      .filter((one) => one?.country_code !== "")
      .map((one) => ({ id: one?.country_code, name: one?.country_name }));
  },
} satisfies Collection;

/** `City`: those of a country. Several of one name count as one for the server, too. */
export function citiesOf(countryCode: string): Collection {
  return {
    path: `${countries.path}/${countryCode}/cities`,
    title: "city",
    objects(answer) {
      if (!Array.isArray(answer)) return answer;
      return (answer as ({ geoname_id?: number; city_name?: string } | null)[]).map((one) => ({
        id: one?.geoname_id,
        name: one?.city_name,
      }));
    },
  };
}

/** `DNSSettings`. An account has one set, which has no id. */
export const dnsSettings = {
  path: "/dns/settings",
  title: "DNS settings",
  objects(answer: unknown) {
    const settings = answer as { disabled_management_groups?: unknown } | null;
    if (settings?.disabled_management_groups === undefined) return undefined;
    return [{ ...settings, id: "dns-settings" }];
  },
} satisfies Collection;

/** `Zone`, each with its records. */
export const dnsZones = { path: "/dns/zones", title: "DNS zone" } satisfies Collection;

/** `IntegrationResponse`: where events are sent. */
export const eventStreaming = {
  path: "/event-streaming",
  title: "event streaming",
  edition:
    "Event streaming belongs to NetBird Cloud (Business plan and above); a self-hosted server has none. Remove the resource for this server.",
} satisfies Collection;

/** `Group`. */
export const groups = { path: "/groups", title: "group" } satisfies Collection;

/** `IdentityProvider`, behind the embedded one. */
export const identityProviders = {
  path: "/identity-providers",
  title: "identity provider",
  edition: "It needs a server that runs NetBird's own (embedded) identity provider.",
} satisfies Collection;

/** `NameserverGroup`. */
export const nameserverGroups = {
  path: "/dns/nameservers",
  title: "nameserver group",
} satisfies Collection;

/** `Network`. */
export const networks = { path: "/networks", title: "network" } satisfies Collection;

/** `NetworkResource`, those of all networks. */
export const networkResources = {
  path: "/networks/resources",
  title: "network resource",
} satisfies Collection;

/** `Peer`. */
export const peers = { path: "/peers", title: "peer" } satisfies Collection;

/** `Policy`. */
export const policies = { path: "/policies", title: "policy" } satisfies Collection;

/** `PostureCheck`. */
export const postureChecks = {
  path: "/posture-checks",
  title: "posture check",
} satisfies Collection;

/** `Route`. */
export const routes = { path: "/routes", title: "route" } satisfies Collection;

/** `SetupKey`. */
export const setupKeys = { path: "/setup-keys", title: "setup key" } satisfies Collection;

/** `NetworkTrafficEvent`, which the API tells page by page: see `readTrafficEvents`. */
export const trafficEvents = {
  path: "/events/network-traffic",
  title: "traffic event",
  edition:
    "Traffic events belong to NetBird Cloud (Business plan); a self-hosted server has none. Read files that were exported from the cloud, or look into the logs of the routing peers and services.",
} satisfies Collection;

/** `User`: people and service users. */
export const users = { path: "/users", title: "user" } satisfies Collection;
