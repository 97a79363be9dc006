import type { Account, ApiObject } from "./account";
import { NotFoundError } from "./errors";
import type { Kind } from "./kind";
import { findByName } from "./reference";
import type { Reference } from "./reference";

/**
 * The one object that a selector means.
 * @throws NotFoundError when there is none, more than one, or name and id disagree
 */
export async function lookUp(
  kind: Kind,
  account: Account,
  selector: Reference,
): Promise<ApiObject> {
  if (selector.id === undefined) return findByName(account, kind, selector.name ?? "");
  const objects = await account.list(kind);
  const found = objects.find((object) => object.id === selector.id);
  if (found === undefined) {
    const known = objects.slice(0, 10).map((object) => `${object.name} (${object.id})`);
    throw new NotFoundError(
      `There is no ${kind.title} with the id "${selector.id}". This account has ${known.join(", ")}${objects.length > 10 ? ", …" : ""}.`,
    );
  }
  if (selector.name !== undefined && found.name !== selector.name) {
    throw new NotFoundError(
      `The ${kind.title} with the id "${selector.id}" is named "${found.name}", not "${selector.name}". Give only one of the two, or the right pair.`,
    );
  }
  return found;
}
