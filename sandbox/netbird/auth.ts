import { refusal } from "./errors";
import { isTokenShaped, tokenHash } from "./ids";

/** Lets a request with the account's token pass, and words every other as the real server does. */
export function requireToken(header: string | undefined, token: string): void {
  const [scheme = "", given = ""] = (header ?? "").split(" ");
  if (!["token", "bearer"].includes(scheme.toLowerCase())) {
    throw refusal(401, "no valid authentication provided");
  }
  if (!isTokenShaped(given)) throw refusal(401, "token invalid");
  // A well-formed token that was deleted is "not found", not "unauthorised".
  if (given !== token) throw refusal(404, `invalid token: pat: ${tokenHash(given)} not found`);
}
