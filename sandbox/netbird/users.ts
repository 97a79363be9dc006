import { randomBytes, randomUUID } from "node:crypto";
import { allGroup } from "./account";
import type { Account } from "./account";
import type { Api, Request } from "./api";
import type { Shape } from "./decode";
import { ConnectionLost, refusal, refusalAsWritten } from "./errors";
import { asListed } from "./identities";
import { never } from "./ids";
import { permissionsOf, roles } from "./permissions";
import type { Token } from "./tokens";

/** A user as it is stored. */
export interface User {
  id: string;
  name: string;
  email: string;
  role: string;
  auto_groups: string[];
  is_service_user: boolean;
  is_blocked: boolean;
  issued: string;
  pending_approval: boolean;
  tokens: Token[];
}

const shape: Shape = {
  fields: {
    is_service_user: "boolean",
    role: "string",
    auto_groups: { list: "string" },
    name: "string",
    email: "string",
    is_blocked: "boolean",
  },
};

interface UserRequest {
  is_service_user?: boolean;
  role?: string;
  auto_groups?: string[];
  name?: string;
  email?: string;
  is_blocked?: boolean;
}

export function registerUsers(api: Api): void {
  api.get("/users", listUsers);
  api.get("/users/current", currentUser);
  api.post("/users", createUser);
  api.put("/users/:id", updateUser);
  api.delete("/users/:id", deleteUser);
  api.post("/users/:id/invite", refuseInvitation);
  api.post("/users/:id/approve", approveUser);
  api.delete("/users/:id/reject", rejectUser);
}

function listUsers({ account, query, user }: Request) {
  return [...account.users.values()]
    .filter(wanted(query("service_user")))
    .map((each) => show(asListed(account, each), user));
}

function currentUser({ user }: Request) {
  if (user.is_service_user) throw refusal(403, "permission denied");
  return { ...show(user, user), permissions: permissionsOf(user.role) };
}

function createUser({ account, user, nullableBody }: Request) {
  const request = nullableBody<UserRequest>(shape);
  if (request === undefined) throw new ConnectionLost();
  const created = newUser(account, request);
  account.users.set(created.id, created);
  if (created.is_service_user) return show(created, user);
  if (account.identities !== undefined) {
    account.identities.set(created.id, { name: created.name, email: created.email });
    return show(created, user);
  }
  // The generated password is told once, and this answer does not name the provider.
  const { idp_id: _provider, ...answer } = show(created, user);
  return { ...answer, password: newPassword() };
}

function updateUser({ account, user, param, nullableBody }: Request) {
  const target = findUser(account, param("id"));
  const request = nullableBody<UserRequest>(shape);
  if (request === undefined) throw new ConnectionLost();
  const { auto_groups, is_blocked = false } = request;
  if (auto_groups === undefined) {
    throw refusalAsWritten(400, "auto_groups field can't be absent");
  }
  const role = request.role?.toLowerCase() ?? "";
  if (!roles.includes(role)) throw refusal(422, "invalid user role");
  refuseUpdate(account, user, target, { role, auto_groups, is_blocked });
  // An account has one owner.
  if (role === "owner" && user.role === "owner" && user !== target) user.role = "admin";
  Object.assign(target, { role, auto_groups, is_blocked });
  return show(asListed(account, target), user);
}

function deleteUser({ account, user, param }: Request) {
  const id = param("id");
  if (id === user.id) throw refusal(422, "self deletion is not allowed");
  const target = findUser(account, id);
  if (target.role === "owner") {
    throw refusal(403, "unable to delete a user with owner role");
  }
  if (target.issued === "integration" && !user.is_service_user) {
    throw refusal(403, "only integration service user can delete this user");
  }
  account.users.delete(id);
  return {};
}

/** The own identity provider needs no invitations; its users are active at once. */
function refuseInvitation({ param }: Request): never {
  throw refusal(404, `user account ${param("id")} doesn't exist`);
}

function approveUser({ account, user, param }: Request) {
  const target = requirePending(findUser(account, param("id")));
  Object.assign(target, { is_blocked: false, pending_approval: false });
  return show(target, user);
}

function rejectUser({ account, param }: Request) {
  account.users.delete(requirePending(findUser(account, param("id"))).id);
  return {};
}

