/** The server's rules about a peer's address and session, which depend on the account and on others. */
import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../api/account";
import { peers } from "../api/collections";
import { settingOf } from "./accountSetting";
import { canonicalAddress, familyOf, isInside, isPrefix, maskedPrefix } from "./addresses";
import { givesIPv6, losesIPv6 } from "./ipv6Groups";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";
import { unknownValue } from "../lifecycle/unknown";

/** The API's peer, as far as the rules go. */
interface JoinedPeer extends ApiObject {
  name: string;
  hostname: string;
  ip: string;
  /** Absent where the peer has none. */
  ipv6?: string;
  user_id: string;
  login_expiration_enabled: boolean;
  inactivity_expiration_enabled: boolean;
  groups: { id: string; name: string }[] | null;
}

/** What the server would refuse of a peer's settings; what did not change is not judged again. */
export async function peerProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const joined = (await context.objects(peers)) as JoinedPeer[];
  const self = onlyOne(joined, selectorOf(args, context.olds));
  if (self === undefined) return [];
  const isNew = (name: string) =>
    args[name] !== context.olds[name] || !isSelected(self, context.olds);
  const changed = Object.fromEntries(Object.entries(args).filter(([name]) => isNew(name)));
  const rivals = rivalProblems({ ...changed, peer: args.peer }, self, joined, context);
  const isSaid = (problem: Problem) => rivals.some(({ property }) => property === problem.property);
  return [
    ...rivals,
    ...expirationProblems(changed, self),
    ...(await rangeProblems(changed, context)),
    ...(await takenProblems(changed, self, joined, context)).filter((one) => !isSaid(one)),
    ...(await ipv6Problems(args, changed, self, context)),
  ];
}

/** The peers that have joined and whose resources, of those that were checked so far, ask for an IPv6 address. */
export async function peersWithIPv6({ wishes, objects }: CheckContext): Promise<JoinedPeer[]> {
  const asking = wishes("Peer").filter(
    ({ args }) => typeof args.ipv6 === "string" && args.ipv6 !== unknownValue,
  );
  if (asking.length === 0) return [];
  const joined = (await objects(peers)) as JoinedPeer[];
  return joined.filter((peer) => asking.some(({ args }) => isSelected(peer, args)));
}

function expirationProblems(args: Arguments, self: JoinedPeer): Problem[] {
  if (self.user_id !== "") return [];
  return [
    { property: "loginExpirationEnabled", stored: self.login_expiration_enabled },
    { property: "inactivityExpirationEnabled", stored: self.inactivity_expiration_enabled },
  ]
    .filter(({ property, stored }) => args[property] === true && !stored)
    .map(({ property }) => ({
      property,
      reason: `"${self.name}" joined with a setup key, and only sessions of users who logged in expire. Leave it out.`,
    }));
}

/** The addresses of a peer, with the setting that has their range. */
const addresses = [
  { property: "ip", setting: "networkRange" },
  { property: "ipv6", setting: "networkRangeV6" },
] as const;

type Address = (typeof addresses)[number];

async function rangeProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { property, setting } of addresses) {
    const ip = args[property];
    if (typeof ip !== "string") continue;
    const { wanted } = await settingOf(context, setting);
    if (typeof wanted !== "string" || !isPrefix(wanted)) continue;
    const address = canonicalAddress(ip);
    const range = maskedPrefix(wanted);
    // An address of the other family, or none, is a fault that the schema has found.
    if (familyOf(address) !== familyOf(range.split("/")[0]!) || isInside(address, range)) continue;
    const reason = `${ip} is not inside the account's range ${range}. Choose an address inside it; if this program changes ${setting}, let the peer depend on those AccountSettings.`;
    problems.push({ property, reason });
  }
  return problems;
}

