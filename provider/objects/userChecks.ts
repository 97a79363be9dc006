/** The server's rules about who may change whose role, and block whom. */
import type { ApiObject, Collection } from "../api/account";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";

/** The API's `User`, as far as the rules go. */
interface KnownUser extends ApiObject {
  name: string;
  email: string;
  role: string;
  is_current?: boolean;
  is_service_user?: boolean;
}

/**
 * Nobody changes the owner, or their own role. A token that only reads tells a preview nothing about
 * whose token the update will run with; what did not change is not judged again.
 */
export async function rightsProblems(
  args: Arguments,
  context: CheckContext,
  users: Collection,
): Promise<Problem[]> {
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
  if (isNew("role") && args.role !== user.role) {
    const reason = `"${user.name}" ${who}. Keep role: "${user.role}".`;
    problems.push({ property: "role", reason });
  }
  if (isNew("isBlocked") && args.isBlocked === true) {
    problems.push({ property: "isBlocked", reason: `"${user.name}" ${who}. Leave it out.` });
  }
  return problems;
}

/** The user on the server that the arguments are of, where that is beyond doubt. */
function meant(
  all: KnownUser[],
  { name, email, isServiceUser = true, adopt }: Arguments,
  { olds, unknown }: CheckContext,
): KnownUser | undefined {
  const isMade = Object.keys(olds).length === 0 && (adopt === undefined || adopt === false);
  if (isMade || unknown.has("email") || unknown.has("adopt")) return undefined;
  const fits = all.filter((user) => {
    if (typeof adopt === "string") return user.id === adopt;
    if (typeof email === "string") return user.email.toLowerCase() === email.toLowerCase();
    return user.name === name && user.is_service_user === isServiceUser;
  });
  return fits.length === 1 ? fits[0] : undefined;
}
