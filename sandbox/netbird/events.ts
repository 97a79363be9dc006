import type { Account } from "./account";
import type { Api } from "./api";
import { timestamp } from "./ids";
import type { User } from "./users";

/** Something that happened, for the audit log. */
export interface AuditEvent {
  activity: string;
  activity_code: string;
  initiator_id: string;
  initiator_name: string;
  initiator_email: string;
  target_id: string;
  timestamp: string;
  meta: Record<string, string>;
}

export function registerEvents(api: Api): void {
  const newestFirst = ({ account }: { account: Account }) =>
    account.events.map((event, index) => ({ ...event, id: String(index + 1) })).reverse();
  api.get("/events", newestFirst);
  api.get("/events/audit", newestFirst);
}

/** Which write is which activity. Renaming a group and changing settings are not logged here. */
const activities: [string, RegExp, string, string][] = [
  ["POST", /^\/groups$/, "Group created", "group.add"],
  ["DELETE", /^\/groups\/[^/]+$/, "Group deleted", "group.delete"],
  ["POST", /^\/policies$/, "Policy added", "policy.add"],
  ["PUT", /^\/policies\/[^/]+$/, "Policy updated", "policy.update"],
  ["DELETE", /^\/policies\/[^/]+$/, "Policy deleted", "policy.delete"],
  ["POST", /^\/posture-checks$/, "Posture check created", "posture.check.create"],
  ["PUT", /^\/posture-checks\/[^/]+$/, "Posture check updated", "posture.check.update"],
  ["DELETE", /^\/posture-checks\/[^/]+$/, "Posture check deleted", "posture.check.delete"],
  ["POST", /^\/setup-keys$/, "Setup key created", "setupkey.add"],
  ["DELETE", /^\/setup-keys\/[^/]+$/, "Setup key deleted", "setupkey.delete"],
  ["POST", /^\/networks$/, "Network created", "network.create"],
  ["PUT", /^\/networks\/[^/]+$/, "Network updated", "network.update"],
  ["DELETE", /^\/networks\/[^/]+$/, "Network deleted", "network.delete"],
  ["POST", /^\/networks\/[^/]+\/resources$/, "Network resource created", "network.resource.create"],
  ["POST", /^\/networks\/[^/]+\/routers$/, "Network router created", "network.router.create"],
  ["POST", /^\/routes$/, "Route created", "route.add"],
  ["PUT", /^\/routes\/[^/]+$/, "Route updated", "route.update"],
  ["DELETE", /^\/routes\/[^/]+$/, "Route deleted", "route.delete"],
  ["POST", /^\/dns\/nameservers$/, "Nameserver group created", "nameserver.group.add"],
  ["DELETE", /^\/dns\/nameservers\/[^/]+$/, "Nameserver group deleted", "nameserver.group.delete"],
  ["POST", /^\/dns\/zones$/, "DNS zone created", "dns.zone.create"],
  ["DELETE", /^\/dns\/zones\/[^/]+$/, "DNS zone deleted", "dns.zone.delete"],
  ["DELETE", /^\/peers\/[^/]+$/, "Peer deleted", "user.peer.delete"],
  ["POST", /^\/identity-providers$/, "Identity provider created", "identityprovider.create"],
];

/** Logs a write that succeeded. */
export function logWrite(
  account: Account,
  user: User,
  method: string,
  path: string,
  result: unknown,
): void {
  if (method === "GET") return;
  const known = activities.find(([verb, pattern]) => verb === method && pattern.test(path));
  if (known !== undefined) {
    const { id, name } = (result ?? {}) as { id?: string; name?: string };
    const meta: Record<string, string> = name === undefined ? {} : { name };
    log(account, user, known[2], known[3], id ?? path.split("/").at(-1)!, meta);
  } else logUser(account, user, method, path, result);
}

function logUser(
  account: Account,
  user: User,
  method: string,
  path: string,
  result: unknown,
): void {
  const [, target = "", part] = /^\/users(?:\/([^/]+))?(\/tokens)?$/.exec(path) ?? [];
  if (method === "POST" && path === "/users") {
    const { id, name, email, is_service_user } = result as User;
    const what = is_service_user ? "Service user created" : "User created";
    const code = is_service_user ? "service.user.create" : "user.create";
    log(account, user, what, code, id, { name, email, username: name });
  } else if (method === "POST" && part !== undefined) {
    const of = account.users.get(target)!;
    const { name } = (result as { personal_access_token: { name: string } }).personal_access_token;
    log(account, user, tokenCreated, tokenCreatedCode, target, tokenMeta(of, name));
  }
}

const tokenCreated = "Personal access token created";
const tokenCreatedCode = "personal.access.token.create";

function tokenMeta(of: User, name: string): Record<string, string> {
  return {
    email: of.email,
    is_service_user: String(of.is_service_user),
    name,
    user_name: of.is_service_user ? of.name : "",
    username: of.name,
  };
}

/** A device that joined: the setup key is who did it, and has neither name nor address. */
export function logJoin(
  account: Account,
  key: { id: string; name: string },
  peer: { id: string; name: string; dns_label: string; ip: string },
): void {
  const meta = { fqdn: peer.dns_label, ip: peer.ip, name: peer.name, setup_key_name: key.name };
  const initiator = { id: key.id, name: "", email: "" };
  log(account, initiator, "Peer added", "peer.setupkey.add", peer.id, meta);
}

/** What the log of a fresh account has. */
export function logSetup(account: Account, owner: User): void {
  log(account, owner, "Account created", "account.create", account.id, {});
  log(account, owner, tokenCreated, tokenCreatedCode, owner.id, tokenMeta(owner, "setup-token"));
}

function log(
  account: Account,
  { id, name, email }: Pick<User, "id" | "name" | "email">,
  activity: string,
  code: string,
  target: string,
  meta: Record<string, string>,
): void {
  account.events.push({
    activity,
    activity_code: code,
    initiator_id: id,
    initiator_name: name,
    initiator_email: email,
    target_id: target,
    timestamp: timestamp(),
    meta,
  });
}
