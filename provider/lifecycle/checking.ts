import type { Account, Collection } from "../api/account";
import { groups } from "../api/collections";
import { claimProblems } from "./claims";
import { NetBirdError, NotFoundError } from "../api/errors";
import { findExisting } from "./existing";
import { collectionOf, identityOf, settled } from "./kind";
import type { Arguments, Kind, Problem } from "./kind";
import { canonical, sameValue } from "./equality";
import { protectAll, redact } from "../api/redact";
import { resolveReference } from "./reference";
import type { Reference } from "./reference";
import { mapReferences } from "./references";
import type { Session } from "../api/session";
import { askedReference, shapeProblems } from "./shapeProblems";
import { comparable, plain } from "./state";
import { takenProblems } from "./taken";
import { hasUnknown, unknownValue } from "./unknown";

/** What the engine wants to hear of a resource's arguments. */
export interface Checked {
  /** The arguments with defaults filled in and spellings settled. */
  inputs: Arguments;
  failures: Problem[];
}

/**
 * Everything that can be said about an object's arguments before anything is written: their
 * shape, the rules of the kind, whether the server can be reached with the token, and whether
 * what is referred to by name exists. Unknown values pass.
 */
export async function checkArguments(
  kind: Kind,
  session: Session,
  args: Arguments,
  olds: Arguments = {},
): Promise<Checked> {
  protectAll((kind.secrets ?? []).map((name) => args[name]));
  const problems = shapeProblems(kind.schema, args, kind.name, askedReference(kind.references));
  // What has not its shape is as good as unknown for everything else.
  const shapeless = new Set(problems.map(({ property }) => property.split(/[.[]/)[0]!));
  const sound = Object.fromEntries(Object.entries(args).filter(([name]) => !shapeless.has(name)));
  // A default or a spelling can only be settled in what has its shape.
  const wanted = problems.length === 0 ? settled(kind, args, olds) : sound;
  try {
    const account = session.account();
    account.wish(kind, { olds, args: wanted });
    problems.push(...(await ruleProblems(kind, account, sound, shapeless, olds)));
    // One list that nearly every program needs anyway shows whether address and token are right.
    await account.roster(groups);
    const resolved = await resolveKnown(kind, account, wanted);
    problems.push(...resolved.problems, ...repetitionsIn(kind, resolved.args));
    if (problems.length === 0) {
      await requireExistence(kind, account, wanted, olds);
      problems.push(...(await claimProblems(kind, account, wanted, olds)));
      problems.push(...(await takenProblems(kind, account, resolved.args, olds)));
    }
  } catch (error) {
    if (!(error instanceof NetBirdError)) throw error;
    problems.push({ property: "", reason: error.message });
  }
  return {
    inputs: plain(wanted),
    failures: problems.map((problem) => discreet(kind, args, problem)),
  };
}

/**
 * Whether the server has what the object needs to exist at all: the endpoint, where a plan or an
 * edition decides, and the object itself, for those that are set and never made.
 */
async function requireExistence(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<void> {
  if (kind.edition !== undefined && !hasUnknown(args[kind.within ?? ""])) {
    await account.roster(collectionOf(kind, args));
  }
  if (kind.existing === undefined) return;
  // One that was found before is known by its id, and may be called otherwise by now.
  const sought = identityOf(kind, args).filter((name) => !sameValue(args[name], olds[name]));
  if (sought.length > 0 && !sought.some((name) => hasUnknown(args[name]))) {
    await findExisting(kind, account, args);
  }
}

/**
 * The engine prints the value of the property that a problem names, so that those are not named which are
 * secret, or have a secret in them.
 */
function discreet(kind: Kind, args: Arguments, problem: Problem): Problem {
  const name = problem.property.split(/[.[]/)[0] ?? "";
  const value = JSON.stringify(args[name]) ?? "";
  const isSecret = kind.secrets?.includes(name) === true || redact(value) !== value;
  const reason = redact(problem.reason);
  return isSecret
    ? { property: "", reason: `${problem.property}: ${reason}` }
    : { ...problem, reason };
}

/** Items that a list has twice: the server would keep or drop them, and nobody meant it. */
function repetitionsIn(kind: Kind, args: Arguments): Problem[] {
  return Object.entries(args).flatMap(([name, value]) => {
    const isGroups = kind.references?.[name]?.path === groups.path;
    return repetitions(isGroups ? byName(value) : comparable(kind, name, value), name);
  });
}

/** New groups have no id yet, and their names to themselves: two resources of one name are refused. */
function byName(references: unknown): unknown {
  if (!Array.isArray(references)) return references;
  return (references as (Reference | null)[]).map((reference) => {
    const { id, name } = reference ?? {};
    return id === unknownValue && typeof name === "string" ? { name } : reference;
  });
}

function repetitions(value: unknown, place: string): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, item]) => repetitions(item, `${place}.${name}`));
  }
  const texts = value.map((item: unknown) => (hasUnknown(item) ? undefined : canonical(item)));
  return value.flatMap((item: unknown, index) => {
    const first = texts.indexOf(texts[index]);
    if (texts[index] === undefined || first === index)
      return repetitions(item, `${place}[${index}]`);
    return [{ property: `${place}[${index}]`, reason: `repeats ${place}[${first}]. Remove one.` }];
  });
}

