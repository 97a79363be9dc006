/** What a policy's check has to ask the server about; the rest is in the table of rules. */
import type { ApiObject } from "../api/account";
import { groups, policies } from "../api/collections";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";
import { namedResourceProblems } from "./namedResources";
import type { ApiRule } from "./policyRule";
import type { Reference } from "../lifecycle/reference";
import { unknownValue } from "../lifecycle/unknown";

interface LivePolicy extends ApiObject {
  rules: ApiRule[];
}

/** Faults in what a policy names besides plain references. */
export async function namedProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const resources = (["sourceResource", "destinationResource"] as const).map((name) => {
    const before = [context.olds[name] ?? null];
    return namedResourceProblems(name, args[name] ?? null, before, context);
  });
  return [
    ...(await authorizedProblems(args, context)),
    ...(await settledByHandProblems(args, context)),
    ...(await Promise.all(resources)).flat(),
  ];
}

/** Who may log in as whom is NetBird SSH's, and then has to be said of every source group. */
async function authorizedProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const { protocol, sources, authorizedGroups } = args;
  if (!Array.isArray(authorizedGroups) || authorizedGroups.length === 0) return [];
  if (typeof protocol !== "string") return [];
  if (protocol !== "netbird-ssh") {
    const reason = `only protocol netbird-ssh has authorizedGroups; with ${protocol} the server drops them. Use netbird-ssh, or leave them out.`;
    return [{ property: "authorizedGroups", reason }];
  }
  const known = await context.objects(groups);
  const authorized = authorizedGroups.map((entry) => (entry as { group?: unknown } | null)?.group);
  const isAuthorized = (source: unknown) =>
    authorized.some((group) => maySame(source, group, known));
  return [
    ...authorized.flatMap((group, index) =>
      authorized.slice(0, index).some((other) => isSame(group, other, known))
        ? [repeated(index)]
        : [],
    ),
    ...(Array.isArray(sources) ? (sources as unknown[]) : [])
      .filter((source) => !isAuthorized(source))
      .map((source) => missing(source as Reference)),
  ];
}

/** Who may log in may be settled on the server, when the program says nothing of it. */
async function settledByHandProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const { protocol, sources, authorizedGroups, name } = args;
  if (protocol !== "netbird-ssh" || !Array.isArray(sources)) return [];
  if (authorizedGroups !== undefined || context.unknown.has("authorizedGroups")) return [];
  const calledSo = context.olds.name ?? name;
  const policy = ((await context.objects(policies)) as LivePolicy[]).find(
    (one) => one.name === calledSo,
  );
  const authorized = Object.keys(policy?.rules[0]?.authorized_groups ?? {});
  if (authorized.length === 0) return [];
  const known = await context.objects(groups);
  return (sources as unknown[])
    .filter((source) => !authorized.some((id) => maySame(source, { id }, known)))
    .map((source) => missingThere(source as Reference));
}

function missingThere({ name, id }: Reference): Problem {
  const reason = `the source group "${name ?? id}" is missing in those that the policy has on the server, which wants every source group in them. Give authorizedGroups for every source group; no users means any.`;
  return { property: "authorizedGroups", reason };
}

function repeated(index: number): Problem {
  const reason =
    "the group is listed before, and the server keeps one list of users for each. Put all users into one entry.";
  return { property: `authorizedGroups[${index}].group`, reason };
}

function missing({ name, id }: Reference): Problem {
  const group = name ?? id;
  return {
    property: "authorizedGroups",
    reason: `the source group "${group}" is missing, and the server wants every source group in it. Add { group: "${group}", users: [...] }; no users means any.`,
  };
}

/** Whether two references may mean one group: what cannot be told yet may be. */
function maySame(a: unknown, b: unknown, known: ApiObject[]): boolean {
  return compare(a, b, known) !== false;
}

function isSame(a: unknown, b: unknown, known: ApiObject[]): boolean {
  return compare(a, b, known) === true;
}

function compare(a: unknown, b: unknown, known: ApiObject[]): boolean | undefined {
  const [one, other] = [identified(a, known), identified(b, known)];
  if (one.id !== undefined && other.id !== undefined) return one.id === other.id;
  if (one.name === undefined || other.name === undefined) return undefined;
  return one.name === other.name;
}

/** A reference with as much of name and id as can be known before the update. */
function identified(reference: unknown, known: ApiObject[]): Reference {
  const { name, id } = (
    typeof reference === "object" && reference !== null ? reference : {}
  ) as Reference;
  const isNew = id === unknownValue;
  const calledSo = name === unknownValue ? undefined : name;
  if (id !== undefined && !isNew) return { id, name: known.find((one) => one.id === id)?.name };
  return isNew
    ? { name: calledSo }
    : { name: calledSo, id: known.find((one) => one.name === calledSo)?.id };
}