async function takenProblems(
  args: Arguments,
  self: JoinedPeer,
  joined: JoinedPeer[],
  context: CheckContext,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const address of addresses) {
    const { property } = address;
    const ip = args[property];
    if (typeof ip !== "string") continue;
    const owner = joined.find(
      (peer) => peer[property] === canonicalAddress(ip) && peer.id !== self.id,
    );
    if (owner === undefined || leaves(owner, address, context)) continue;
    // Another range gives every peer another address.
    const { wanted, stored } = await settingOf(context, address.setting);
    if (wanted !== stored) continue;
    const reason = `${ip} is the address of the peer "${owner.name}" (${owner.id}). Choose another one, or let this peer depend on the resource that gives that one another.`;
    problems.push({ property, reason });
  }
  return problems;
}

/** Two resources that ask for one address: the server would give it to the first, and refuse the other. */
function rivalProblems(
  wanted: Arguments,
  self: JoinedPeer,
  joined: JoinedPeer[],
  { wishes }: CheckContext,
): Problem[] {
  return addresses.flatMap(({ property }) => {
    if (typeof wanted[property] !== "string") return [];
    const address = canonicalAddress(wanted[property]);
    const others = wishes("Peer").filter(
      ({ args }) =>
        canonicalAddress(String(args[property])) === address &&
        !isDeepStrictEqual(args.peer, wanted.peer),
    );
    const rival = joined.find(
      (peer) => peer.id !== self.id && others.some(({ args }) => isSelected(peer, args)),
    );
    if (rival === undefined) return [];
    const reason = `another Peer of this program asks for ${address} as well, for "${rival.name}" (${rival.id}). Choose another one for one of the two.`;
    return [{ property, reason }];
  });
}

/** Whether this run takes the address from a peer: by another one, or by giving back what it had. */
function leaves(owner: JoinedPeer, { property }: Address, { wishes }: CheckContext): boolean {
  const has = (args: Arguments) =>
    isSelected(owner, args) && canonicalAddress(String(args[property])) === owner[property];
  return wishes("Peer").some(({ olds, args }) =>
    has(olds) ? !has(args) : isSelected(owner, args) && args[property] !== undefined && !has(args),
  );
}

/** Only peers of the account's `ipv6EnabledGroups` have an IPv6 address, and can be given another. */
async function ipv6Problems(
  { ipv6 }: Arguments,
  changed: Arguments,
  self: JoinedPeer,
  context: CheckContext,
): Promise<Problem[]> {
  if (typeof ipv6 !== "string") return [];
  const problem = (reason: string) => [{ property: "ipv6", reason }];
  if (await losesIPv6(self, context)) {
    return problem(
      `this run takes "${self.name}" out of the last of its groups that are among the account's ipv6EnabledGroups, and with that its IPv6 address goes. Keep it in one of them, or leave ipv6 out.`,
    );
  }
  if (changed.ipv6 === undefined || (self.ipv6 ?? "") !== "") return [];
  if ((await givesIPv6(self, context)) !== false) return [];
  return problem(
    `"${self.name}" has no IPv6 address, because none of its groups is one of the account's ipv6EnabledGroups. Add it to one; if this program does, let the peer depend on that resource.`,
  );
}

/** One that was found by its name is called as the program wanted it afterwards. */
function selectorOf({ peer }: Arguments, olds: Arguments): unknown {
  const selector = typeof peer === "string" ? { name: peer } : peer;
  const before = typeof olds.peer === "string" ? { name: olds.peer } : olds.peer;
  const isBefore = JSON.stringify(selector) === JSON.stringify(before);
  if (!isBefore || typeof olds.name !== "string") return selector;
  return { ...(selector as object), name: olds.name };
}

function isSelected(object: JoinedPeer, { peer, name }: Arguments): boolean {
  const selectors = [selectorOf({ peer }, {}), selectorOf({ peer }, { peer, name })];
  return selectors.some((selector) => onlyOne([object], selector) !== undefined);
}

function onlyOne(objects: JoinedPeer[], selector: unknown): JoinedPeer | undefined {
  if (typeof selector !== "object" || selector === null) return undefined;
  const wanted = Object.entries(selector) as [keyof JoinedPeer, unknown][];
  const fits = objects.filter((one) => wanted.every(([field, value]) => one[field] === value));
  return fits.length === 1 ? fits[0] : undefined;
}
