import { AllToAllHandler } from "../../../provider/steps/allToAllHandler";
import type { Arguments } from "../../../provider/lifecycle/kind";
import { Session } from "../../../provider/api/session";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { failure, useTestAccount } from "../account";
import type { ApiJson } from "../account";

const account = useTestAccount();

/** As a new run of the engine has it. */
function handler(): AllToAllHandler {
  const { managementUrl, token } = account.sandbox;
  return new AllToAllHandler(
    new Session({ NB_MANAGEMENT_URL: managementUrl, NB_PAT: token }, { firstPause: 1 }),
  );
}

const policies = () => account.api<(ApiJson & { enabled: boolean })[]>("GET", "/policies");
const named = async (name: string) => (await policies()).filter((policy) => policy.name === name);
const everything = async () =>
  (await policies()).map(({ name, enabled }) => `${name} ${enabled ? "on" : "off"}`).sort();

const add = (name: string, from: string, to: string, more: object = {}) =>
  account.api("POST", "/policies", {
    name,
    enabled: true,
    description: "Made by hand",
    rules: [
      {
        enabled: true,
        action: "accept",
        protocol: "tcp",
        ports: ["443"],
        bidirectional: false,
        sources: [from],
        destinations: [to],
        ...more,
      },
    ],
  });

const exact = { protocol: "tcp", ports: ["22"], bidirectional: false, enabled: true };

const enable = async (name: string, enabled: boolean) => {
  const [policy] = (await named(name)) as unknown as {
    id: string;
    rules: { sources: { id: string }[]; destinations: { id: string }[] }[];
  }[];
  const rules = policy!.rules.map((rule) => ({
    ...rule,
    enabled,
    sources: rule.sources.map(({ id }) => id),
    destinations: rule.destinations.map(({ id }) => id),
  }));
  await account.api("PUT", `/policies/${policy!.id}`, { ...policy, enabled, rules });
};

const groupOf = async (name: string, peers: string[]) =>
  (await account.api("POST", "/groups", { name, peers })).id;

let all: string;
let replacement: string;

beforeEach(async () => {
  all = (await account.named("groups", "All"))[0]!.id;
  const users = await groupOf("peer-devops-prod", [await account.enroll("laptop")]);
  const web = await groupOf("svc-web-prod", [await account.enroll("web")]);
  replacement = (await add("web", users, web)).id;
  await add("All to everybody", all, all);
});

const args = (phase: string, more: object = {}): Arguments => ({
  phase,
  replacements: { prod: { policies: [{ id: replacement }] } },
  ...more,
});

interface Made {
  id: string;
  outs: Arguments;
}

async function reach(phase: string, olds?: Made, more: object = {}): Promise<Made> {
  const run = handler();
  const { inputs, failures } = await run.check(olds?.outs, args(phase, more));
  expect(failures).toEqual([]);
  if (olds === undefined) return run.create(inputs);
  return { id: olds.id, outs: (await run.update(olds.id, olds.outs, inputs)).outs };
}

const refusal = async (phase: string, olds?: Made, more: object = {}) =>
  (await handler().check(olds?.outs, args(phase, more))).failures.map(
    ({ property, reason }) => `${property}: ${reason}`,
  );

const changes = async (phase: string, { id, outs }: Made, more: object = {}) =>
  (await handler().diff(id, outs, args(phase, more))).changes;

const open = ["All to everybody on", "Default on", "web on"];
const shut = ["All to everybody off", "Default off", "web on"];

test("enrolling touches nothing, whatever is there", async () => {
  const before = await policies();
  const made = await reach("enrolling");
  expect(await policies()).toEqual(before);
  expect(made.outs.present).toHaveLength(2);
  expect(await changes("enrolling", made)).toBe(false);
});

test("disables every policy from All to All, then deletes them, and finds nothing more to do", async () => {
  const disabled = await reach("disabled", await reach("enrolling"));
  expect(await everything()).toEqual(shut);
  expect(await changes("disabled", disabled)).toBe(false);
  expect(await changes("deleted", disabled)).toBe(true);
  const deleted = await reach("deleted", disabled);
  expect(await everything()).toEqual(["web on"]);
  expect(await changes("deleted", deleted)).toBe(false);
  expect(deleted.outs).toMatchObject({ present: [] });
});

