import type { Account, Onboarding } from "./account";
import { freeAddress, parseRange } from "./addresses";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { refusal } from "./errors";
import { reconcileIPv6 } from "./ipv6";
import { cleared, rangesOf, refuseFeatures, refuseSettings, settingsShape } from "./settings";
import type { Extra, Settings } from "./settings";

const shape: Shape = {
  fields: {
    settings: settingsShape,
    onboarding: { fields: { onboarding_flow_pending: "boolean", signup_form_pending: "boolean" } },
  },
};

interface AccountRequest {
  settings?: Partial<Omit<Settings, "extra">> & { extra?: Partial<Extra> & Partial<TrafficLogs> };
  onboarding?: Partial<Onboarding>;
}

interface TrafficLogs {
  network_traffic_logs_enabled: boolean;
  network_traffic_logs_groups: string[] | null;
  network_traffic_packet_counter_enabled: boolean;
}

const noTrafficLogs: TrafficLogs = {
  network_traffic_logs_enabled: false,
  network_traffic_logs_groups: null,
  network_traffic_packet_counter_enabled: false,
};

export function registerAccounts(api: Api): void {
  api.get("/accounts", ({ account }) => [show(account, true, noTrafficLogs)]);

  api.put("/accounts/:id", ({ account, param, body }) => {
    const { settings: given = {}, onboarding } = body<AccountRequest>(shape);
    if (param("id") !== account.id) {
      const why = "failed to validate user permissions: user is not part of this account";
      throw refusal(403, why);
    }
    refuseFeatures(given);
    const ranges = rangesOf(given, account);
    // Saved even when the settings are refused afterwards.
    const done = { onboarding_flow_pending: false, signup_form_pending: false };
    if (onboarding !== undefined) account.onboarding = { ...done, ...onboarding };
    const { extra: givenExtra, ...rest } = given;
    const settings: Settings = {
      ...cleared,
      ...rest,
      ...ranges.stored,
      extra: extraOf(givenExtra, account.settings.extra),
    };
    refuseSettings(account, settings);
    const before = account.settings;
    account.settings = settings;
    if (before.extra.peer_approval_enabled && !settings.extra.peer_approval_enabled) {
      for (const { approval } of account.peers.values()) if (approval) approval.required = false;
    }
    reassign(account, before);
    return answerTo(account, { ...noTrafficLogs, ...trafficLogsOf(givenExtra) }, ranges.given);
  });

  api.delete("/accounts/:id", ({ account, user, param }) => {
    if (param("id") !== account.id) throw refusal(404, `account not found: ${param("id")}`);
    if (user.role !== "owner" || user.is_service_user) {
      throw refusal(
        403,
        "user is not allowed to delete account. only account owner can delete account",
      );
    }
    for (const part of Object.values(account)) if (part instanceof Map) part.clear();
    return {};
  });
}

function extraOf(given: Partial<Extra> | undefined, stored: Extra): Extra {
  if (given === undefined) return stored;
  return {
    peer_approval_enabled: given.peer_approval_enabled ?? false,
    user_approval_required: given.user_approval_required ?? false,
  };
}

/** Echoed, and not stored: only the cloud logs traffic. */
function trafficLogsOf(given: Partial<TrafficLogs> | undefined): Partial<TrafficLogs> {
  const names = Object.keys(noTrafficLogs) as (keyof TrafficLogs)[];
  return Object.fromEntries(
    names.filter((name) => given?.[name] !== undefined).map((name) => [name, given?.[name]]),
  );
}

/** Another range gives every peer another address. */
function reassign(account: Account, before: Settings): void {
  const { network_range } = account.settings;
  if (network_range !== before.network_range) {
    for (const peer of account.peers.values()) {
      const others = [...account.peers.values()].filter((other) => other !== peer);
      const taken = others.map(({ ip }) => ip);
      peer.ip = freeAddress(parseRange(network_range)!, taken);
    }
  }
  reconcileIPv6(account);
}

/** The answer to a PUT is not the stored state: ranges are missing, and the provider seems off. */
function answerTo(
  account: Account,
  logs: TrafficLogs,
  given: { v4: boolean; v6: boolean },
): object {
  const answer = show(account, false, logs);
  const settings: Record<string, unknown> = { ...answer.settings };
  if (!given.v4) delete settings.network_range;
  if (!given.v6) delete settings.network_range_v6;
  return { ...answer, settings };
}

function show(account: Account, embedded: boolean, logs: TrafficLogs) {
  return {
    id: account.id,
    domain: "",
    domain_category: "",
    created_at: account.created_at,
    created_by: account.created_by,
    onboarding: account.onboarding,
    settings: {
      ...account.settings,
      embedded_idp_enabled: embedded && account.identities === undefined,
      local_auth_disabled: embedded && !account.localLogins,
      extra: { ...account.settings.extra, ...logs },
    },
  };
}
