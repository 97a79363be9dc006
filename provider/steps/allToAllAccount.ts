/** Policies that let every peer reach every other, on the server: finding them and putting them away. */
import { isAllToAll } from "../../segmentation/allToAll";
import { fromNetBird } from "../../segmentation/fromNetBird";
import type { LiveGroup, LivePolicy, LiveResource } from "../../segmentation/liveAccount";
import { replacementProblems } from "../../segmentation/replacement";
import type { Replacements } from "../../segmentation/replacement";
import type { Account, ApiObject } from "../api/account";
import { groups, networkResources, policies } from "../api/collections";
import type { AllToAllPhase, AllToAllPolicy } from "./allToAllPolicies";
import { NetBirdError } from "../api/errors";
import { createObject } from "../lifecycle/posting";
import { deleteObject } from "../lifecycle/deletion";
import type { Arguments, Kind } from "../lifecycle/kind";
import { policyKind } from "../objects/policy";
import type { Reference } from "../lifecycle/reference";
import { mapReferences } from "../lifecycle/references";
import { updateObject } from "../lifecycle/updating";

/** A policy as it was found: enough to make it again. */
export interface FoundPolicy extends AllToAllPolicy {
  /** The API's answer. */
  original: ApiPolicy;
}

type ApiPolicy = LivePolicy & ApiObject & { name: string };

const kind = policyKind as unknown as Kind;

/** All of the account that let every peer reach every other, enabled or not. */
export async function allToAllPolicies(account: Account, fresh = false): Promise<FoundPolicy[]> {
  return (await account.list(policies, fresh)).filter(isBroad).map(describe);
}

function isBroad(policy: ApiObject): policy is ApiPolicy {
  return fromNetBird({ policies: [policy as ApiPolicy] }).policies.some(isAllToAll);
}

function describe(policy: ApiPolicy): FoundPolicy {
  const { enabled } = kind.fromApi(policy);
  return { id: policy.id, name: policy.name, enabled: enabled === true, original: policy };
}

/** Why the account cannot do without them yet. */
export async function missingReplacements(
  account: Account,
  replacements: Replacements,
): Promise<string[]> {
  const live = fromNetBird({
    policies: (await account.list(policies)) as ApiPolicy[],
    groups: (await account.list(groups)) as (ApiObject & LiveGroup)[],
    resources: (await account.list(networkResources)) as (ApiObject & LiveResource)[],
  });
  return replacementProblems(live, replacements);
}

/** Those of the present policies that a phase does not want as they are. */
export function unwanted<Policy extends AllToAllPolicy>(
  phase: AllToAllPhase,
  present: readonly Policy[],
): Policy[] {
  if (phase === "enrolling") return [];
  return present.filter(({ enabled }) => enabled || phase === "deleted");
}

/** Puts the present policies away. What the phase wants already is not written. */
export async function putAway(
  account: Account,
  phase: AllToAllPhase,
  present: readonly FoundPolicy[],
): Promise<void> {
  for (const { id, name } of unwanted(phase, present)) {
    if (phase === "deleted") await deleteObject(kind, account, id, { name });
    else await updateObject(kind, account, id, { enabled: false });
  }
}

/**
 * Makes policies again that were found once and are gone, and enables those that were enabled, if
 * that is asked for. One that somebody has narrowed since is theirs now, and stays as it is. An
 * interrupted restoration is taken up where it stopped.
 * @returns the policies with the ids that they have now
 */
export async function bringBack(
  account: Account,
  found: readonly FoundPolicy[],
  { enable }: { enable: boolean },
): Promise<FoundPolicy[]> {
  const all = await account.list(policies, true);
  const present = all.filter(isBroad).map(describe);
  const back: FoundPolicy[] = [];
  for (const policy of found) {
    const isNarrowed = all.some((one) => one.id === policy.id && !isBroad(one));
    const same = present.find(({ id }) => id === policy.id) ?? present.find(isCalled(policy.name));
    const enabled = enable && policy.enabled;
    const id = isNarrowed ? policy.id : await bringOneBack(account, policy, same, enabled);
    back.push({ ...policy, id });
  }
  return back;
}

async function bringOneBack(
  account: Account,
  { original }: FoundPolicy,
  same: FoundPolicy | undefined,
  enabled: boolean,
): Promise<string> {
  if (same === undefined) {
    const args = kind.fromApi(original);
    await requireReferences(account, original.name, args);
    // What is no argument of a policy is made again as well.
    const like = { ...kind, toApi: (values: Arguments) => kind.toApi(values, original) };
    return (await createObject(like, account, { ...args, enabled })).id;
  }
  if (enabled && !same.enabled) {
    await updateObject(kind, account, same.id, { enabled: true });
  }
  return same.id;
}

/** The server leaves out what it does not know: without its posture checks a policy would be wider than it was. */
async function requireReferences(account: Account, name: string, args: Arguments): Promise<void> {
  const gone: string[] = [];
  await mapReferences(kind, args, async (_property, collection, value) => {
    const known = await account.roster(collection, true);
    for (const reference of [value].flat() as Required<Reference>[]) {
      if (!known.has(reference.id))
        gone.push(`${collection.title} "${reference.name ?? reference.id}"`);
    }
    return value;
  });
  if (gone.length === 0) return;
  throw new NetBirdError(
    `The policy "${name}" cannot be made again as it was: the server has no ${gone.join(", ")} any more. ` +
      'Make the policy by hand, or leave it away with onDelete: "leave".',
  );
}

function isCalled(name: string): (policy: FoundPolicy) => boolean {
  return (policy) => policy.name === name;
}