async function ruleProblems(
  kind: Kind,
  account: Account,
  args: Arguments,
  shapeless: ReadonlySet<string>,
  olds: Arguments,
): Promise<Problem[]> {
  const known = Object.entries(args).filter(([, value]) => value !== unknownValue);
  const unknown = Object.keys(args).filter((key) => hasUnknown(args[key]));
  return (
    (await kind.check?.(Object.fromEntries(known), {
      namingConvention: account.configuration.namingConvention,
      unknown: new Set([...unknown, ...shapeless]),
      olds,
      wishes: (name) => account.wishes(name),
      find: (collection, id) => account.find(collection, id),
      objects: async (collection) => [...(await account.roster(collection)).values()],
    })) ?? []
  );
}

/** The arguments with all references that can be resolved now, and what is wrong with the others. */
async function resolveKnown(
  kind: Kind,
  account: Account,
  wanted: Arguments,
): Promise<{ args: Arguments; problems: Problem[] }> {
  const problems: Problem[] = [];
  const resolveOne = async (place: string, collection: Collection, reference: unknown) => {
    // What has neither name nor id was found by the schema already.
    if (!isReference(reference)) return reference;
    try {
      const found = await resolveReference(account, collection, reference);
      refuseFormerName(account, collection, reference);
      return found;
    } catch (error) {
      if (!(error instanceof NetBirdError)) throw error;
      problems.push({ property: place, reason: error.message });
      return reference;
    }
  };
  const args = await mapReferences(kind, wanted, async (property, collection, value) => {
    if (!Array.isArray(value)) return resolveOne(property, collection, value);
    const resolved: unknown[] = [];
    for (const [index, reference] of value.entries()) {
      resolved.push(await resolveOne(`${property}[${index}]`, collection, reference));
    }
    return resolved;
  });
  return { args, problems };
}

/**
 * A name that is about to go would be looked for in vain once it is gone.
 * @throws NotFoundError when the program renames, in this update, the object that has it
 */
function refuseFormerName(account: Account, collection: Collection, { id, name }: Reference): void {
  if (id !== undefined || name === unknownValue) return;
  const wishes = account.wishes(collection.path);
  if (wishes.some(({ args }) => args.name === name || args.name === unknownValue)) return;
  const renamed = wishes.find(({ olds, args }) => olds.name === name && args.name !== undefined);
  if (renamed === undefined) return;
  throw new NotFoundError(
    `The ${collection.title} named "${name}" becomes "${String(renamed.args.name)}" in this update. Pass the resource itself instead of its name.`,
  );
}

function isReference(value: unknown): value is Reference {
  const { name, id } = (value ?? {}) as Reference;
  return typeof value === "object" && (name !== undefined || id !== undefined);
}
