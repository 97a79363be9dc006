import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { peers } from "../api/collections";
import { canonicalAddress, familyOf } from "./addresses";
import { whereReadable } from "../lifecycle/readable";
import { NotFoundError } from "../api/errors";
import { find, findAll, refuseUnknownFilters } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { isInGroup } from "./groupFilter";
import type { Arguments, Kind } from "../lifecycle/kind";
import { peerProblems } from "./peerChecks";
import { NetBirdResource } from "../lifecycle/resource";
import type { ResourceClass, SelectorOf, SettingsArgs } from "../lifecycle/resource";
import { nameSchema, onDeleteSchema } from "./schemas";
import { shortList } from "../lifecycle/shortList";
import { unknownValue } from "../lifecycle/unknown";

/**
 * Arguments of a {@link Peer}. Everything but `peer` is changed in place. Source: the API's object
 * `PeerRequest`; the guide's sections 3.3, 8.3 and 10.1.
 */
export interface PeerArgs extends SettingsArgs {
  /**
   * Which enrolled peer: its name, or `{ id }`, `{ hostname }`, `{ name }`; all that is given must
   * agree. Where `name` renames it, `{ id }` or `{ hostname }`: a replacement that you ask for
   * (`--replace`) looks for it again. A change replaces the resource, unless it names the same peer in
   * other words: the old peer gets its settings back, and the new one gets these.
   */
  peer: pulumi.Input<string | PeerSelector>;
  /**
   * Name of the peer, from which its DNS label follows. Changed in place. Default: the server's.
   */
  name?: pulumi.Input<string>;
  /** Whether NetBird's SSH server may run on the peer. Changed in place. Default: the server's. */
  sshEnabled?: pulumi.Input<boolean>;
  /**
   * Whether the user has to log in again after the account's login expiration. Only for peers that
   * a user logged in, not for those of setup keys. Changed in place. Default: the server's.
   */
  loginExpirationEnabled?: pulumi.Input<boolean>;
  /**
   * The same after inactivity. Only for peers that a user logged in. Changed in place. Default: the
   * server's.
   */
  inactivityExpirationEnabled?: pulumi.Input<boolean>;
  /**
   * Whether the peer waits for approval: `false` approves it. Needs a server with peer approval
   * (NetBird Cloud). Changed in place. Default: the server's.
   */
  approvalRequired?: pulumi.Input<boolean>;
  /** Address inside the account's network range. Changed in place. Default: the server's. */
  ip?: pulumi.Input<string>;
  /**
   * IPv6 address inside the account's range. The peer must be in one of the account's
   * `ipv6EnabledGroups`: with the last of them the server takes the address away, and later it gives
   * another one. Preview refuses a change of a `Group` or of `AccountSettings` that does this; the
   * deletion of a group or of settings, a user's groups, and what happens outside the program show at
   * the next refresh. Changed in place. Default: the server's.
   */
  ipv6?: pulumi.Input<string>;
}

/** Which enrolled peer; all that is given must agree. */
export interface PeerSelector {
  /** Id of the peer. Default: any. */
  id?: pulumi.Input<string>;
  /** Name of the peer, the whole of it. Default: any. */
  name?: pulumi.Input<string>;
  /** Name that the device gives itself, the whole of it. Default: any. */
  hostname?: pulumi.Input<string>;
}

/**
 * The settings of a device that has joined. Devices join by themselves, with a setup key or a
 * login; this resource never creates or removes one.
 *
 * Errors: no peer, or more than one, fits (lists the candidates); login expiration on a peer of a
 * setup key; an address outside the range or taken, or an IPv6 address that the peer's groups do not give or
 * that this run takes away; an approval that the server does not store; a setting
 * that another one gives, too.
 *
 * @example
 * ```ts
 * new netbird.Peer("web1", { peer: { hostname: "ip-10-10-0-7" }, name: "web-1", sshEnabled: true });
 * ```
 */
export class Peer extends NetBirdResource {
  /** Name of the peer, where the program gives it; else `getPeer` tells it. */
  declare readonly name: pulumi.Output<string | undefined>;
  /** Name that the device gives itself. */
  declare readonly hostname: pulumi.Output<string>;
  /** Address in the overlay network, where the program gives it; else `getPeer` tells it. */
  declare readonly ip: pulumi.Output<string | undefined>;
  /** Full name under which other peers reach it. */
  declare readonly dnsLabel: pulumi.Output<string>;

  constructor(name: string, args: PeerArgs, opts?: pulumi.CustomResourceOptions) {
    super(peerKind, name, args, opts);
  }

