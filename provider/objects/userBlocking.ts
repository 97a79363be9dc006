/**
 * Whether a user is blocked, which every PUT says: what the server does not tell, or means otherwise,
 * cannot be sent back as it came.
 */
import { users } from "../api/collections";
import { sameValue } from "../lifecycle/equality";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";
import { meant } from "./userChecks";
import type { KnownUser } from "./userChecks";

/**
 * Whether the server keeps the user's state to itself. With a manager of another identity provider it
 * tells that of the provider's people only: all others, service users among them, have no origin, and
 * seem neither blocked nor waiting.
 */
export function isUntold({ issued }: { issued?: string }): boolean {
  return issued === "";
}

/** Why an update of a user would let somebody in whom nobody meant to let in. */
export function blockingRefusal(user: KnownUser, { isBlocked }: Arguments): string | undefined {
  if (isUntold(user) && isBlocked === undefined) return untold(user);
  if (waits(user) && isBlocked === false) return unapproved(user);
  return undefined;
}

/** The same at preview, as far as the program says it; what did not change is not judged again. */
export async function blockingProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const { olds, unknown } = context;
  if (unknown.has("isBlocked") || unknown.has("role")) return [];
  const user = meant((await context.objects(users)) as KnownUser[], args, context);
  if (user === undefined) return [];
  const isNew = (name: string) => !sameValue(args[name], olds[name]);
  const isWritten = (isNew("role") && args.role !== user.role) || isNew("isBlocked");
  const reason = isWritten ? blockingRefusal(user, args) : undefined;
  return reason === undefined ? [] : [{ property: "isBlocked", reason }];
}

function waits({ is_blocked, pending_approval }: KnownUser): boolean {
  return is_blocked === true && pending_approval === true;
}

function untold({ name, id }: KnownUser): string {
  return `"${name === "" ? id : name}" may be blocked or not: this server does not tell, and every update has to say it. Give isBlocked: true or false.`;
}

function unapproved({ name }: KnownUser): string {
  return `"${name}" waits for approval, and without it would be let in but could add no device. Approve the user in the dashboard first, or leave isBlocked out.`;
}