test("goes back the same way, and what was disabled before stays so", async () => {
  await enable("All to everybody", false);
  const before = (await named("Default"))[0];
  const deleted = await reach("deleted", await reach("disabled"));
  const disabled = await reach("disabled", deleted);
  expect(await everything()).toEqual(shut);
  await reach("enrolling", disabled);
  expect(await everything()).toEqual(["All to everybody off", "Default on", "web on"]);
  const [after] = await named("Default");
  const withoutIds = ({ rules, ...rest }: Record<string, unknown>) => ({
    ...rest,
    id: "",
    source_posture_checks: rest.source_posture_checks ?? [],
    rules: (rules as object[]).map((rule) => ({ ...rule, id: "" })),
  });
  expect(withoutIds(after!)).toEqual(withoutIds(before!));
});

test("never goes from enrolling to deleted, nor begins there", async () => {
  const enrolling = await reach("enrolling");
  const words = /^phase: deleting is the second step, and .* is in force: use the phase disabled/;
  expect(await refusal("deleted", enrolling)).toEqual([expect.stringMatching(words)]);
  expect(await refusal("deleted")).toEqual([expect.stringMatching(words)]);
  expect(await failure(handler().create(args("deleted")))).toMatch(/second step/);
  expect(await everything()).toEqual(open);
});

test("begins with deleted where somebody disabled everything by hand", async () => {
  await enable("Default", false);
  await enable("All to everybody", false);
  await reach("deleted");
  expect(await everything()).toEqual(["web on"]);
});

test("a deletion whose answer is lost is a deletion", async () => {
  const disabled = await reach("disabled");
  await account.fail({ kind: "reset-after", method: "DELETE", path: "/policies/" });
  const deleted = await reach("deleted", disabled);
  expect(await everything()).toEqual(["web on"]);
  expect(deleted.outs.present).toEqual([]);
  expect(await account.faults()).toEqual([]);
});

test.each(["disabled", "deleted"])("refuses %s and says what is missing", async (phase) => {
  const before = phase === "deleted" ? await reach("disabled") : undefined;
  await enable("web", false);
  const more = {
    replacements: { prod: { policies: [{ id: replacement }, { name: "no such policy" }] } },
  };
  const [told, ...others] = await refusal(phase, before, more);
  expect(others).toEqual([]);
  expect(told).toMatch(/^replacements: ".*" cannot be (disabled|deleted) yet/);
  expect(told).toContain('- prod: "web" is disabled.');
  expect(told).toContain('- prod: the policy "no such policy" does not exist on the server.');
  const contents = await policies();
  await failure(handler().create(args(phase, more)));
  expect(await policies()).toEqual(contents);
});

test("refuses when an environment has peers and no replacement", async () => {
  expect(await refusal("disabled", undefined, { replacements: {} })).toEqual([
    expect.stringContaining("- prod: no replacement is named, and peer-devops-prod has peers"),
  ]);
});

test("what is done is not refused again when a replacement goes", async () => {
  const disabled = await reach("disabled");
  await account.api("DELETE", `/policies/${replacement}`);
  expect(await refusal("disabled", disabled)).toEqual([]);
});

test("somebody who enables or adds one is seen, with and without a refresh, and undone", async () => {
  const disabled = await reach("disabled");
  await enable("Default", true);
  await add("another", all, all);
  expect(await changes("disabled", disabled)).toBe(true);
  const { props } = await handler().read(disabled.id, disabled.outs);
  expect(props).not.toEqual(disabled.outs);
  expect(props.present).toContainEqual(expect.objectContaining({ name: "Default", enabled: true }));
  const repaired = await reach("disabled", { id: disabled.id, outs: props });
  expect(await everything()).toEqual([
    "All to everybody off",
    "Default off",
    "another off",
    "web on",
  ]);
  await handler().delete(repaired.id, { ...repaired.outs, onDelete: "restore" });
  expect(await everything()).toEqual(["All to everybody on", "Default on", "another on", "web on"]);
});

test("leaves flows that are meant to end alone", async () => {
  await add("window", all, all, {});
  const [window] = (await named("window")) as ApiJson[];
  const body = await account.api("GET", `/policies/${window!.id}`);
  const rules = (body.rules as object[]).map((rule) => ({
    ...rule,
    sources: [all],
    destinations: [all],
  }));
  const description = "Look (owner: Ops; temporary; until 2099-12-01T18:00:00Z)";
  await account.api("PUT", `/policies/${body.id}`, { ...body, rules, description });
  await reach("disabled");
  expect(await everything()).toEqual([...shut, "window on"].sort());
});

