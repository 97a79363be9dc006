import type { Api } from "./api";
import type { Shape } from "./decode";
import { refusal } from "./errors";
import { newId, newToken, timestamp, tokenHash } from "./ids";
import { hasAdminPower } from "./permissions";
import { findUser } from "./users";
import type { User } from "./users";

/** A personal access token; of the token itself only the hash is kept. */
export interface Token {
  id: string;
  name: string;
  hash: string;
  created_at: string;
  created_by: string;
  /** Milliseconds since 1970. */
  expires: number;
  last_used?: string;
}

const shape: Shape = { fields: { name: "string", expires_in: "integer" } };

const day = 24 * 3600 * 1000;

export function registerTokens(api: Api): void {
  api.get("/users/:id/tokens", ({ account, user, param }) => {
    const { tokens } = mayManage(user, findUser(account, param("id")));
    return tokens.length === 0 ? null : tokens.map(show);
  });
  api.get("/users/:id/tokens/:token", ({ account, user, param }) =>
    show(find(mayManage(user, findUser(account, param("id"))), param("token"))),
  );

  api.post("/users/:id/tokens", ({ account, user, param, body }) => {
    const { name = "", expires_in: days = 0 } = body<{ name?: string; expires_in?: number }>(shape);
    if (name === "") throw refusal(422, "token name can't be empty");
    if (days < 1 || days > 365) throw refusal(422, "expiration has to be between 1 and 365");
    const target = mayManage(user, findUser(account, param("id")));
    const plain = newToken();
    const token = makeToken(plain, name, user.id, days);
    target.tokens.push(token);
    return { plain_token: plain, personal_access_token: show(token) };
  });

  api.delete("/users/:id/tokens/:token", ({ account, user, param }) => {
    const target = mayManage(user, findUser(account, param("id")));
    const { id } = find(target, param("token"));
    target.tokens = target.tokens.filter((token) => token.id !== id);
    return {};
  });
}

/** A token as it is stored. */
export function makeToken(plain: string, name: string, createdBy: string, days: number): Token {
  return {
    id: newId(),
    name,
    hash: tokenHash(plain),
    created_at: timestamp(),
    created_by: createdBy,
    expires: Date.now() + days * day,
  };
}

/** Tokens are for oneself and, for administrators, of service users: to read them as well. */
function mayManage(actor: User, target: User): User {
  if (actor.id === target.id) return target;
  if (!hasAdminPower(actor) || !target.is_service_user) {
    throw refusal(403, "admin role required to perform this action");
  }
  return target;
}

function find(user: User, id: string): Token {
  const token = user.tokens.find((candidate) => candidate.id === id);
  if (token === undefined) throw refusal(404, `pat: ${id} not found`);
  return token;
}

function show(token: Token): object {
  return {
    id: token.id,
    name: token.name,
    created_at: token.created_at,
    created_by: token.created_by,
    expiration_date: timestamp(token.expires),
    ...(token.last_used === undefined ? {} : { last_used: token.last_used }),
  };
}
