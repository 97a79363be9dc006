import {
  changed,
  from,
  group,
  key,
  planted,
  several,
  withChecks,
  withGroup,
  without,
} from "./planting";
import { plainKey } from "./planting";
import type { Mutation } from "./planting";

const [web, app, db] = ["svc-a1-web-prod", "svc-a1-app-prod", "svc-a1-db-prod"];
const team = "peer-team1-prod";
const sensitive = { team: "peer-team0-prod", web: "svc-a0-web-prod" };
const routed = { app: "svc-a0-app-prod", db: "svc-a0-db-prod" };
const intranet = "svc-intranet-prod";
const checks = ["managed-laptop-prod"];
const reason = { broadAccessReason: "test" };
const emergency = { need: "emergency", rehearsed: "2026-05-01T12:00:00Z" } as const;

/** At least one way to break each rule of the table. */
export const mutations: Record<string, Mutation[]> = {
  "never-violated": [
    planted("directly", {
      sources: [sensitive.team],
      destinations: [routed.db],
      postureChecks: checks,
    }),
    planted(
      "through a group that holds the users",
      { sources: ["peer-staff"], destinations: [routed.db], postureChecks: checks },
      { also: ["scope-outsider"] },
    ),
    planted(
      "through group All",
      { sources: ["All"], destinations: [routed.db], postureChecks: checks },
      { also: ["scope-outsider", "dns-missing"], at: ["All"] },
    ),
    withGroup(
      group("net-aws-all-prod", { addresses: ["10.0.0.0/24"] }),
      planted("through a range that contains the address", {
        sources: [sensitive.team],
        destinations: ["net-aws-all-prod"],
        postureChecks: checks,
      }),
    ),
    planted("by the way back of a two-way flow", {
      sources: [web],
      destinations: [db],
      bidirectional: true,
      ...reason,
    }),
    planted("by a temporary flow", {
      sources: [sensitive.team],
      destinations: [routed.db],
      postureChecks: checks,
      need: "temporary",
      until: "2999-01-01T00:00:00Z",
    }),
  ],
  "never-idle": [
    changed("a misspelt pattern", "peer-nobody → svc-* must be blocked", ({ never }) => ({
      never: [...never, { from: "peer-nobody", to: "svc-*", because: "test", owner: "Tests" }],
    })),
  ],
  "must-unmet": [
    changed("access that nobody gives", `${team} → ${db} [tcp/1]`, ({ must }) => ({
      must: [...must, { from: team, to: db, allow: "tcp/1", owner: "Tests" }],
    })),
    changed("access on other ports only", `${team} → ${web} [tcp/443,444]`, ({ must }) => ({
      must: [...must, { from: team, to: web, allow: "tcp/443,444", owner: "Tests" }],
    })),
    changed("a pattern without groups", "peer-nobody → svc-* [tcp/1]", ({ must }) => ({
      must: [...must, { from: "peer-nobody", to: "svc-*", allow: "tcp/1", owner: "Tests" }],
    })),
  ],
  "user-to-database": [
    planted("directly", { sources: [team], destinations: [db] }),
    planted("restricted, without checks", {
      sources: [team],
      destinations: [db],
      need: "restricted",
    }),
  ],
  "database-initiates": [planted("to a service", { sources: [db] })],
  "known-protocol": [planted("sctp", { protocol: "sctp" as "tcp" })],
  "valid-port": [planted("too high", { ports: ["70000"] })],
  "valid-port-range": [planted("reversed", { portRanges: [{ start: 90, end: 80 }] })],
  "ports-once": [planted("twice", { ports: ["443", "443"] })],
  "ports-or-ranges": [planted("both", { ports: ["1"], portRanges: [{ start: 5, end: 9 }] })],
  "ports-need-protocol": [planted("icmp", { protocol: "icmp", ports: ["1"] })],
  "has-source": [planted("none", { sources: [] })],
  "has-destination": [planted("none", { destinations: [] })],
  "exact-ports": [planted("every port", { ports: [] })],
  "no-all-protocol": [planted("all", { protocol: "all" })],
  "one-way": [planted("both ways", { destinations: ["svc-monitoring"], bidirectional: true })],
  "all-to-all": [
    planted(
      "the starter policy",
      { sources: ["All"], destinations: ["All"], protocol: "all", ...reason },
      {
        also: [
          ...["never-violated", "user-to-database", "database-initiates", "posture-missing"],
          ...["policy-redundant", "posture-bypassed", "dns-missing"],
        ],
        at: ["All"],
      },
    ),
  ],
  "temporary-without-end": [planted("no end", { need: "temporary" })],
  "flow-expired": [planted("long ago", { need: "temporary", until: "2000-01-01T00:00:00Z" })],
  "end-unreadable": [planted("a word", { need: "temporary", until: "tomorrow" })],
  "window-length": [
    planted("an hour", {
      ...{ protocol: "all", need: "temporary" },
      ...{ since: "2998-12-31T23:00:00Z", until: "2999-01-01T00:00:00Z" },
    }),
  ],
  "emergency-enabled": [
    planted("broad", { ...emergency, protocol: "all", until: "2999-01-01T00:00:00Z" }),
  ],
  "emergency-without-end": [planted("no end", emergency)],
  "emergency-expired": [planted("long ago", { ...emergency, until: "2000-01-01T00:00:00Z" })],
  "emergency-unrehearsed": [
    planted("never", { need: "emergency", enabled: false }, { also: ["dormant"] }),
    planted(
      "half a year ago",
      { ...emergency, enabled: false, rehearsed: "2025-12-03T12:00:00Z" },
      { also: ["dormant"] },
    ),
  ],
  "posture-missing": [
    planted("directly", { sources: [sensitive.team], destinations: [sensitive.web] }),
    planted(
      "through a group that holds the users",
      { sources: ["peer-staff"], destinations: [sensitive.web] },
      { also: ["scope-outsider"] },
    ),
  ],
  "routed-two-way": [
    planted("to a routed database", {
      sources: [routed.app],
      destinations: [routed.db],
      bidirectional: true,
      ...reason,
    }),
  ],
  "routed-source": [planted("a routed database", { sources: [routed.db] })],
  "dns-missing": [without("no name servers", app, from(app, "svc-dns-prod"))],
  "dns-one-protocol": ["tcp", "udp"].map((protocol) =>
    without(
      `no ${protocol}`,
      app,
      (one) => from(app, "svc-dns-prod")(one) && one.protocol === protocol,
    ),
  ),
  "supporting-unreachable": [without("no logging", web, from(web, "svc-logging-prod"))],
  "difference-undeclared": [
    changed("added", "x", () => ({ differences: [{ change: "added", flow: "x" }] })),
    changed("widened", "x", () => ({ differences: [{ change: "widened", flow: "x" }] })),
  ],
  "cross-environment": [
    withGroup(group("svc-a-web-dev"), planted("prod to dev", { destinations: ["svc-a-web-dev"] })),
  ],
  "scope-outsider": [
    planted("another tier", { sources: ["svc-a2-web-prod"], destinations: [web] }),
  ],
  "scope-user-without-flow": [
    changed("a service that never comes", "a1", ({ scopes }) => ({
      scopes: scopes.map((scope) =>
        scope.name === "a1"
          ? { ...scope, serviceAccounts: [...scope.serviceAccounts, intranet] }
          : scope,
      ),
    })),
  ],
  "route-bypasses-policies": [
    changed("a default route for whoever has it", "exit", () => ({
      routes: [
        {
          ...{ networkId: "exit", target: "0.0.0.0/0", enabled: true, owner: "Tests" },
          accessControlGroups: [],
        },
      ],
    })),
  ],
  "setup-key-environment": [
    key("a key of staging for production", {
      name: "setup-stage-servers",
      groups: ["svc-a-prod", "svc-shared"],
    }),
  ],
  "setup-key-without-groups": [key("no groups", { groups: [] })],
  "setup-key-near-end": [
    key("tomorrow", { expires: "2026-06-02T12:00:00Z" }),
    key("an hour before a day is over", {
      expires: "2026-06-01T13:00:00Z",
      lifetimeSeconds: 24 * 3600,
    }),
  ],
  "setup-key-spent": [
    key("expired", { state: "expired", expires: "2026-05-01T00:00:00Z" }),
    key("used up", { type: "one-off", state: "overused" }),
  ],
  "setup-key-superseded": [
    changed("a newer one", "setup-prod-servers", () => ({
      setupKeys: [plainKey, { ...plainKey, name: "setup-prod-servers-g2" }],
    })),
  ],
  "setup-key-name": [key("a word", { name: "Servers" })],
  "group-unused": [
    changed("a group", "svc-old-prod", ({ groups }) => ({
      groups: [...groups, group("svc-old-prod")],
    })),
  ],
  "group-unknown": [planted("a ghost", { destinations: ["svc-ghost-prod"] })],
  "group-empty": [
    changed("no peers", intranet, ({ groups }) => ({
      groups: groups.map((one) => (one.name === intranet ? { ...one, members: [] } : one)),
    })),
  ],
  "posture-process-path": [
    withChecks(
      {
        agent: {
          osVersionCheck: { darwin: { minVersion: "13" }, windows: { minKernelVersion: "10" } },
          processCheck: { processes: [{ macPath: "/agent" }] },
        },
      },
      planted("a system without a path", { postureChecks: ["agent"] }, { at: ["agent"] }),
    ),
    withChecks(
      {
        phone: {
          osVersionCheck: { ios: { minVersion: "16" }, darwin: { minVersion: "13" } },
          processCheck: { processes: [{ macPath: "/agent" }] },
        },
      },
      planted("a phone", { postureChecks: ["phone"] }, { at: ["phone"] }),
    ),
  ],
  "posture-unsatisfiable": [
    withChecks(
      {
        mac: { osVersionCheck: { darwin: { minVersion: "13" } } },
        tux: { osVersionCheck: { linux: { minKernelVersion: "5.15" } } },
      },
      planted("two systems at once", { postureChecks: ["mac", "tux"] }),
    ),
    withChecks(
      {
        mac: { osVersionCheck: { darwin: { minVersion: "13" } } },
        agent: { processCheck: { processes: [{ linuxPath: "/agent" }] } },
      },
      planted("a process of another system", { postureChecks: ["agent", "mac"] }),
    ),
  ],
  "posture-check-unknown": [planted("a ghost", { postureChecks: ["ghost"] })],
  "posture-check-unused": [
    changed("a check", "old-prod", ({ postureChecks }) => ({
      postureChecks: [
        ...postureChecks,
        { name: "old-prod", baseName: "old", shared: false, description: "" },
      ],
    })),
  ],
  "policy-redundant": [
    planted("the same again", { key: "zzz", destinations: [app], ports: ["8443"] }),
    planted("for a group that is held", { sources: [team], ports: ["443"] }),
  ],
  "policies-overlap": [
    several("partly the same ports", [
      { portRanges: [{ start: 1000, end: 2000 }] },
      { portRanges: [{ start: 1500, end: 2500 }] },
    ]),
  ],
  "ports-overlap": [
    planted("two ranges", {
      portRanges: [
        { start: 1, end: 10 },
        { start: 5, end: 20 },
      ],
    }),
  ],
  "posture-bypassed": [
    several("the same without checks", [{ postureChecks: checks }, {}]),
    several("some of it without checks", [
      { portRanges: [{ start: 1000, end: 2000 }], postureChecks: checks },
      { portRanges: [{ start: 1500, end: 2500 }] },
    ]),
  ],
  "policy-shadowed": [several("all of it", [{}, { action: "drop", protocol: "all" }])],
  "policies-conflict": [
    several("some of it", [
      { portRanges: [{ start: 1000, end: 2000 }] },
      { portRanges: [{ start: 1500, end: 2500 }], action: "drop" },
    ]),
  ],
  "owner-missing": [
    planted("of a policy", { owner: "" }),
    changed("of a scope", "a1", ({ scopes }) => ({
      scopes: scopes.map((scope) => (scope.name === "a1" ? { ...scope, owner: " " } : scope)),
    })),
  ],
  "justification-missing": [planted("blank", { because: " " })],
  "group-name": [
    {
      ...withGroup(group("Servers"), planted("a word", { destinations: ["Servers"] })),
      places: ["Servers"],
    },
  ],
  "policy-name": [planted("a title", { name: "Users to Web" })],
  dormant: [planted("any", { enabled: false, protocol: "all" })],
};