  /**
   * Reads an enrolled peer without managing it.
   * @param name the resource's name in the program
   * @param selector the id, or `{ id }`, `{ name }` or `{ hostname }`; all that is given must agree
   * @throws RunError when the selector says nothing; when there is none or more than one, the
   *     operation fails and lists the candidates
   */
  static override get<T extends NetBirdResource>(
    this: ResourceClass<T, never>,
    name: string,
    selector: pulumi.Input<string> | PeerSelector,
    opts?: pulumi.CustomResourceOptions,
  ): T {
    return super.get.call(this as ResourceClass<T, object>, name, selector, opts) as T;
  }
}

/** What a look-up tells of a peer beside its settings. */
export interface PeerFacts {
  /** Name that the device gives itself. */
  hostname: string;
  /** Full name under which other peers reach it. */
  dnsLabel: string;
  /** Operating system as the device reports it. */
  os: string;
  /** Version of the NetBird client. */
  version: string;
  /** Whether it is connected to the management server now. */
  connected: boolean;
  /** When it last was (RFC 3339). */
  lastSeen: string;
  /** Id of the user who logged in; empty for setup keys. */
  userId: string;
  /** The groups that it is in. */
  groups: {
    /** Id of the group. */
    id: string;
    /** Name of the group. */
    name: string;
  }[];
}

/** A peer as look-ups find it. */
export type FoundPeer = Found<Omit<PeerArgs, "peer">, PeerFacts>;

/**
 * Looks up an enrolled peer.
 * @param selector `{ id }`, `{ name }` or `{ hostname }`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getPeer(selector: PeerSelector, options?: LookupOptions): pulumi.Output<FoundPeer> {
  return find(peerFactsKind, selector as SelectorOf<PeerArgs>, options);
}

/** What {@link getPeers} lets through; all that is given must hold. */
export interface PeerFilter {
  /** Part of the name. */
  name?: pulumi.Input<string>;
  /** Part of the hostname. */
  hostname?: pulumi.Input<string>;
  /** Beginning of the address: `100.64.`. */
  ip?: pulumi.Input<string>;
  /** Part of the operating system's name, in any case: `linux`. */
  os?: pulumi.Input<string>;
  /** Name or id of a group that the peer is in. */
  group?: pulumi.Input<string>;
  /** Whether it is connected now. */
  connected?: pulumi.Input<boolean>;
  /** Id of the user who logged in. */
  userId?: pulumi.Input<string>;
}

const filters = [
  "name",
  "hostname",
  "ip",
  "os",
  "group",
  "connected",
  "userId",
] satisfies (keyof PeerFilter)[];

/** The enrolled peers that a filter lets through, none when nothing fits. Default: all. */
export function getPeers(
  filter: PeerFilter = {},
  options?: LookupOptions,
): pulumi.Output<FoundPeer[]> {
  refuseUnknownFilters(peerKind, filter, filters);
  return findAll(peerFactsKind, { ...filter }, passes, options);
}

function passes(peer: FoundPeer, filter: pulumi.Unwrap<PeerFilter>): boolean {
  const { name = "", hostname = "", ip = "", os = "", group, connected, userId } = filter;
  return (
    peer.name.includes(name) &&
    peer.hostname.includes(hostname) &&
    peer.ip.startsWith(ip) &&
    peer.os.toLowerCase().includes(os.toLowerCase()) &&
    isInGroup(peer.groups, group) &&
    (connected === undefined || peer.connected === connected) &&
    (userId === undefined || peer.userId === userId)
  );
}

/** The API's `Peer`. */
interface ApiPeer extends ApiObject {
  name: string;
  hostname: string;
  dns_label: string;
  ip: string;
  ipv6?: string;
  ssh_enabled: boolean;
  login_expiration_enabled: boolean;
  inactivity_expiration_enabled: boolean;
  approval_required: boolean;
  os: string;
  version: string;
  connected: boolean;
  last_seen: string;
  user_id: string;
  groups: { id: string; name: string }[] | null;
}

const selectorSchema = z
  .strictObject({
    id: z.string().min(1).optional(),
    name: z.string().min(1).optional(),
    hostname: z.string().min(1).optional(),
  })
  .refine((value) => Object.values(value).some((item) => item !== undefined), {
    message: "say which peer: { id }, { name } or { hostname }",
  });

const address = (family: 4 | 6) =>
  z
    .string()
    .refine((text) => familyOf(canonicalAddress(text)) === family, `is not an IPv${family} address`)
    .optional();

