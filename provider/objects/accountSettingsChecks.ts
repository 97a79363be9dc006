/** The server's rules about the account's settings that depend on what is there. */
import type { ApiObject } from "../api/account";
import { accounts, dnsZones, peers } from "../api/collections";
import { settingOf } from "./accountSetting";
import { makesWay } from "../lifecycle/makesWay";
import { maskedPrefix, sameDomain } from "./addresses";
import { sameValue } from "../lifecycle/equality";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";
import { shortList } from "../lifecycle/shortList";

/** Peers publish services only with a group of those that may, whoever set the one and the other. */
export async function exposeProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const { olds, unknown } = context;
  const names = ["peerExposeEnabled", "peerExposeGroups"];
  const isNew = (name: string) =>
    name in args && !(name in olds && sameValue(args[name], olds[name]));
  if (!names.some(isNew) || names.some((name) => unknown.has(name))) return [];
  const asked = await Promise.all(names.map((name) => settingOf(context, name)));
  const [enabled, groups] = names.map((name, index) => args[name] ?? asked[index]!.wanted);
  if (enabled !== true || !sameValue(groups, [])) return [];
  const wayOut =
    args.peerExposeEnabled === true
      ? "or leave peerExposeEnabled out. If other AccountSettings of this program name them, let these depend on those."
      : "or set peerExposeEnabled: false. It is on in this account.";
  const reason = `name at least one group whose peers may publish services, ${wayOut}`;
  return [{ property: "peerExposeGroups", reason }];
}

/** The server wants room for half as many peers again as there are, and for this many at least. */
const leastAddresses = 10;

/** The ranges of the peers' addresses: bits of an address, and addresses that no peer gets. */
const ranges = [
  // Without the addresses of the network itself and of its broadcasts.
  { property: "networkRange", bits: 32, reserved: 2 },
  { property: "networkRangeV6", bits: 128, reserved: 0 },
] as const;

/** Every peer gets an address of a new range. */
export async function capacityProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { property, bits, reserved } of ranges) {
    const range = args[property];
    if (typeof range !== "string" || range === context.olds[property]) continue;
    const { stored } = await settingOf(context, property);
    if (maskedPrefix(range) === stored) continue;
    const count = (await context.objects(peers)).length;
    const needed = Math.max(leastAddresses, Math.floor(count * 1.5));
    const room = 2 ** (bits - Number(range.split("/")[1])) - reserved;
    if (room >= needed) continue;
    const reason = `${range} has ${room} addresses, and the server asks for ${needed}: there are ${count} peers, and half as many may come. Choose a larger range.`;
    problems.push({ property, reason });
  }
  return problems;
}

/**
 * Without approval every peer that waits is let in at once: the run says which, as far as the server
 * tells those that wait from those that are kept out for another reason.
 */
export async function tellWhoIsLetIn(
  { peerApprovalEnabled }: Arguments,
  { objects }: CheckContext,
): Promise<Problem[]> {
  if (peerApprovalEnabled !== false) return [];
  const [account] = (await objects(accounts)) as (ApiObject & {
    settings?: { extra?: { peer_approval_enabled?: boolean } | null };
  })[];
  if (account?.settings?.extra?.peer_approval_enabled !== true) return [];
  const joined = (await objects(peers)) as (ApiObject & { approval_required?: boolean })[];
  const waiting = joined.filter(({ approval_required }) => approval_required === true);
  if (waiting.length === 0) return [];
  const list = shortList(waiting.map(({ id, name }) => `"${name}" (${id})`));
  // The engine shows among its diagnostics what its provider process prints.
  console.error(
    `peerApprovalEnabled: false lets in every peer that waits for approval. Not approved: ${list}. ` +
      "Delete those that shall stay out, before the update.",
  );
  return [];
}

/** The peers' own names and a zone cannot share a domain. */
export async function dnsDomainProblems(
  { dnsDomain }: Arguments,
  context: CheckContext,
): Promise<Problem[]> {
  if (typeof dnsDomain !== "string" || sameDomain(dnsDomain, context.olds.dnsDomain)) return [];
  const isZone = ({ domain }: { domain?: unknown }) => sameDomain(domain, dnsDomain);
  const zone = ((await context.objects(dnsZones)) as (ApiObject & { domain: string })[]).find(
    isZone,
  );
  if (zone === undefined || makesWay(context, "DnsZone", isZone)) return [];
  const reason = `${dnsDomain} is the domain of the DNS zone "${zone.name}" (${zone.id}), and the peers' own names cannot share it. Choose another one, or delete the zone in an update before.`;
  return [{ property: "dnsDomain", reason }];
}
