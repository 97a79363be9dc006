import type { Account } from "./account";
import { refusal } from "./errors";
import { isTokenShaped, timestamp, tokenHash } from "./ids";
import type { User } from "./users";

/** The user whom a request's token belongs to; words every other as the real server does. */
export function userOf(header: string | undefined, account: Account): User {
  const [scheme = "", given = ""] = (header ?? "").split(" ");
  if (!["token", "bearer"].includes(scheme.toLowerCase())) {
    throw refusal(401, "no valid authentication provided");
  }
  if (!isTokenShaped(given)) throw refusal(401, "token invalid");
  const hash = tokenHash(given);
  const user = [...account.users.values()].find(({ tokens }) =>
    tokens.some((token) => token.hash === hash),
  );
  const token = user?.tokens.find((candidate) => candidate.hash === hash);
  // A well-formed token that was deleted is "not found", not "unauthorised".
  if (user === undefined || token === undefined) {
    throw refusal(404, `invalid token: pat: ${hash} not found`);
  }
  if (token.expires < Date.now()) throw refusal(401, "token invalid");
  if (user.is_blocked) throw refusal(403, "user is blocked");
  token.last_used = timestamp();
  return user;
}
