import * as pulumi from "@pulumi/pulumi";
import { EnrollmentKeys } from "../../../index";
import type { EnrollmentKeysArgs } from "../../../index";
import { record, refusals, value } from "../recording";
import type { Inputs } from "../recording";

const args: EnrollmentKeysArgs = {
  environment: "prod",
  owner: "Platform Team",
  keys: {
    servers: { groups: [{ existing: "svc-web-prod", id: "web-id" }, "svc-shared"] },
    "ci-runners": { groups: ["svc-ci"], ephemeral: true, usageLimit: 20, expiresIn: 3600 },
    racks: { groups: ["svc-shared"], devices: ["rack-1", "rack-2"] },
  },
};

const make = (change: Partial<EnrollmentKeysArgs> = {}) =>
  new EnrollmentKeys("joining", { ...args, ...change });

const inYears = "2099-01-01T00:00:00Z";
const keyOutputs =
  (expires = inYears, spent?: string) =>
  (kind: string, name: string): Inputs =>
    kind === "SetupKey" ? { key: `KEY-OF-${name}`, expires, spent } : {};

const configured = (configuration: object) => ({
  config: { "setupKeys:joining": JSON.stringify(configuration) },
  outputs: keyOutputs(),
});

const names = (references: unknown) => (references as { name: string }[]).map(({ name }) => name);

test("each purpose has a key by the convention, with the groups of its environment", async () => {
  const { all } = await record(make, configured({}));
  const keys = all("SetupKey");
  expect(Object.keys(keys).sort()).toEqual([
    "joining-ci-runners",
    "joining-racks-rack-1",
    "joining-racks-rack-2",
    "joining-servers",
  ]);
  const day = 24 * 3600;
  expect(keys["joining-servers"]).toMatchObject({
    ...{ name: "setup-prod-servers", type: "reusable", expiresIn: 90 * day },
    removeWhenSpent: true,
  });
  expect(names(keys["joining-servers"]!.autoGroups)).toEqual(["svc-web-prod", "svc-shared-prod"]);
  expect(keys["joining-ci-runners"]).toMatchObject({
    ...{ ephemeral: true, usageLimit: 20, expiresIn: 3600 },
  });
  expect(keys["joining-racks-rack-1"]).toMatchObject({
    ...{ name: "setup-prod-racks-rack-1", type: "one-off", expiresIn: 7 * day },
  });
  expect(Object.values(all("Group")).map(({ name }) => name as string)).toEqual([
    "svc-shared-prod",
    "svc-ci-prod",
  ]);
});

test("what cannot be changed in place is kept from changing, so that no key is replaced for it", async () => {
  const { named } = await record(make, configured({}));
  expect(named("joining-servers").ignoreChanges.sort()).toEqual([
    ...["allowExtraDnsLabels", "ephemeral", "expiresIn", "type", "usageLimit"],
  ]);
});

test("keys are secret, by purpose and device", async () => {
  const { result } = await record(make, configured({}));
  expect(await pulumi.isSecret(result.keys)).toBe(true);
  expect(await value(result.keys)).toEqual({
    servers: "KEY-OF-joining-servers",
    "ci-runners": "KEY-OF-joining-ci-runners",
    "racks/rack-1": "KEY-OF-joining-racks-rack-1",
    "racks/rack-2": "KEY-OF-joining-racks-rack-2",
  });
});

describe("a rotation", () => {
  test("step 1: a new generation beside the old one, of all reusable keys, and it is told", async () => {
    const { all, result, warnings } = await record(make, configured({ generation: 2 }));
    const keys = all("SetupKey");
    expect(Object.keys(keys).sort()).toEqual([
      ...["joining-ci-runners", "joining-ci-runners-g2"],
      ...["joining-racks-rack-1", "joining-racks-rack-2"],
      ...["joining-servers", "joining-servers-g2"],
    ]);
    const [fresh, old] = [keys["joining-servers-g2"]!, keys["joining-servers"]!];
    expect(fresh.name).toBe("setup-prod-servers-g2");
    expect(fresh.autoGroups).toEqual(old.autoGroups);
    expect(old.revoked).toBeUndefined();
    expect(all("JoinedPeers")).toEqual({});
    expect((await value(result.keys)).servers).toBe("KEY-OF-joining-servers-g2");
    expect(Object.keys(await value(result.openRotations))).toEqual(["servers", "ci-runners"]);
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^setup-prod-servers is still valid beside setup-prod-servers-g2\. See/,
      ),
    );
  });

  test("of one purpose leaves the others alone", async () => {
    const { all } = await record(make, configured({ purposes: { servers: { generation: 2 } } }));
    expect(Object.keys(all("SetupKey"))).not.toContain("joining-ci-runners-g2");
    expect(Object.keys(all("SetupKey"))).toContain("joining-servers-g2");
  });

  test("steps 3 and 4: the old key is revoked after peers were seen to join with the new one", async () => {
    const rotation = { purposes: { servers: { generation: 2, previous: "revoked" } } };
    const { all, named, result, warnings } = await record(
      () => make({ joinTimeoutSeconds: 5 }),
      configured(rotation),
    );
    expect(all("JoinedPeers")).toEqual({
      "joining-servers-g2-joined": expect.objectContaining({
        setupKey: { name: "setup-prod-servers-g2", id: "joining-servers-g2-id" },
        before: "setup-prod-servers",
        timeoutSeconds: 5,
      }) as unknown,
    });
    expect(named("joining-servers").inputs.revoked).toBe(true);
    expect(named("joining-servers").dependencies).toContain("joining-servers-g2-joined");
    expect(named("joining-servers-g2").inputs.revoked).toBeUndefined();
    expect(await value(result.openRotations)).toEqual({});
    expect(warnings).toEqual([]);
  });

  test("the old key is gone at last, and the proof stays", async () => {
    const { all } = await record(make, configured({ generation: 2, previous: "removed" }));
    expect(Object.keys(all("SetupKey"))).not.toContain("joining-servers");
    expect(Object.keys(all("JoinedPeers"))).toEqual([
      "joining-servers-g2-joined",
      "joining-ci-runners-g2-joined",
    ]);
  });

  test("the next one proves the generation before, in case a step was left out", async () => {
    const { all } = await record(make, configured({ purposes: { servers: { generation: 3 } } }));
    expect(Object.keys(all("JoinedPeers"))).toEqual(["joining-servers-g2-joined"]);
  });

  test("may be an argument, over which the configuration wins", async () => {
    const rotated = () => make({ rotation: { generation: 2 } });
    const alone = await record(rotated, { outputs: keyOutputs() });
    expect(Object.keys(alone.all("SetupKey"))).toContain("joining-servers-g2");
    const both = await record(rotated, configured({ generation: 1 }));
    expect(Object.keys(both.all("SetupKey"))).not.toContain("joining-servers-g2");
  });
});

