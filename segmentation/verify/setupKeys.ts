/** Setup keys: whoever has one lets devices into the groups that it names. */
import { environmentOf, environments, setupKeyGeneration, setupKeyNameProblem } from "../names";
import type { PlannedSetupKey } from "../segmentation";
import type { Context } from "./context";
import { listed } from "./finding";
import type { Fault, Rule } from "./finding";

const source = "the guide's section 3.3: setup keys for automation and service accounts";

const rotationSource = "the guide's section 3.3: rotating setup keys";

const day = 24 * 3600 * 1000;

/** How long before its end a key is told of: time for a rotation that waits for a release. */
const noticeDays = 14;

/** Of a key that does not live long, the last part of its life. */
const noticeShare = 1 / 5;

export const setupKeyRules: readonly Rule[] = [
  {
    id: "setup-key-environment",
    severity: "error",
    title: "A setup key lets devices into groups of one environment only",
    source,
    why: "A key for staging that puts machines into groups of production is a way into production for everybody who builds staging. The environment is in the key's name; groups without suffix serve all of them.",
    remedy: "Make a key per environment, each with its own groups.",
    judge: judgeEach(strayGroups),
  },
  {
    id: "setup-key-without-groups",
    severity: "warning",
    title: "A setup key puts devices into groups",
    source,
    why: "A device that is only in the group All gets access when somebody remembers to sort it, or from a policy on All.",
    remedy: "Name the groups in autoGroups.",
    judge: judgeEach(({ name, groups, state }) =>
      state === "valid" && groups.length === 0 ? `${name} puts devices into no group.` : undefined,
    ),
  },
  {
    id: "setup-key-near-end",
    severity: "warning",
    title: "A reusable setup key that is about to expire is rotated before",
    source: rotationSource,
    why: `Machines that are built later fail to join, and nothing says so before. Told ${noticeDays} days before the end, or in the last fifth of a shorter life. One-off keys are meant to end.`,
    remedy: "Start a rotation of the key, or remove it if nothing enrols with it any more.",
    judge: judgeEach((key, now) =>
      isNearEnd(key, now) ? `${key.name} expires at ${key.expires}.` : undefined,
    ),
  },
  {
    id: "setup-key-spent",
    severity: "warning",
    title: "Used-up and expired setup keys are removed",
    source: `${source}: delete them after use`,
    why: "Nothing can join with them; they hide the keys that are in use, and keep their groups from being deleted. An expired key that is still needed has to be rotated.",
    remedy: "Remove the key; rotate it if machines still have to join with it.",
    judge: judgeEach(({ name, state }) => {
      if (state === "expired") return `${name} has expired: nothing can join with it.`;
      return state === "overused" ? `${name} is used up: nothing can join with it.` : undefined;
    }),
  },
  {
    id: "setup-key-superseded",
    severity: "warning",
    title: "A rotation of a setup key is finished",
    source: rotationSource,
    why: "Until the old key is revoked, whoever has it can still let devices in: the reason for the rotation is still there. Generations are told apart by name: `setup-prod-servers`, `setup-prod-servers-g2`.",
    remedy: "See peers join with the new key, then revoke the old one.",
    judge: supersededFaults,
  },
  {
    id: "setup-key-name",
    severity: "warning",
    title: "Setup keys are named by the convention",
    source: "the guide's section 3.3 and Appendix A",
    why: "The name says for which environment and what a key is, which is all that whoever finds it has.",
    remedy: "Make the key anew as setup-<env>-<purpose>; the name of a key cannot be changed.",
    judge: judgeEach(({ name }) => setupKeyNameProblem(name)),
  },
];

function judgeEach(
  fault: (key: PlannedSetupKey, now: Date) => string | undefined,
): (context: Context) => Fault[] {
  return ({ segmentation, now }) =>
    (segmentation.setupKeys ?? []).flatMap((key) => {
      const message = fault(key, now);
      return message === undefined ? [] : [keyFault(key, message)];
    });
}

function keyFault({ name, owner }: PlannedSetupKey, message: string): Fault {
  return { place: name, message, owner };
}

function strayGroups({ name, groups }: PlannedSetupKey): string | undefined {
  const environment = environments.find((one) => name.startsWith(`setup-${one}-`));
  if (environment === undefined) return undefined;
  const stray = groups.filter((group) => (environmentOf(group) ?? environment) !== environment);
  return stray.length === 0 ? undefined : `${name} lets devices into ${listed(stray)}.`;
}

function isNearEnd({ type, state, expires, lifetimeSeconds }: PlannedSetupKey, now: Date): boolean {
  if (type !== "reusable" || state !== "valid" || expires === undefined) return false;
  const lifetime = (lifetimeSeconds ?? Infinity) * 1000;
  return Date.parse(expires) - now.getTime() < Math.min(noticeDays * day, lifetime * noticeShare);
}

function supersededFaults({ segmentation }: Context): Fault[] {
  const valid = (segmentation.setupKeys ?? []).filter(({ state }) => state === "valid");
  return valid.flatMap((key) => {
    const { first, generation } = setupKeyGeneration(key.name);
    const newer = valid.find(({ name }) => {
      const other = setupKeyGeneration(name);
      return other.first === first && other.generation > generation;
    });
    if (newer === undefined) return [];
    return [keyFault(key, `${key.name} is still valid beside ${newer.name}.`)];
  });
}
