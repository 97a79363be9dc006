import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unknownValue } from "../../provider/lifecycle/unknown";
import { resourcePolicies } from "../../policies/resourcePolicies";
import { rules } from "../../segmentation/verify";
import { Pack } from "./pack";

jest.setTimeout(120_000);

/** A policy that nothing can be said against. */
const exact = {
  name: "peer-devops-prod → svc-orders-web-prod [TCP/443]",
  description: "Staff use the orders web front end (owner: App Team Orders)",
  protocol: "tcp",
  ports: ["443"],
  sources: ["peer-devops-prod (g1)"],
  destinations: ["svc-orders-web-prod (new)"],
};

describe("the policy pack", () => {
  let pack: Pack;
  beforeAll(async () => {
    pack = await Pack.start();
  });
  afterAll(() => pack.close());

  const brokenBy = async (kind: string, args: Record<string, unknown>) =>
    (await pack.judge(kind, args)).map(({ policy, level }) => `${policy} ${level}`);
  const policy = (args: Record<string, unknown>) => brokenBy("Policy", { ...exact, ...args });

  test("has nothing against an exact policy, also while a new group has no id", async () => {
    expect(await policy({})).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    [
      "every port",
      { ports: [], name: "peer-devops-prod → svc-orders-web-prod [TCP/*]" },
      ["exact-ports mandatory"],
    ],
    [
      "every protocol",
      { protocol: "all", ports: [], name: "peer-devops-prod → svc-orders-web-prod [ALL]" },
      ["no-all-protocol mandatory"],
    ],
    ["both directions", { bidirectional: true }, ["one-way mandatory"]],
    ["a description without owner", { description: "Staff" }, ["owner-missing advisory"]],
    [
      "no description",
      { description: "" },
      ["owner-missing advisory", "justification-missing advisory"],
    ],
    ["a name that says nothing", { name: "web" }, ["policy-name advisory"]],
    [
      "an end that is past",
      { description: "Discovery (owner: Net; temporary; until 2020-01-01T00:00:00Z)" },
      ["flow-expired mandatory"],
    ],
    [
      "a temporary policy without end",
      { description: "Discovery (owner: Net; temporary)" },
      ["temporary-without-end mandatory"],
    ],
    [
      "an emergency policy in force",
      { description: "Incident (owner: Net; emergency; until 2999-01-01T00:00:00Z)" },
      ["emergency-enabled advisory"],
    ],
  ])("finds %s", async (_, args, expected) => {
    expect(await policy(args)).toEqual(expected);
  });

  test("takes a written reason for broad access, and a policy that is off", async () => {
    expect(await policy({ bidirectional: true, broadAccessReason: "Replication" })).toEqual([]);
    expect(await policy({ bidirectional: true, enabled: false })).toEqual([]);
  });

  test.each([
    ["texts", ["All (g0)"]],
    ["objects, as another release says them", [{ name: "All", id: unknownValue }]],
  ])("finds All to All in %s", async (_form, all) => {
    const args = { sources: all, destinations: all, name: "All → All [TCP/443]" };
    expect(await policy(args)).toEqual(["all-to-all mandatory"]);
  });

  test("says that what is not known yet cannot be judged", async () => {
    const found = await pack.judge("Policy", { ...exact, ports: unknownValue });
    expect(found[0]).toMatchObject({ policy: "exact-ports", level: "advisory" });
    expect(found[0]!.message).toContain("can't be known during preview");
  });

  test("finds names of groups and setup keys", async () => {
    expect(await brokenBy("Group", { name: "Web Servers" })).toEqual(["group-name advisory"]);
    expect(await brokenBy("Group", { name: "svc-orders-web-prod" })).toEqual([]);
    expect(await brokenBy("SetupKey", { name: "key" })).toEqual(["setup-key-name advisory"]);
    expect(await brokenBy("SetupKey", { name: "setup-prod-servers" })).toEqual([]);
  });

  test("tells what is wrong and what to do", async () => {
    const [found] = await pack.judge("Policy", { ...exact, ports: [] });
    expect(found!.message).toContain("protocol tcp without ports opens every port.");
    expect(found!.message).toContain("Give exact ports from 1 to 65535.");
    const [ofKey] = await pack.judge("SetupKey", { name: "key" });
    expect(ofKey!.message).toContain("the name of a key cannot be changed");
  });

  test("has nothing against other resources", async () => {
    expect(await brokenBy("Network", { name: "x" })).toEqual([]);
  });
});

test("each policy has the words of the table", () => {
  for (const { name, displayName, remediationSteps } of resourcePolicies(() => new Date())) {
    const rule = rules.find(({ id }) => id === name);
    expect([displayName, remediationSteps]).toEqual([rule?.title, rule?.remedy]);
  }
});

test("the pack has the version of the package", () => {
  const version = (path: string) =>
    (JSON.parse(readFileSync(join(__dirname, "../..", path), "utf8")) as { version: string })
      .version;
  expect(version("policies/package.json")).toBe(version("package.json"));
});
