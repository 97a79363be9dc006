/** Another identity provider than the server's own, whose manager tells of some of the people. */
import type { Account } from "./account";
import type { User } from "./users";

/** What a provider knows of a person. */
export interface Identity {
  name: string;
  email: string;
}

/**
 * A user as lists and the answers to updates have it: the provider's name and address for whom it
 * knows; for all others, every service user among them, neither origin nor state.
 */
export function asListed(account: Account, user: User): User {
  const { identities } = account;
  const isAsked = [...account.users.keys()].some((id) => identities?.has(id));
  // Where the provider tells of nobody, the server tells what it keeps itself.
  if (!isAsked) return user;
  const identity = identities?.get(user.id);
  if (identity !== undefined) return { ...user, ...identity };
  const name = user.is_service_user ? user.name : "";
  return { ...user, name, issued: "", is_blocked: false, pending_approval: false };
}
