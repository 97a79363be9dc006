/** The account's settings, as checks of what depends on them need them. */
import type { ApiObject } from "../api/account";
import { accounts } from "../api/collections";
import { toSnakeCase } from "../../segmentation/casing";
import type { CheckContext } from "../lifecycle/kind";

/** A setting as it will be, and as it is. */
interface Setting {
  /** As the program's `AccountSettings` have it, when they were checked before; else as it is. */
  wanted: unknown;
  /** As the account has it. */
  stored: unknown;
}

/** A setting by the name that `AccountSettings` has for it. */
export async function settingOf(context: CheckContext, name: string): Promise<Setting> {
  const [account] = (await context.objects(accounts)) as (ApiObject & {
    settings?: Record<string, unknown>;
  })[];
  const stored = account?.settings?.[Object.keys(toSnakeCase({ [name]: 0 }) as object)[0]!];
  const planned = context.wishes("AccountSettings").map(({ args }) => args[name]);
  return { stored, wanted: planned.filter((value) => value !== undefined).at(-1) ?? stored };
}
