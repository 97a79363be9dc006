/** The server's rules about a peer's address and session, which depend on the account and on others. */
import type { ApiObject, Collection } from "../api/account";
import { settingOf } from "./accounts";
import { canonicalAddress, familyOf, isInside, isPrefix, maskedPrefix } from "./addresses";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";

/** The API's peer, as far as the rules go. */
interface JoinedPeer extends ApiObject {
  hostname: string;
  ip: string;
  user_id: string;
  login_expiration_enabled: boolean;
  inactivity_expiration_enabled: boolean;
}

/** What the server would refuse of a peer's settings; what did not change is not judged again. */
export async function peerProblems(
  args: Arguments,
  context: CheckContext,
  peers: Collection,
): Promise<Problem[]> {
  const joined = (await context.objects(peers)) as JoinedPeer[];
  const self = onlyOne(joined, selectorOf(args, context.olds));
  if (self === undefined) return [];
  const isNew = (name: string) =>
    args[name] !== context.olds[name] || !isSelected(self, context.olds);
  const changed = Object.fromEntries(Object.entries(args).filter(([name]) => isNew(name)));
  return [
    ...expirationProblems(changed, self),
    ...(await rangeProblems(changed, context)),
    ...(await takenProblems(changed, self, joined, context)),
  ];
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

async function rangeProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [property, setting] of [
    ["ip", "networkRange"],
    ["ipv6", "networkRangeV6"],
  ] as const) {
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
  { ip }: Arguments,
  self: JoinedPeer,
  joined: JoinedPeer[],
  context: CheckContext,
): Promise<Problem[]> {
  if (typeof ip !== "string") return [];
  const owner = joined.find((peer) => peer.ip === canonicalAddress(ip) && peer.id !== self.id);
  if (owner === undefined || leaves(owner, context)) return [];
  // Another range gives every peer another address.
  const { wanted, stored } = await settingOf(context, "networkRange");
  if (wanted !== stored) return [];
  const reason = `${ip} is the address of the peer "${owner.name}" (${owner.id}). Choose another one, or let this peer depend on the resource that gives that one another.`;
  return [{ property: "ip", reason }];
}

/** Whether this run takes the address from a peer: by another one, or by giving back what it had. */
function leaves(owner: JoinedPeer, { wishes }: CheckContext): boolean {
  const has = (args: Arguments) => isSelected(owner, args) && args.ip === owner.ip;
  return wishes("Peer").some(({ olds, args }) =>
    has(olds) ? !has(args) : isSelected(owner, args) && args.ip !== undefined && !has(args),
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
