/** Arbitrary matrices for property tests. */
import fc from "fast-check";
import { environments } from "../../segmentation";
import type { EnvironmentDifference, Flow, Matrix, MatrixGroup } from "../../segmentation";
import type { PostureChecks } from "../../segmentation/postureChecks";

/** Texts that YAML takes for something else unless they are quoted. */
const treacherous = [
  "yes",
  "null",
  "~",
  "1.5",
  "0x1f",
  "- a",
  "a: b",
  "a #b",
  "#a",
  "'",
  '"',
  "*a",
  "&a",
  "!a",
  "[a",
  "{a",
  "? a",
  "| a",
  "%a",
  "@a",
  "a\nb",
  "a\n\n  b",
  "a\r\nb",
  "a\tb",
  "---",
  "2026-12-01",
  "<<",
  "a,b",
  "\\n",
];

/** A text as it is after reading: trimmed and not empty. */
export const arbitraryText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...treacherous),
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.lorem({ maxCount: 30 }),
  )
  // U+FFFD is what reading bytes that are not UTF-8 leaves.
  .map((text) => text.replaceAll("\uFFFD", "").trim())
  .filter((text) => text !== "");

const optionalText = fc.option(arbitraryText, { nil: undefined });
const optionalTrue = fc.constantFrom<true | undefined>(true, undefined);

const time = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

const port = fc.integer({ min: 1, max: 65535 });

const service = fc.oneof(
  port.map((number) => `tcp/${number}`),
  fc.tuple(port, port).map(([a, b]) => `udp/${Math.min(a, b)}-${Math.max(a, b)}`),
  fc.tuple(port, port).map(([a, b]) => `udp+tcp/${a},${b}`),
  fc.constantFrom("icmp", "all", "tcp/*", "netbird-ssh/22"),
);

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((text) => !text.includes(".")),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, length]) => `${ip}/${length}`),
  fc.constantFrom("db.corp.internal", "*.corp.internal"),
);

const version = fc.constantFrom("0.45.0", "13", "v1.2");
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

type Locations = NonNullable<PostureChecks["geoLocationCheck"]>["locations"];
type Processes = NonNullable<PostureChecks["processCheck"]>["processes"];

const checks: fc.Arbitrary<PostureChecks> = fc
  .record({
    nbVersionCheck: maybe(fc.record({ minVersion: version })),
    osVersionCheck: maybe(
      fc.record({
        darwin: fc.record({ minVersion: version }),
        linux: fc.record({ minKernelVersion: version }),
      }),
    ),
    geoLocationCheck: maybe(
      fc.record({
        action: fc.constantFrom("allow" as const, "deny" as const),
        locations: fc.constantFrom<Locations[]>(
          [{ countryCode: "NO" }],
          [{ countryCode: "DE", cityName: "Berlin" }, { countryCode: "FR" }],
        ),
      }),
    ),
    peerNetworkRangeCheck: maybe(
      fc.record({
        action: fc.constant("allow" as const),
        ranges: fc.constantFrom<string[][]>(["10.0.0.0/8"], ["10.0.0.0/8", "192.168.1.1"]),
      }),
    ),
    processCheck: maybe(
      fc.record({
        processes: fc.constantFrom<Processes[]>(
          [{ macPath: "/Applications/Falcon.app" }],
          [{ linuxPath: "/usr/bin/agent" }, { windowsPath: "C:\\Program Files\\agent.exe" }],
        ),
      }),
    ),
  })
  .map(withoutUndefined)
  .filter((value) => Object.keys(value).length > 0);

/** Any non-empty part of a list, in any order. */
const some = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: 1 });

/** Any part of a list but none, which is left out. */
const optionalSome = <T>(list: readonly T[]) =>
  list.length === 0 ? fc.constant(undefined) : maybe(some(list));

const groupName = fc.integer({ min: 0, max: 5 });

interface Names {
  groups: string[];
  scopes: string[];
  checks: string[];
}

const names: fc.Arbitrary<Names> = fc
  .record({
    groups: fc.uniqueArray(
      fc.tuple(fc.constantFrom("peer-team", "svc-app-tier", "net-place-use"), groupName),
      { selector: ([kind, index]) => `${kind}${index}`, minLength: 1, maxLength: 8 },
    ),
    scopes: fc.integer({ min: 0, max: 3 }),
    checks: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ groups, scopes, checks: count }) => ({
    groups: groups.map(([kind, index]) => `${kind}${index}`),
    scopes: Array.from({ length: scopes }, (_, index) => `scope-${index}`),
    checks: Array.from({ length: count }, (_, index) => `check-${index}`),
  }));

function group(name: string, index: number, all: string[]): fc.Arbitrary<MatrixGroup> {
  return fc
    .record({
      name: fc.constant(name),
      shared: optionalTrue,
      madeBy: fc.constantFrom(undefined, "elsewhere" as const, "identity-provider" as const),
      addresses: maybe(fc.array(address, { minLength: 1, maxLength: 6 })),
      // Only of groups before it, so that there are no circles.
      memberOf: optionalSome(all.slice(0, index)),
    })
    .map(withoutUndefined);
}