describe("destroy", () => {
  test.each(["disabled", "deleted"])("restores after %s, if asked to", async (phase) => {
    const disabled = await reach("disabled", undefined, { onDelete: "restore" });
    const made =
      phase === "deleted" ? await reach(phase, disabled, { onDelete: "restore" }) : disabled;
    await handler().delete(made.id, made.outs);
    expect(await everything()).toEqual(open);
    // A destroy that was interrupted runs again.
    await handler().delete(made.id, made.outs);
    expect(await everything()).toEqual(open);
  });

  test("makes no second policy beside one that somebody has narrowed", async () => {
    const made = await reach("disabled", undefined, { onDelete: "restore" });
    const { id, ...policy } = (await named("Default"))[0]!;
    const rules = [
      { ...(policy.rules as object[])[0], ...exact, sources: [all], destinations: [all] },
    ];
    await account.api("PUT", `/policies/${id}`, { ...policy, enabled: true, rules });
    await handler().delete(made.id, made.outs);
    expect(await everything()).toEqual(open);
    expect(await named("Default")).toMatchObject([{ id, rules: [{ ports: ["22"] }] }]);
  });

  test("makes none that would be wider than it was, its posture check being gone", async () => {
    const check = await account.api("POST", "/posture-checks", {
      name: "current clients",
      checks: { nb_version_check: { min_version: "0.40.0" } },
    });
    const checked = (await named("Default"))[0]!;
    const rules = [{ ...(checked.rules as object[])[0], sources: [all], destinations: [all] }];
    const path = `/policies/${checked.id}`;
    await account.api("PUT", path, { ...checked, rules, source_posture_checks: [check.id] });
    const disabled = await reach("disabled", undefined, { onDelete: "restore" });
    const made = await reach("deleted", disabled, { onDelete: "restore" });
    await account.api("DELETE", `/posture-checks/${check.id}`);
    expect(await failure(handler().delete(made.id, made.outs))).toBe(
      `The policy "Default" cannot be made again as it was: the server has no posture check "${check.id}" any more. ` +
        'Make the policy by hand, or leave it away with onDelete: "leave".',
    );
    expect(await named("Default")).toEqual([]);
  });

  test("leaves everything otherwise", async () => {
    const disabled = await reach("disabled");
    await handler().delete(disabled.id, disabled.outs);
    expect(await everything()).toEqual(shut);
  });

  test("enables nothing that somebody disabled while enrolling", async () => {
    const enrolling = await reach("enrolling", undefined, { onDelete: "restore" });
    await enable("Default", false);
    await handler().delete(enrolling.id, enrolling.outs);
    expect(await everything()).toEqual(["All to everybody on", "Default off", "web on"]);
  });
});

test("a failure on the way keeps what was found, and the next run goes on", async () => {
  const before = await reach("enrolling");
  await account.fail({ kind: "500", method: "PUT", path: "policies", times: 20, skip: 1 });
  const error = await handler()
    .update(before.id, before.outs, args("disabled"))
    .then(
      () => undefined,
      (caught: unknown) => caught,
    );
  await account.clearFaults();
  expect(error).toMatchObject({ id: before.id, properties: { phase: "disabled" } });
  const { properties } = error as { properties: Arguments };
  const made = await reach("disabled", { id: before.id, outs: properties });
  expect(await everything()).toEqual(shut);
  await handler().delete(made.id, { ...made.outs, onDelete: "restore" });
  expect(await everything()).toEqual(open);
});

test("checks its arguments, and lets unknown ones pass", async () => {
  const failures = async (news: object) => (await handler().check({}, news as never)).failures;
  expect(await failures(args("gone"))).toEqual([
    { property: "phase", reason: "must be enrolling, disabled, deleted" },
  ]);
  expect(await failures({ phase: "enrolling" })).toHaveLength(1);
  expect(await failures({ phase: "enrolling", replacements: { test: {} } })).not.toEqual([]);
  expect(await failures({ phase: "enrolling", replacements: { prod: {} } })).toEqual([]);
  const both = { prod: { policies: [{ name: "web" }], noneBecause: "Nobody has joined" } };
  expect(await failures({ phase: "enrolling", replacements: both })).toEqual([
    expect.objectContaining({ property: "replacements.prod" }),
  ]);
  const unknown = { prod: { policies: [{ id: unknownValue }] } };
  expect(await failures(args("disabled", { replacements: unknown }))).toEqual([]);
  expect(
    await failures(args("disabled", { replacements: { prod: { policies: unknownValue } } })),
  ).toEqual([]);
});