describe("a key near its end is told at preview", () => {
  const soon = new Date(Date.now() + 24 * 3600 * 1000).toISOString();

  test("while it is valid, the reusable ones only", async () => {
    const { warnings } = await record(make, { outputs: keyOutputs(soon) });
    // The runners' key lives an hour: a day before its end is not near it.
    expect(warnings).toEqual([
      `setup-prod-servers expires at ${soon}. Start a rotation of the key, or remove it if nothing enrols with it any more.`,
    ]);
  });

  test("when it is over", async () => {
    const expired = await record(make, { outputs: keyOutputs("2025-01-01T00:00:00Z", "expired") });
    expect(expired.warnings).toHaveLength(2);
    expect(expired.warnings[0]).toMatch(
      /^setup-prod-servers has expired: nothing can join with it/,
    );
    const usedUp = await record(make, { outputs: keyOutputs(inYears, "used up") });
    expect(usedUp.warnings[0]).toMatch(/^setup-prod-servers is used up: nothing can join with it/);
  });

  test("not when it never ends", async () => {
    const keys = { servers: { ...args.keys.servers!, expiresIn: 0 } };
    const never = keyOutputs("0001-01-01T00:00:00Z");
    expect((await record(() => make({ keys }), { outputs: never })).warnings).toEqual([]);
  });
});

const servers = args.keys.servers!;

test.each<[string, Partial<EnrollmentKeysArgs>, object, RegExp]>([
  ["no keys", { keys: {} }, {}, /^keys is empty/],
  ["no owner", { owner: " " }, {}, /^owner is empty/],
  ["an unknown environment", { environment: "test" as "dev" }, {}, /^environment must be/],
  ["no groups", { keys: { servers: { groups: [] } } }, {}, /^keys\.servers\.groups is empty/],
  [
    "the group All",
    { keys: { servers: { groups: [{ existing: "All" }] } } },
    {},
    /^keys\.servers\.groups: every machine is in the group All/,
  ],
  [
    "a group of another environment",
    { keys: { servers: { groups: [{ existing: "svc-web-stage" }] } } },
    {},
    /^setup-prod-servers lets devices into svc-web-stage\. Make a key per environment/,
  ],
  ["a purpose that is no name", { keys: { "My Servers": servers } }, {}, /cannot name a purpose/],
  [
    "a purpose like a generation",
    { keys: { "servers-g2": servers } },
    {},
    /ends like a generation/,
  ],
  ["no devices", { keys: { racks: { ...servers, devices: [] } } }, {}, /devices is empty/],
  ["a device twice", { keys: { racks: { ...servers, devices: ["a", "a"] } } }, {}, /"a" twice/],
  [
    "devices beside a limit",
    { keys: { racks: { ...servers, devices: ["a"], usageLimit: 3 } } },
    {},
    /usageLimit: a one-off key takes one machine/,
  ],
  [
    "equal names",
    { keys: { "racks-a": servers, racks: { ...servers, devices: ["a"] } } },
    {},
    /^Two keys would be called "setup-prod-racks-a"/,
  ],
  ["a generation that is none", {}, { generation: 0 }, /^setupKeys:joining\.generation: .*>=1/],
  ["an unknown field", {}, { generations: 2 }, /^setupKeys:joining: Unrecognized key.*generation/],
  [
    "a rotation of what is not there",
    {},
    { purposes: { laptops: { generation: 2 } } },
    /^setupKeys:joining\.purposes: there is no key for "laptops"\. There is servers, ci-runners/,
  ],
  [
    "a rotation of one-off keys",
    {},
    { purposes: { racks: { generation: 2 } } },
    /"racks" has one-off keys, which are used once and not rotated/,
  ],
])("%s is refused", async (_what, change, configuration, expected) => {
  const problems = await refusals(() => make(change), configured(configuration));
  expect(problems).toEqual([expect.stringMatching(expected)]);
});

test("a configuration that is no JSON is refused without being repeated", async () => {
  const config = { "setupKeys:joining": "generation: 2, hunter2" };
  const [problem, ...others] = await refusals(make, { config });
  expect(others).toEqual([]);
  expect(problem).toMatch(
    /^setupKeys:joining: Invalid input.* It is written like \{ "generation": 2/,
  );
  expect(problem).not.toContain("hunter2");
});

test("all problems are told at once", async () => {
  const problems = await refusals(
    () => make({ owner: "", keys: { X: { groups: [] } } }),
    configured({ generation: 0 }),
  );
  expect(problems.length).toBe(4);
});
