import type { Account } from "./account";
import { claimProblems } from "./claims";
import { NetBirdError } from "./errors";
import { collectionOf, identityOf } from "./kind";
import type { Arguments, Kind, Problem } from "./kind";
import { canonical, sameValue } from "./equality";
import { protectAll, redact } from "./redact";
import { resolveReference } from "./reference";
import type { Reference } from "./reference";
import { mapReferences } from "./references";
import type { Session } from "./session";
import { hasUnknown, isUnknownAt, unknownValue } from "./unknown";

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
): Promise<Problem[]> {
  protectAll((kind.secrets ?? []).map((name) => args[name]));
  const problems = [...shapeProblems(kind, args), ...repetitions(args, "")];
  try {
    const account = session.account();
    problems.push(...(await ruleProblems(kind, account, args)));
    // One list that nearly every program needs anyway shows whether address and token are right.
    await account.roster({ path: "/groups", title: "group" });
    problems.push(...(await referenceProblems(kind, account, args)));
    if (problems.length === 0) {
      const settled = kind.normalise?.(args) ?? args;
      await requireExistence(kind, account, settled, olds);
      problems.push(...(await claimProblems(kind, account, settled, olds)));
    }
  } catch (error) {
    if (!(error instanceof NetBirdError)) throw error;
    problems.push({ property: "", reason: error.message });
  }
  return problems.map((problem) => discreet(kind, problem));
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
    kind.existing(await account.list(collectionOf(kind, args)), args);
  }
}

/** The engine prints the value of the property that a problem names, so secret ones are not named. */
function discreet(kind: Kind, problem: Problem): Problem {
  const secret = kind.secrets?.some((name) => problem.property.split(/[.[]/)[0] === name) === true;
  const reason = redact(problem.reason);
  return secret
    ? { property: "", reason: `${problem.property}: ${reason}` }
    : { ...problem, reason };
}

/** Items that a list has twice: the server would keep or drop them, and nobody meant it. */
function repetitions(value: unknown, place: string): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, item]) =>
      repetitions(item, place === "" ? name : `${place}.${name}`),
    );
  }
  const texts = value.map((item: unknown) => (hasUnknown(item) ? undefined : canonical(item)));
  return value.flatMap((item: unknown, index) => {
    const first = texts.indexOf(texts[index]);
    if (texts[index] === undefined || first === index)
      return repetitions(item, `${place}[${index}]`);
    return [{ property: `${place}[${index}]`, reason: `repeats ${place}[${first}]. Remove one.` }];
  });
}

function shapeProblems(kind: Kind, args: Arguments): Problem[] {
  const parsed = kind.schema.safeParse(args);
  if (parsed.success) return [];
  return parsed.error.issues
    .filter((issue) => !isUnknownAt(args, issue.path))
    .map((issue) => ({
      property: propertyPath(issue.path),
      reason:
        issue.code === "unrecognized_keys" ? unknownArguments(kind, issue.keys) : issue.message,
    }));
}

function unknownArguments(kind: Kind, keys: string[]): string {
  return `unknown argument ${keys.join(", ")}; ${kind.name} takes ${Object.keys(kind.schema.shape).join(", ")}`;
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}

async function ruleProblems(kind: Kind, account: Account, args: Arguments): Promise<Problem[]> {
  const known = Object.entries(args).filter(([, value]) => value !== unknownValue);
  const unknown = Object.keys(args).filter((key) => hasUnknown(args[key]));
  return (
    (await kind.check?.(Object.fromEntries(known), {
      namingConvention: account.configuration.namingConvention,
      unknown: new Set(unknown),
      objects: async (collection) => [...(await account.roster(collection)).values()],
    })) ?? []
  );
}

async function referenceProblems(
  kind: Kind,
  account: Account,
  args: Arguments,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  await mapReferences(kind, args, async (property, collection, value) => {
    const references = Array.isArray(value) ? value : [value];
    for (const [index, reference] of references.entries()) {
      // What has neither name nor id was found by the schema already.
      if (!isReference(reference)) continue;
      try {
        await resolveReference(account, collection, reference);
      } catch (error) {
        if (!(error instanceof NetBirdError)) throw error;
        const place = Array.isArray(value) ? `${property}[${index}]` : property;
        problems.push({ property: place, reason: error.message });
      }
    }
    return value;
  });
  return problems;
}

function isReference(value: unknown): value is Reference {
  const { name, id } = (value ?? {}) as Reference;
  return typeof value === "object" && (name !== undefined || id !== undefined);
}
