/** Who may write what. */
import { refusal } from "./errors";
import type { User } from "./users";

export const roles = ["owner", "admin", "network_admin", "billing_admin", "auditor", "user"];

/** Modules of the real server, by the path that they are reached through. */
const modules: [RegExp, string][] = [
  [/^\/users\/[^/]+\/tokens/, "pats"],
  [/^\/users/, "users"],
  [/^\/groups/, "groups"],
  [/^\/(policies|posture-checks)/, "policies"],
  [/^\/setup-keys/, "setup_keys"],
  [/^\/networks/, "networks"],
  [/^\/routes/, "routes"],
  [/^\/dns\/nameservers/, "nameservers"],
  [/^\/dns/, "dns"],
  [/^\/peers/, "peers"],
  [/^\/accounts/, "settings"],
  [/^\/identity-providers/, "identity_providers"],
];

const networkAdmin = ["groups", "networks", "routes", "dns", "nameservers", "policies", "pats"];

/** What the real server's roles speak of; the sandbox does not serve all of it. */
const allModules = [
  ...new Set(modules.map(([, module]) => module)),
  ..."accounts events remote_jobs services agent_network".split(" "),
  ..."budgets guardrails logs policies providers settings usage"
    .split(" ")
    .map((part) => `agent_network.${part}`),
];

/** Refuses a write that the user's role does not allow. Service users read everything. */
export function requirePermission(user: User, method: string, path: string): void {
  if (method === "GET") return;
  if (user.role === "billing_admin") {
    throw refusal(403, "failed to validate user permissions: user role: billing_admin not found");
  }
  const module = modules.find(([pattern]) => pattern.test(path))?.[1];
  if (module !== undefined && !mayWrite(user.role, module)) {
    throw refusal(403, "permission denied");
  }
}

/** Whether a user is the owner or an administrator, as some endpoints ask for on top of permissions. */
export function hasAdminPower({ role }: Pick<User, "role">): boolean {
  return role === "owner" || role === "admin";
}

function mayWrite(role: string, module: string): boolean {
  if (hasAdminPower({ role })) return true;
  return role === "network_admin" && networkAdmin.includes(module);
}

/** A role's permissions, as the dashboard asks for them. */
export function permissionsOf(role: string): object {
  const of = (module: string) => {
    const write = mayWrite(role, module);
    return { create: write, delete: write, read: true, update: write };
  };
  return {
    is_restricted: role === "user",
    modules: Object.fromEntries(allModules.map((module) => [module, of(module)])),
  };
}