function scope(name: string, index: number, { groups, scopes }: Names) {
  const own = groups.filter((_, place) => place % scopes.length === index);
  return fc
    .record({
      name: fc.constant(name),
      owner: optionalText,
      resources: fc.shuffledSubarray(own),
      users: optionalSome(groups),
      serviceAccounts: optionalSome(groups),
      devices: maybe(fc.array(arbitraryText, { minLength: 1, maxLength: 3 })),
      sensitive: optionalTrue,
    })
    .map(withoutUndefined);
}

/** A flow; without a name, a port of its own keeps its key apart from others. */
function flow(index: number, all: Names): fc.Arbitrary<Flow> {
  return fc
    .record({
      name: fc.constantFrom(`flow-${index}`, undefined),
      from: some(all.groups),
      to: some(all.groups),
      allow: service,
      because: arbitraryText,
      need: fc.constantFrom(
        undefined,
        "restricted" as const,
        "temporary" as const,
        "emergency" as const,
      ),
      since: maybe(time),
      until: time,
      rehearsed: maybe(time),
      scope: all.scopes.length > 0 ? maybe(fc.constantFrom(...all.scopes)) : fc.constant(undefined),
      owner: optionalText,
      postureChecks: optionalSome(all.checks),
      twoWay: optionalTrue,
      broadAccessReason: optionalText,
      enabled: fc.boolean(),
    })
    .map(({ since, until, rehearsed, enabled, name, allow, ...rest }) =>
      withoutUndefined({
        ...rest,
        since:
          rest.need === "temporary" && since !== undefined && since < until ? since : undefined,
        name,
        allow: name === undefined ? `tcp/${index + 1}` : allow,
        until:
          rest.need === "temporary" || (rest.need === "emergency" && enabled) ? until : undefined,
        rehearsed: rest.need === "emergency" ? rehearsed : undefined,
        enabled: enabled === (rest.need === "emergency") ? enabled : undefined,
      }),
    );
}

function difference(offset: number, flows: Flow[], all: Names) {
  const named = flows.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const part = fc
    .record({
      from: optionalSome(all.groups),
      to: optionalSome(all.groups),
      allow: maybe(service),
      postureChecks: maybe(fc.shuffledSubarray(all.checks)),
    })
    .map(withoutUndefined);
  return fc
    .record({
      add: fc.integer({ min: 0, max: 2 }).chain((count) => flowsFrom(offset, count, all)),
      remove: fc.shuffledSubarray(named),
      narrow: fc.dictionary(fc.constantFrom("none", ...named), part, {
        maxKeys: 3,
        noNullPrototype: true,
      }),
      because: optionalText,
    })
    .map(({ add, remove, narrow, because }): EnvironmentDifference => {
      const kept = Object.entries(narrow).filter(
        ([name]) => name !== "none" && !remove.includes(name),
      );
      return withoutUndefined({
        add: add.length > 0 ? add : undefined,
        remove: remove.length > 0 ? remove : undefined,
        narrow: kept.length > 0 ? Object.fromEntries(kept) : undefined,
        because,
      });
    });
}

function flowsFrom(offset: number, count: number, all: Names): fc.Arbitrary<Flow[]> {
  return fc.tuple(...Array.from({ length: count }, (_, index) => flow(offset + index, all)));
}

/**
 * A matrix that `parseMatrix` accepts, in canonical form: nothing in it is a default spelled out.
 * Every field occurs. What it allows is arbitrary: verification finds much.
 */
export const arbitraryMatrix: fc.Arbitrary<Matrix> = names
  .chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.integer({ min: 0, max: 6 }).chain((count) => flowsFrom(0, count, all)),
    ),
  )
  .chain(([all, flows]) => {
    const emergencies = flows.flatMap(({ name, need }) =>
      name && need === "emergency" ? [name] : [],
    );
    const pattern = fc.constantFrom("*", "peer-*", "svc-*-db", ...all.groups);
    const matching = fc.constantFrom("*", ...all.groups);
    return fc
      .record({
        application: fc.constantFrom("orders", "shop-2"),
        owner: arbitraryText,
        scopes: fc.tuple(...all.scopes.map((name, index) => scope(name, index, all))),
        groups: fc.tuple(...all.groups.map((name, index) => group(name, index, all.groups))),
        postureChecks: fc.tuple(
          ...all.checks.map((name) =>
            fc
              .record({
                name: fc.constant(name),
                shared: optionalTrue,
                description: optionalText,
                checks: maybe(checks),
              })
              .map(withoutUndefined),
          ),
        ),
        flows: fc.constant(flows),
        never: fc.array(
          fc
            .record({
              from: pattern,
              to: pattern,
              ports: maybe(service),
              because: arbitraryText,
              owner: optionalText,
              exceptEmergency: optionalSome(emergencies),
            })
            .map(withoutUndefined),
          { maxLength: 3 },
        ),
        must: fc.array(
          fc
            .record({
              from: matching,
              to: matching,
              allow: service,
              because: optionalText,
              owner: optionalText,
            })
            .map(withoutUndefined),
          { maxLength: 3 },
        ),
        supporting: fc.array(
          fc
            .record({
              service: arbitraryText,
              at: some(all.groups),
              allow: service,
              for: maybe(fc.array(matching, { minLength: 1, maxLength: 3 })),
            })
            .map(withoutUndefined),
          { maxLength: 3 },
        ),
        noDnsBecause: optionalText,
        environments: fc.record({
          dev: difference(100, flows, all),
          stage: difference(200, flows, all),
          prod: difference(300, flows, all),
        }),
      })
      .map(withoutEmpty);
  });

