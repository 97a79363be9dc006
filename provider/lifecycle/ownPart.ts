import type { Account, ApiObject } from "../api/account";
import type { Arguments, Kind } from "./kind";

/** An object without what others keep adding to it, which is no change of what the program gives. */
export async function ownPart(
  kind: Kind,
  account: Account,
  object: ApiObject,
  args: Arguments,
): Promise<ApiObject> {
  const find = (...where: Parameters<Account["find"]>) => account.find(...where);
  return (await kind.withoutOthers?.(object, args, find)) ?? object;
}
