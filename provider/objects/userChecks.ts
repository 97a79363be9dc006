/** The server's rules about who may be made, who may change whose role, and block whom. */
import type { ApiObject } from "../api/account";
import { accounts, users } from "../api/collections";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";

/** The API's `User`, as far as the rules go. */
export interface KnownUser extends ApiObject {
  name: string;
  email: string;
  role: string;
  is_current?: boolean;
  is_service_user?: boolean;
  is_blocked?: boolean;
  issued?: string;
  pending_approval?: boolean;
}

/**
 * Nobody is made the owner: the server would hand the account over, and take the role of owner from
 * the user whose token is used. What only the update can tell is refused at the write.
 */
export async function ownerProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const { olds, unknown } = context;
  if (args.role !== "owner" || olds.role === "owner") return [];
  if (isMade(args, context)) return [{ property: "role", reason: noOwner }];
  if (unknown.has("email") || unknown.has("adopt")) return [];
  const user = meant((await context.objects(users)) as KnownUser[], args, context);
  if (user?.role === "owner") return [];
  const reason = user === undefined ? noOwner : ownershipRefusal(user.name);
  return [{ property: "role", reason }];
}

const noOwner =
  "the owner exists already and cannot be made. Choose another role, or adopt the owner.";

/** Why a user who is not the owner is not made one. */
export function ownershipRefusal(name: string): string {
  return `"${name}" is not the owner of the account, and to make somebody the owner would take that role from who has it now. Choose another role; to hand the account over, use the dashboard.`;
}

/**
 * Nobody changes the owner, or their own role. A token that only reads tells a preview nothing about
 * whose token the update will run with; what did not change is not judged again.
 */
export async function rightsProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const all = (await context.objects(users)) as KnownUser[];
  const self = all.find(({ is_current }) => is_current === true);
  const user = meant(all, args, context);
  if (self === undefined || user === undefined || !["owner", "admin"].includes(self.role))
    return [];
  const who =
    user.id === self.id
      ? "is the user whose token is used, and the server lets nobody do that to themselves"
      : user.role === "owner"
        ? "is the owner of the account, and the server lets nobody do that to the owner"
        : undefined;
  if (who === undefined) return [];
  const isNew = (name: string) => args[name] !== undefined && args[name] !== context.olds[name];
  const problems: Problem[] = [];
  // Who becomes the owner is a question of its own.
  if (isNew("role") && args.role !== user.role && args.role !== "owner") {
    const reason = `"${user.name}" ${who}. Keep role: "${user.role}".`;
    problems.push({ property: "role", reason });
  }
  if (isNew("isBlocked") && args.isBlocked === true) {
    problems.push({ property: "isBlocked", reason: `"${user.name}" ${who}. Leave it out.` });
  }
  return problems;
}

/** A server whose own identity provider has local logins switched off makes no people. */
export async function localLoginProblems(
  { email, adopt }: Arguments,
  { olds, unknown, objects }: CheckContext,
): Promise<Problem[]> {
  const isNew = Object.keys(olds).length === 0;
  if (!isNew || typeof email !== "string" || typeof adopt === "string" || unknown.has("adopt"))
    return [];
  const [account] = (await objects(accounts)) as (ApiObject & { settings?: LoginSettings })[];
  const { embedded_idp_enabled, local_auth_disabled } = account?.settings ?? {};
  if (embedded_idp_enabled !== true || local_auth_disabled !== true) return [];
  const known = (await objects(users)) as KnownUser[];
  if (known.some((user) => user.email.toLowerCase() === email.toLowerCase())) return [];
  const reason = `this server has local logins switched off, so that nobody is made here: ${email} comes with the first login at an identity provider. Take this resource out until then, and give it adopt: true.`;
  return [{ property: "email", reason }];
}

/** The account's settings that say who may log in; not ours to set. */
interface LoginSettings {
  embedded_idp_enabled?: boolean;
  local_auth_disabled?: boolean;
}

/** Whether the user is to be created, whoever is there. */
function isMade({ adopt }: Arguments, { olds, unknown }: CheckContext): boolean {
  const isAdopted = adopt === true || typeof adopt === "string" || unknown.has("adopt");
  return Object.keys(olds).length === 0 && !isAdopted;
}

/** The user on the server that the arguments are of, where that is beyond doubt. */
export function meant(
  all: KnownUser[],
  args: Arguments,
  context: CheckContext,
): KnownUser | undefined {
  const { name, email, isServiceUser = true, adopt } = args;
  const { unknown } = context;
  if (isMade(args, context) || unknown.has("email") || unknown.has("adopt")) return undefined;
  const fits = all.filter((user) => {
    if (typeof adopt === "string") return user.id === adopt;
    if (typeof email === "string") return user.email.toLowerCase() === email.toLowerCase();
    return user.name === name && user.is_service_user === isServiceUser;
  });
  return fits.length === 1 ? fits[0] : undefined;
}
