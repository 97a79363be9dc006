import { adminLaptops, PosturePresets, ThreeTierApp } from "../../index";
import type { PosturePresetsArgs, ThreeTierAppArgs } from "../../index";
import { closeAccount, openAccount } from "./liveAccount";
import { record, refusals } from "./recording";

beforeAll(openAccount);
afterAll(closeAccount);

const securityAgent = { macPath: "/Agent", windowsPath: "C:\\Agent.exe" };
const args: PosturePresetsArgs = {
  minimumClient: "0.45.0",
  supportedSystems: { macOS: "13.0", linuxKernel: "5.15" },
  linuxServers: { minKernelVersion: "5.15", minClientVersion: "0.45.0" },
  adminLaptops: { securityAgent },
  corporateNetworks: ["203.0.113.0/24"],
  allowedCountries: ["DE"],
  others: [{ name: "phones", checks: { osVersionCheck: { ios: { minVersion: "16.0" } } } }],
};
const app: ThreeTierAppArgs = {
  environment: "prod",
  users: ["peer-devops"],
  tiers: { web: [443], app: [8443], db: [5432] },
  dns: "none",
  owner: "App Team Orders",
  because: "Order processing",
};

test("each preset is one posture check, shared by all environments", async () => {
  const {
    all,
    result: component,
    warnings,
  } = await record(() => new PosturePresets("posture", args));
  const names = Object.values(all("PostureCheck")).map(({ name }) => String(name));
  expect(names.sort()).toEqual([
    "admin-laptops",
    "allowed-countries",
    "corporate-networks",
    "linux-servers",
    "minimum-client",
    "phones",
    "supported-systems",
  ]);
  expect(all("PostureCheck")["posture-admin-laptops"]).toMatchObject({
    checks: { processCheck: { processes: [securityAgent] } },
  });
  expect(warnings).toEqual([]);
  expect(component.references.find(({ name }) => name === "phones")).toMatchObject({
    name: "phones",
    shared: true,
    id: expect.anything() as unknown,
  });
});

test("an application of the same program asks for presets by id, so that they are made first", async () => {
  const { all } = await record(() => {
    const { references } = new PosturePresets("posture", args);
    const wanted = ["admin-laptops", "corporate-networks"];
    const postureChecks = references.filter(({ name }) => wanted.includes(name));
    return new ThreeTierApp("orders", { ...app, postureChecks });
  });
  const policies = all("Policy");
  expect(policies["orders-users-to-web"]?.sourcePostureChecks).toEqual([
    { name: "admin-laptops", id: "posture-admin-laptops-id" },
    { name: "corporate-networks", id: "posture-corporate-networks-id" },
  ]);
  expect(policies["orders-app-to-db"]?.sourcePostureChecks).toBeUndefined();
});

test("an application makes the checks that its matrix describes", async () => {
  const postureChecks = [adminLaptops({ securityAgent })];
  const { all } = await record(() => new ThreeTierApp("orders", { ...app, postureChecks }));
  expect(all("PostureCheck")["orders-admin-laptops"]?.name).toBe("admin-laptops-prod");
  expect(all("Policy")["orders-users-to-web"]?.sourcePostureChecks).toEqual([
    { name: "admin-laptops-prod", id: "orders-admin-laptops-id" },
  ]);
});

test.each<[string, PosturePresetsArgs, RegExp]>([
  ["no preset", {}, /^No preset is given/],
  ["a version that is none", { minimumClient: "new" }, /is not a version/],
  ["a country that is none", { allowedCountries: ["Germany"] }, /two-letter country code/],
  ["a country in small letters", { allowedCountries: ["de"] }, /write it in capitals: DE/],
  [
    "an agent without a path on Windows",
    { adminLaptops: { securityAgent: { macPath: "/Agent" } } },
    /^The posture check admin-laptops lets windows through.*take the platform out/,
  ],
  [
    "two checks of one name",
    { ...args, others: [{ name: "admin-laptops", checks: args.others![0]!.checks }] },
    /posture check "admin-laptops" is declared twice/,
  ],
])("%s is refused, and nothing else said", async (_what, given, problem) => {
  const found = await refusals(() => new PosturePresets("posture", given));
  expect(found).toEqual([expect.stringMatching(problem)]);
});