/** A matrix with nothing to find: tiers that call each other, users, name servers, rules that hold. */
export const validMatrix: fc.Arbitrary<Matrix> = fc
  .record({
    applicationTiers: fc.integer({ min: 2, max: 5 }),
    teams: fc.uniqueArray(fc.constantFrom("devops", "support", "finance", "field"), {
      minLength: 1,
    }),
    sharedTeams: fc.boolean(),
    sensitive: fc.boolean(),
    routedDns: fc.boolean(),
    basePort: fc.integer({ min: 1024, max: 60000 }),
    debugInDev: fc.boolean(),
  })
  .map(({ applicationTiers, teams, sharedTeams, sensitive, routedDns, basePort, debugInDev }) => {
    const tiers = Array.from({ length: applicationTiers }, (_, index) =>
      index === applicationTiers - 1 ? "svc-shop-db" : `svc-shop-tier${index}`,
    );
    const users = teams.map((team) => `peer-${team}`);
    const first = tiers[0]!;
    const database = tiers.at(-1)!;
    const checked = sensitive ? { postureChecks: ["managed-laptops"] } : {};
    const calls = tiers.slice(1).map((to, index): Flow => {
      const from = tiers[index]!;
      return {
        name: `call-${index}`,
        from: [from],
        to: [to],
        allow: `tcp/${basePort + index + 1}`,
        because: `Tier ${index} calls the next`,
      };
    });
    const debug: Flow = {
      name: "debug",
      from: [users[0]!],
      to: [first],
      allow: "tcp/9229",
      because: "Developers look into the first tier",
      ...checked,
    };
    return {
      application: "shop",
      owner: "App Team Shop",
      scopes: [
        {
          name: "shop",
          resources: tiers,
          users,
          devices: ["managed laptops"],
          ...(sensitive && { sensitive }),
        },
        { name: "name-servers", owner: "Networks", resources: ["svc-dns"] },
      ],
      groups: [
        ...users.map((name) => ({ name, ...(sharedTeams && { shared: true }) })),
        ...tiers.map((name) => ({ name })),
        { name: "svc-dns", ...(routedDns && { addresses: ["10.10.0.10", "10.10.0.11"] }) },
      ],
      ...(sensitive && {
        postureChecks: [
          { name: "managed-laptops", checks: { nbVersionCheck: { minVersion: "0.45.0" } } },
        ],
      }),
      flows: [
        {
          name: "users",
          from: users,
          to: [first],
          allow: `tcp/${basePort}`,
          because: "Staff use the shop",
          ...checked,
        },
        ...calls,
        {
          name: "dns",
          from: [...users, ...tiers],
          to: ["svc-dns"],
          allow: "udp+tcp/53",
          because: "Name resolution",
        },
      ],
      never: [
        { from: "peer-*", to: "svc-*-db", because: "No device reaches the database" },
        { from: database, to: first, because: "Databases answer and never initiate" },
      ],
      must: [{ from: users[0]!, to: first, allow: `tcp/${basePort}` }],
      supporting: [{ service: "dns", at: ["svc-dns"], allow: "udp+tcp/53" }],
      ...(debugInDev && { environments: { dev: { add: [debug], because: "Debugging in dev" } } }),
    };
  });

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

/** Optional lists and maps without anything are left out. */
function withoutEmpty(matrix: Matrix): Matrix {
  const differences = environments.flatMap((name) => {
    const value = matrix.environments?.[name] ?? {};
    return Object.keys(value).length === 0 ? [] : [[name, value] as const];
  });
  const { groups, flows, environments: _all, ...rest } = withoutUndefined(matrix);
  const filled = Object.entries(rest).filter(
    ([, field]) => !Array.isArray(field) || field.length > 0,
  );
  return {
    ...(Object.fromEntries(filled) as typeof rest),
    groups,
    flows,
    ...(differences.length > 0 && { environments: Object.fromEntries(differences) }),
  };
}
