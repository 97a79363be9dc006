import { allGroup } from "./account";
import type { Account, SetupKey } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { ConnectionLost, refusal } from "./errors";
import { never, newId, newSetupKey, timestamp } from "./ids";

const shape: Shape = {
  fields: {
    name: "string",
    type: "string",
    expires_in: "integer",
    auto_groups: { list: "string" },
    usage_limit: "integer",
    ephemeral: "boolean",
    allow_extra_dns_labels: "boolean",
  },
};

const updateShape: Shape = { fields: { auto_groups: { list: "string" }, revoked: "boolean" } };

interface SetupKeyRequest {
  name?: string;
  type?: string;
  expires_in?: number;
  auto_groups?: string[];
  usage_limit?: number;
  ephemeral?: boolean;
  allow_extra_dns_labels?: boolean;
  revoked?: boolean;
}

/** The server counts nanoseconds in 64 bits, so that very long lifetimes wrap around. */
function lifetimeOf(seconds: number): number {
  return Number(BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n) / 1_000_000n);
}

/** These two answers lack the charset. */
const bare = { contentType: "application/json" };

export function registerSetupKeys(api: Api): void {
  api.get("/setup-keys", ({ account }) => [...account.setupKeys.values()].map((key) => show(key)));
  api.get("/setup-keys/:id", ({ account, param }) => show(find(account, param("id"))), bare);

  api.post("/setup-keys", ({ account, nullableBody }) => {
    const key = newKey(account, requireBody(nullableBody<SetupKeyRequest>(shape)));
    account.setupKeys.set(key.id, key);
    return show(key, key.key);
  });

  // Only the groups and the revocation change; all else is ignored without a word.
  api.put(
    "/setup-keys/:id",
    ({ account, param, nullableBody }) => {
      const { auto_groups, revoked = false } = requireBody(
        nullableBody<SetupKeyRequest>(updateShape),
      );
      if (auto_groups === undefined) throw refusal(422, "setup key AutoGroups field is invalid");
      validateGroups(account, auto_groups);
      const key = find(account, param("id"));
      if (key.revoked && !revoked) throw refusal(422, "can't un-revoke a revoked setup key");
      Object.assign(key, { auto_groups, revoked, updated_at: timestamp() });
      return show(key);
    },
    bare,
  );

  api.delete("/setup-keys/:id", ({ account, param }) => {
    const { id } = find(account, param("id"));
    account.setupKeys.delete(id);
    return {};
  });
}

function requireBody(request: SetupKeyRequest | undefined): SetupKeyRequest {
  if (request === undefined) throw new ConnectionLost();
  return request;
}

function find(account: Account, id: string): SetupKey {
  const key = account.setupKeys.get(id);
  if (key === undefined) throw refusal(404, `setup key: ${id} not found`);
  return key;
}

function newKey(account: Account, request: SetupKeyRequest): SetupKey {
  const { name = "", type = "", expires_in = 0, auto_groups = [] } = request;
  if (name === "") throw refusal(422, "setup key name shouldn't be empty");
  if (type !== "reusable" && type !== "one-off") {
    throw refusal(422, `unknown setup key type ${type}`);
  }
  const lifetime = lifetimeOf(expires_in);
  if (lifetime < 0) {
    throw refusal(422, "expiresIn can not be in the past");
  }
  const usageLimit = usageLimitOf(type, request.usage_limit ?? 0);
  validateGroups(account, auto_groups);
  return {
    id: newId(),
    key: newSetupKey(),
    name,
    type,
    expires: expires_in === 0 ? undefined : Date.now() + lifetime,
    revoked: false,
    used_times: 0,
    auto_groups,
    updated_at: timestamp(),
    usage_limit: usageLimit,
    ephemeral: request.ephemeral ?? false,
    allow_extra_dns_labels: request.allow_extra_dns_labels ?? false,
  };
}

function usageLimitOf(type: string, limit: number): number {
  if (type === "reusable") return limit;
  if (limit <= 1) return 1;
  throw refusal(
    422,
    `usage_limit ${limit} is not valid for a one-off setup key, which can be used once; use type reusable for a key that can be used more than once`,
  );
}

function validateGroups(account: Account, ids: string[]): void {
  for (const id of ids) {
    const group = account.groups.get(id);
    if (group === undefined) throw refusal(422, `invalid auto groups: group not found: ${id}`);
    if (group === allGroup(account)) {
      throw refusal(422, "invalid auto groups: can't add 'All' group to the setup key");
    }
  }
}

/** Why a key no longer enrols, or `valid`. */
export function stateOf(key: SetupKey): "expired" | "revoked" | "overused" | "valid" {
  if (key.expires !== undefined && key.expires <= Date.now()) return "expired";
  if (key.revoked) return "revoked";
  return key.usage_limit > 0 && key.used_times >= key.usage_limit ? "overused" : "valid";
}

/** The plain key is in the answer to its creation only. */
function show(key: SetupKey, plainKey = `${key.key.slice(0, 5)}****`): object {
  const state = stateOf(key);
  return {
    id: key.id,
    key: plainKey,
    name: key.name,
    type: key.type,
    expires: key.expires === undefined ? never : timestamp(key.expires),
    revoked: key.revoked,
    valid: state === "valid",
    used_times: key.used_times,
    last_used: key.last_used ?? never,
    state,
    auto_groups: key.auto_groups,
    updated_at: key.updated_at,
    usage_limit: key.usage_limit,
    ephemeral: key.ephemeral,
    allow_extra_dns_labels: key.allow_extra_dns_labels,
  };
}
