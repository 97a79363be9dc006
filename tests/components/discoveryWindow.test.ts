import * as pulumi from "@pulumi/pulumi";
import { compile, DiscoveryWindow, discoveryMatrix, verify } from "../../index";
import type { DiscoveryWindowArgs } from "../../index";

const hours = (count: number, from = new Date("2026-12-01T08:00:00Z")) =>
  new Date(from.getTime() + count * 3_600_000);

const args: DiscoveryWindowArgs = {
  environment: "dev",
  from: [{ existing: "peer-finance-dev" }],
  to: [{ existing: "svc-billing-web-dev" }, "svc-billing-db"],
  start: "2026-12-01T08:00:00Z",
  end: "2026-12-03T08:00:00Z",
  because: "Which ports Finance uses",
  owner: "App Team Billing",
};

const rulesFound = (given: DiscoveryWindowArgs, now: Date) =>
  verify(compile(discoveryMatrix("billing", given, now), given.environment), { now }).map(
    ({ rule }) => rule,
  );

test("the window is one broad policy in one direction, with its start and end", () => {
  const plan = compile(discoveryMatrix("billing", args, hours(1)), "dev");
  expect(plan.policies).toHaveLength(1);
  expect(plan.policies[0]).toMatchObject({
    key: "discovery",
    protocol: "all",
    bidirectional: false,
    enabled: true,
    sources: ["peer-finance-dev"],
    destinations: ["svc-billing-db-dev", "svc-billing-web-dev"],
    description:
      "Which ports Finance uses (owner: App Team Billing; temporary; since 2026-12-01T08:00:00Z; until 2026-12-03T08:00:00Z)",
  });
});

test("nothing is found while it is open; after its end, verification fails", () => {
  expect(rulesFound(args, hours(47))).toEqual([]);
  expect(rulesFound(args, hours(49))).toEqual(["flow-expired"]);
});

test("before its start it gives no access", () => {
  const [policy] = compile(discoveryMatrix("billing", args, hours(-1)), "dev").policies;
  expect(policy).toMatchObject({ enabled: false });
});

test("less than 48 or more than 72 hours need a reason", () => {
  const until = (count: number) => ({ ...args, end: hours(count).toISOString() });
  for (const count of [48, 60, 72]) expect(rulesFound(until(count), hours(1))).toEqual([]);
  for (const count of [47, 73])
    expect(rulesFound(until(count), hours(1))).toEqual(["window-length"]);
  const longer = { ...until(240), lengthReason: "The month's end is the load that counts" };
  expect(rulesFound(longer, hours(1))).toEqual([]);
});

describe("as a component", () => {
  const warnings: string[] = [];
  beforeAll(async () => {
    await pulumi.runtime.setMocks(
      {
        newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
        call: () => ({}),
      },
      "project",
      "dev",
      true,
    );
    jest.spyOn(pulumi.log, "warn").mockImplementation((text) => {
      warnings.push(text);
      return Promise.resolve();
    });
  });
  beforeEach(() => {
    warnings.length = 0;
  });
  afterAll(() => jest.restoreAllMocks());

  const from = (start: number, end: number): DiscoveryWindowArgs => ({
    ...args,
    start: hours(start, new Date()).toISOString(),
    end: hours(end, new Date()).toISOString(),
  });
  const refusal = (given: DiscoveryWindowArgs) => {
    try {
      new DiscoveryWindow("billing", given);
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  test("it says at every preview how long it still is open", async () => {
    const window = new DiscoveryWindow("billing", from(-20, 30));
    await new Promise((done) => window.policyIds.apply((ids) => done(ids)));
    expect(warnings).toEqual([
      expect.stringMatching(/"billing" is open until .*, 30 more hours\./),
    ]);
  });

  test("it says that it is not open yet", () => {
    new DiscoveryWindow("billing", from(2, 60));
    expect(warnings).toEqual([expect.stringContaining("is not open yet")]);
  });

  test("after its end it is refused", () => {
    expect(refusal(from(-50, -1))).toMatch(
      /^DiscoveryWindow "billing" has a problem:\n {2}- The flow "discovery" ended at .* and is still in force\./,
    );
  });

  test("another length is refused, and every problem told at once", () => {
    expect(refusal(from(-1, 1))).toContain("is open for 2 hours");
    const problems = refusal({ ...args, from: [], to: [], start: "Monday", end: "2026-12-03" });
    expect(problems).toContain("has 4 problems");
    expect(problems).toContain('start, "Monday", is not a date, time and time zone');
    expect(refusal({ ...from(1, 60), end: from(0, 1).start })).toContain("is not after the start");
  });

  test("what a never rule forbids stays blocked in the window too", () => {
    const never = [{ from: "peer-*", to: "svc-billing-db", because: "Through the web tier only" }];
    expect(refusal({ ...from(-1, 60), never })).toContain("Through the web tier only");
  });
});
