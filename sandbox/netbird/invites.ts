import { randomBytes } from "node:crypto";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { refusal } from "./errors";
import { newId, timestamp } from "./ids";
import { roles } from "./permissions";

/** An invitation to join, with a link that holds its token. */
export interface Invite {
  id: string;
  email: string;
  name: string;
  role: string;
  auto_groups: string[];
  created_at: string;
  /** Milliseconds since 1970. */
  expires: number;
}

const shape: Shape = {
  fields: {
    email: "string",
    name: "string",
    role: "string",
    auto_groups: { list: "string" },
    expires_in: "integer",
  },
};

interface InviteRequest {
  email?: string;
  name?: string;
  role?: string;
  auto_groups?: string[];
  expires_in?: number;
}

const threeDays = 3 * 24 * 3600;

export function registerInvites(api: Api): void {
  api.get("/users/invites", ({ account }) => [...account.invites.values()].map(show));

  api.post("/users/invites", ({ account, body }) => {
    const request = body<InviteRequest>(shape);
    const { email = "", name = "", role = "", auto_groups = [], expires_in = threeDays } = request;
    if (name === "") throw refusal(422, "name can't be empty");
    if (email === "") throw refusal(422, "email can't be empty");
    if (!roles.includes(role)) throw refusal(422, "invalid user role");
    if (expires_in < 3600) throw refusal(422, "invite expiration must be at least 1 hour");
    const same = (other: { email: string }) => other.email.toLowerCase() === email.toLowerCase();
    if ([...account.invites.values()].some(same)) {
      throw refusal(409, "invite already exists for this email");
    }
    if ([...account.users.values()].some(same)) {
      throw refusal(409, "user already exists with this email");
    }
    const expires = Date.now() + expires_in * 1000;
    const invite = {
      id: newId(),
      email,
      name,
      role,
      auto_groups,
      created_at: timestamp(),
      expires,
    };
    account.invites.set(invite.id, invite);
    return { ...show(invite), invite_token: `nbi_${randomBytes(27).toString("hex").slice(0, 36)}` };
  });

  api.delete("/users/invites/:id", ({ account, param }) => {
    if (!account.invites.delete(param("id"))) throw refusal(404, "user invite not found");
    return {};
  });
}

function show({ expires, ...invite }: Invite): object {
  return { ...invite, expires_at: timestamp(expires), expired: expires < Date.now() };
}
