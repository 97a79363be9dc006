import type { Flow, Matrix, MatrixGroup, NeverRule, Scope } from "../../segmentation";

/** Groups of one application: a team and three tiers. */
const groupsPerApplication = 4;

/** Flows of one application, so that there are ten per group. */
const flowsPerApplication = 40;

const owner = "Platform";

/**
 * A valid matrix of a company: applications with three tiers and a team each, in which verification
 * finds no error and no warning. Databases of every fifth application are routed addresses, every
 * seventh scope is sensitive, every tenth application has an emergency flow (disabled) and a
 * temporary one. About ten flows and a tenth of a `never` rule per group.
 * @param groups how many groups, at least 4; rounded down to whole applications, plus six shared ones
 * @param seed equal seeds give equal matrices
 */
export function largeMatrix(groups: number, seed = 1): Matrix {
  const random = generator(seed);
  const count = Math.max(1, Math.floor(groups / groupsPerApplication));
  const applications = Array.from({ length: count }, (_, index) => application(index));
  const flows = applications.flatMap((app) => flowsOf(app, applications, random));
  const callers = callersOf(flows);
  return {
    application: "company",
    owner,
    groups: [...sharedGroups(), ...applications.flatMap(groupsOf)],
    postureChecks: [
      { name: "managed-laptop", checks: { nbVersionCheck: { minVersion: "0.45.0" } } },
    ],
    scopes: applications.map((app) => scopeOf(app, callers)),
    flows,
    never: applications.flatMap(neverOf).slice(0, Math.max(1, Math.floor(groups / 10))),
    must: applications
      .filter(({ index }) => index % 10 === 0)
      .map(({ team, web }) => ({ from: team, to: web, allow: "tcp/443" })),
    supporting: [
      { service: "dns", at: ["svc-dns"], allow: "udp+tcp/53" },
      { service: "logging", at: ["svc-logging"], allow: "tcp/6514", for: ["svc-a*-web"] },
    ],
    environments: {
      prod: { narrow: { "staff-to-intranet": { allow: "tcp/443" } } },
      dev: {
        add: [
          {
            name: "staff-to-sandbox",
            from: ["peer-staff"],
            to: ["svc-intranet"],
            allow: "tcp/8080",
            because: "Trying things out",
          },
        ],
      },
    },
  };
}

interface Application {
  index: number;
  team: string;
  web: string;
  app: string;
  db: string;
  isRouted: boolean;
  isSensitive: boolean;
}

function application(index: number): Application {
  const name = `a${index}`;
  return {
    index,
    team: `peer-team${index}`,
    web: `svc-${name}-web`,
    app: `svc-${name}-app`,
    db: `svc-${name}-db`,
    isRouted: index % 5 === 0,
    isSensitive: index % 7 === 0,
  };
}

function sharedGroups(): MatrixGroup[] {
  return [
    { name: "peer-staff", madeBy: "identity-provider", shared: true },
    { name: "svc-intranet" },
    { name: "svc-dns", addresses: ["10.255.0.10", "10.255.0.11"] },
    { name: "svc-logging" },
    { name: "svc-monitoring", shared: true },
    { name: "svc-registry", addresses: ["registry.corp.internal"] },
  ];
}

function groupsOf({ index, team, web, app, db, isRouted }: Application): MatrixGroup[] {
  const addresses = [`10.${(index >> 8) & 0xff}.${index & 0xff}.0/28`];
  return [
    { name: team, memberOf: ["peer-staff"] },
    { name: web },
    { name: app },
    isRouted ? { name: db, addresses } : { name: db },
  ];
}

/** Flows of an application; the first one's also serve the company. */
function flowsOf(app: Application, all: readonly Application[], random: () => number): Flow[] {
  const flows: Flow[] = [];
  const add = (from: string[], to: string, allow: string, more: Partial<Flow> = {}) => {
    const name = more.name ?? `${from[0]}-to-${to}-${allow.replace(/\W/g, "-")}`;
    flows.push({ from, to: [to], allow, because: `${from[0]} uses ${to}`, ...more, name });
  };
  const checks = app.isSensitive ? { postureChecks: ["managed-laptop"] } : {};
  if (app.index === 0) {
    add(["peer-staff"], "svc-dns", "udp+tcp/53");
    add(["peer-staff"], "svc-intranet", "tcp/443,8443", { name: "staff-to-intranet" });
    add(["svc-logging"], "svc-dns", "udp+tcp/53");
    add(["svc-monitoring"], "svc-dns", "udp+tcp/53");
  }
  add([app.team], app.web, "tcp/443", checks);
  add([app.web], app.app, "tcp/8443");
  add([app.app], app.db, "tcp/5432");
  for (const tier of [app.web, app.app, app.db]) add(["svc-monitoring"], tier, "tcp/9100,9200");
  const peers = app.isRouted ? [app.web, app.app] : [app.web, app.app, app.db];
  for (const tier of peers) {
    add([tier], "svc-dns", "udp+tcp/53");
    add([tier], "svc-logging", "tcp/6514");
  }
  add([app.app], "svc-registry", "tcp/443");
  if (app.index % 10 === 0) {
    add([app.team], app.app, "all", {
      ...checks,
      need: "emergency",
      rehearsed: "2026-05-01T12:00:00Z",
      name: `rescue-${app.index}`,
    });
    add([app.team], app.app, "tcp/*", {
      ...checks,
      need: "temporary",
      until: "2099-01-01T00:00:00Z",
    });
  }
  for (const other of others(app, all, flowsPerApplication - flows.length, random)) {
    add([app.app], other.web, "tcp/443");
  }
  return flows;
}

/** Different applications, chosen at random. */
function others(
  { index }: Application,
  all: readonly Application[],
  count: number,
  random: () => number,
): Application[] {
  const chosen = new Set<Application>();
  const wanted = Math.min(count, all.length - 1);
  while (chosen.size < wanted) {
    const other = all[Math.floor(random() * all.length)]!;
    if (other.index !== index) chosen.add(other);
  }
  return [...chosen];
}

function neverOf({ index, web, db }: Application): NeverRule[] {
  const because = "Databases are reached by their application only";
  if (index % 4 === 0) return [{ from: "peer-*", to: db, because, exceptEmergency: ["rescue"] }];
  return index % 4 === 1
    ? [{ from: db, to: "svc-*-web", because }]
    : [{ from: `svc-a${index}-*`, to: web, ports: "tcp/22", because }];
}

function scopeOf(app: Application, callers: ReadonlyMap<string, ReadonlySet<string>>): Scope {
  const services = [...(callers.get(app.web) ?? [])].filter((name) => name.startsWith("svc-a"));
  return {
    name: `a${app.index}`,
    owner: `Team ${app.index}`,
    resources: [app.web, app.app, app.db],
    users: [app.team],
    serviceAccounts: ["svc-monitoring", ...services],
    sensitive: app.isSensitive,
  };
}

function callersOf(flows: readonly Flow[]): Map<string, Set<string>> {
  const callers = new Map<string, Set<string>>();
  for (const { from, to } of flows) {
    const known = callers.get(to[0]!) ?? new Set();
    callers.set(to[0]!, known.add(from[0]!));
  }
  return callers;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
