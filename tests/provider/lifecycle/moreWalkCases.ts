/** For the walk only: kinds that the cloud alone has, and second cases of kinds. */
import type { TestAccount } from "../account";
import type { TestCloud } from "../cloud";
import type { WalkCase } from "./walkCases";

const nothing = () => Promise.resolve();

const allOf = (path: string) => (cloud: TestCloud) => Promise.resolve(cloud.all(path));

export const cloudWalkCases: WalkCase<TestCloud>[] = [
  {
    kind: "EventStreaming",
    prepare: nothing,
    // The creation does not heed `enabled`.
    args: { platform: "datadog", config: { api_key: "walk-secret" }, enabled: false },
    change: { config: { api_key: "walk-secret", api_url: "https://example.com" } },
    find: allOf("/event-streaming"),
    wanted: { config: { api_key: "walk-secret" }, enabled: false },
    wantedChanged: { config: { api_url: "https://example.com" }, enabled: false },
  },
  {
    kind: "IdentitySync",
    prepare: nothing,
    args: { type: "scim", prefix: "walked", provider: "authentik", enabled: false },
    change: { groupPrefixes: ["peer-"] },
    find: allOf("/integrations/scim-idp"),
    wanted: { prefix: "walked", enabled: false, group_prefixes: [] },
    wantedChanged: { group_prefixes: ["peer-"] },
  },
  {
    kind: "IdentitySync",
    prepare: nothing,
    args: { type: "google", serviceAccountKey: "walk-secret", customerId: "C1" },
    change: { syncInterval: 600 },
    find: allOf("/integrations/google-idp"),
    wanted: { customer_id: "C1", service_account_key: "walk-secret", sync_interval: 300 },
    wantedChanged: { sync_interval: 600 },
  },
];

/** A person has a password that is told once; a service user has none. */
export const personWalkCase: WalkCase = {
  kind: "User",
  prepare: nothing,
  args: { name: "Walker", email: "walker@example.com", role: "user", isBlocked: true },
  change: { role: "auditor" },
  find: (account: TestAccount) => account.named("users", "Walker"),
  wanted: { role: "user", is_blocked: true },
  wantedChanged: { role: "auditor" },
};