function wanted(filter: string | undefined): (user: User) => boolean {
  if (filter === undefined || filter === "") return () => true;
  if (!["true", "false"].includes(filter)) {
    throw refusal(422, "invalid service_user query parameter");
  }
  return ({ is_service_user }) => String(is_service_user) === filter;
}

/** @throws Refusal when there is no such user */
export function findUser(account: Account, id: string): User {
  const user = account.users.get(id);
  if (user === undefined) throw refusal(404, `user: ${id} not found`);
  return user;
}

function requirePending(user: User): User {
  if (!user.pending_approval) throw refusal(422, `user ${user.id} is not pending approval`);
  return user;
}

function newUser(account: Account, request: UserRequest): User {
  const { is_service_user = false, name = "", email = "", auto_groups = [] } = request;
  const role = request.role?.toLowerCase() ?? "";
  if (!roles.includes(role)) throw refusal(422, `unknown user role ${request.role ?? ""}`);
  if (is_service_user) {
    if (role === "owner") throw refusal(422, "can't create a service user with owner role");
  } else refusePerson(account, name, email, role);
  return {
    id: is_service_user ? randomUUID() : newUserId(),
    name,
    email: is_service_user ? "" : email,
    role,
    auto_groups,
    is_service_user,
    is_blocked: false,
    issued: "api",
    pending_approval: false,
    tokens: [],
  };
}

function refusePerson(account: Account, name: string, email: string, role: string): void {
  if (name === "") throw refusal(422, "name can't be empty");
  if (email === "") throw refusal(422, "email can't be empty");
  if (role === "owner") throw refusal(422, "can't invite a user with owner role");
  if (!account.localLogins) {
    throw refusal(412, "local user creation is disabled - use an external identity provider");
  }
  const taken = [...account.users.values()].some(
    (user) => user.email.toLowerCase() === email.toLowerCase(),
  );
  if (taken) throw refusal(409, "can't invite a user with an existing NetBird account");
}

function refuseUpdate(
  account: Account,
  actor: User,
  target: User,
  { role, auto_groups, is_blocked }: { role: string; auto_groups: string[]; is_blocked: boolean },
): void {
  const self = actor.id === target.id;
  if (self && is_blocked !== target.is_blocked) {
    throw refusal(403, "admins can't block or unblock themselves");
  }
  if (self && role !== target.role) {
    throw refusal(403, "admins can't change their role");
  }
  if (target.role === "owner" && role !== "owner") {
    throw refusal(403, "only owners can remove owner role from their user");
  }
  if (target.role === "owner" && is_blocked) throw refusal(403, "unable to block owner user");
  if (role === "owner" && actor.role !== "owner" && target.role !== "owner") {
    throw refusal(403, "only owners can add owner role to other users");
  }
  if (role === "owner" && target.is_service_user) {
    throw refusal(403, "can't update a service user with owner role");
  }
  for (const id of auto_groups) {
    const why = whyNot(account, target, id);
    if (why !== undefined) {
      throw refusal(422, `failed to process update for user ${target.id}: ${why}`);
    }
  }
}

function whyNot(account: Account, target: User, id: string): string | undefined {
  if (!account.groups.has(id)) {
    return `provided group ID ${id} in the user ${target.id} update doesn't exist`;
  }
  return allGroup(account).id === id ? "can't add All group to the user" : undefined;
}

/** Ids of the own identity provider are longer than others, and case-sensitive. */
function newUserId(): string {
  return Buffer.from(`\n$${randomUUID()}\u0012\u0005local`).toString("base64").replace(/=+$/, "");
}

function newPassword(): string {
  return randomBytes(12).toString("base64url");
}

/** The owner of a fresh account. */
export function newOwner(): User {
  return {
    id: newUserId(),
    name: "Admin",
    email: "a@example.com",
    role: "owner",
    auto_groups: [],
    is_service_user: false,
    is_blocked: false,
    issued: "api",
    pending_approval: false,
    tokens: [],
  };
}

function show(user: User, viewer: User): Record<string, unknown> {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    status: user.is_blocked ? "blocked" : "active",
    auto_groups: user.auto_groups,
    is_service_user: user.is_service_user,
    is_current: user.id === viewer.id,
    is_blocked: user.is_blocked,
    last_login: never,
    issued: user.issued,
    pending_approval: user.pending_approval,
    ...(user.is_service_user ? {} : { idp_id: "local" }),
  };
}