/** @internal */
export const peerKind: Kind<ApiPeer> = {
  ...peers,
  name: "Peer",
  listedInPart: true,
  schema: z.strictObject({
    peer: z.union([z.string().min(1, "say which peer"), selectorSchema]),
    name: nameSchema("a peer").optional(),
    sshEnabled: z.boolean().optional(),
    loginExpirationEnabled: z.boolean().optional(),
    inactivityExpirationEnabled: z.boolean().optional(),
    approvalRequired: z.boolean().optional(),
    ip: address(4),
    ipv6: address(6),
    onDelete: onDeleteSchema,
  }),
  steering: ["onDelete"],
  identity: ["peer"],
  replaceOnChange: ["peer"],
  writeOnly: ["peer"],

  check: (args, context) => whereReadable(() => peerProblems(args, context)),

  normalise: (args) => ({
    ...args,
    ...(typeof args.peer === "string" &&
      args.peer !== unknownValue && { peer: { name: args.peer } }),
    ...(typeof args.ip === "string" && { ip: canonicalAddress(args.ip) }),
    ...(typeof args.ipv6 === "string" && { ipv6: canonicalAddress(args.ipv6) }),
  }),

  existing: choose,

  toApi: (args, current) => ({
    name: args.name,
    ssh_enabled: args.sshEnabled,
    login_expiration_enabled: args.loginExpirationEnabled,
    inactivity_expiration_enabled: args.inactivityExpirationEnabled,
    // What is not sent stays. Approval seems to be required for whatever reason keeps the peer out, and
    // what is sent of it is an administrator's word; an address must be in the network's range, which
    // may be another by now.
    approval_required:
      args.approvalRequired === current?.approval_required ? undefined : args.approvalRequired,
    ip: args.ip === current?.ip ? undefined : args.ip,
    ipv6: args.ipv6 === (current?.ipv6 ?? "") ? undefined : args.ipv6,
  }),

  fromApi: (peer) => ({
    name: peer.name,
    sshEnabled: peer.ssh_enabled,
    loginExpirationEnabled: peer.login_expiration_enabled,
    inactivityExpirationEnabled: peer.inactivity_expiration_enabled,
    approvalRequired: peer.approval_required,
    ip: peer.ip,
    ipv6: peer.ipv6 ?? "",
  }),

  outputNames: ["hostname", "dnsLabel"],
  outputs: (peer) => ({ hostname: peer.hostname, dnsLabel: peer.dns_label }),

  explainDifference: (argument) =>
    argument === "approvalRequired"
      ? "Approving peers one by one is part of NetBird Cloud; leave the argument out on this server."
      : undefined,
};

/** Look-ups also tell what changes by itself, which in a resource's state would be drift. */
const peerFactsKind: Kind<ApiPeer> = {
  ...peerKind,
  writeOnly: [],
  replaceOnChange: [],
  outputs: (peer) => ({
    hostname: peer.hostname,
    dnsLabel: peer.dns_label,
    os: peer.os,
    version: peer.version,
    connected: peer.connected,
    lastSeen: peer.last_seen,
    userId: peer.user_id,
    groups: (peer.groups ?? []).map(({ id, name }) => ({ id, name })),
  }),
};

/** @throws NotFoundError when no peer, or more than one, fits the selector */
function choose(objects: ApiPeer[], { peer, name: newName }: Arguments): ApiPeer {
  const selector = (typeof peer === "string" ? { name: peer } : peer) as Record<string, string>;
  const wanted = Object.entries(selector) as [keyof ApiPeer, string][];
  const fits = objects.filter((object) =>
    wanted.every(([field, value]) => object[field] === value),
  );
  if (fits.length === 1) return fits[0]!;
  const what = wanted.map(([field, value]) => `the ${field} "${value}"`).join(" and ");
  const candidates = fits.length > 1 ? fits : objects;
  const list = shortList(
    candidates.map(({ id, name, hostname }) => `"${name}" (hostname ${hostname}, ${id})`),
  );
  if (fits.length > 1) {
    throw new NotFoundError(
      `There are ${fits.length} peers with ${what}: ${list}. Choose one by its id.`,
    );
  }
  const there = objects.length === 0 ? "No device has joined yet." : `There is ${list}.`;
  // A replacement looks for the peer again, which has its new name by then.
  const renames = selector.name !== undefined && newName !== undefined && newName !== selector.name;
  throw new NotFoundError(
    `No peer has ${what}. ${there} A device appears once it has joined.` +
      (renames ? " One that this resource renames is found by its hostname or id." : ""),
  );
}
