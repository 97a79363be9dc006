import { accessOf, compile, diff, threeTierMatrix } from "../../index";
import type { ThreeTierAppArgs } from "../../index";
import { workedExample } from "../segmentation/workedExample";

const args: ThreeTierAppArgs = {
  environment: "prod",
  users: ["peer-devops", { existing: "peer-support" }],
  tiers: { web: [443], app: [8443], db: [5432] },
  monitoring: { from: { existing: "svc-monitoring" }, ports: [9100, 9200] },
  dns: { resolvers: ["10.10.0.10", "10.10.0.11"] },
  owner: "App Team Orders",
  because: "Order processing",
};

const plan = (given: ThreeTierAppArgs) =>
  compile(threeTierMatrix("orders", given), given.environment);
const access = (given: ThreeTierAppArgs) => accessOf(plan(given).policies);

test("the component's matrix allows what the guide's worked example allows", () => {
  expect(diff(plan(args), compile(workedExample, "prod"))).toEqual([]);
});

test("everyone asks the resolvers, over UDP and TCP, the tiers and monitoring too", () => {
  const dns = access(args).filter(({ destination }) => destination === "svc-dns-prod");
  expect(dns.map(({ source }) => source)).toEqual([
    "peer-devops-prod",
    "peer-support",
    "svc-monitoring",
    "svc-orders-app-prod",
    "svc-orders-db-prod",
    "svc-orders-web-prod",
  ]);
  for (const { services } of dns)
    expect(services.map(({ protocol }) => protocol)).toEqual(["tcp", "udp"]);
});

test("monitoring and DNS may be left out, each in words", () => {
  const { monitoring: _none, ...rest } = args;
  const matrix = threeTierMatrix("orders", { ...rest, dns: "none" });
  expect(matrix.flows.map(({ name }) => name)).toEqual(["users-to-web", "web-to-app", "app-to-db"]);
  expect(matrix.groups.map(({ name }) => name)).not.toContain("svc-dns");
  expect(matrix.supporting).toBeUndefined();
  expect(matrix.noDnsBecause).toContain('dns: "none"');
});

test("existing groups are shared, or belong to the environment whose suffix they carry", () => {
  const users = [{ existing: "peer-support" }, { existing: "peer-devops-prod" }];
  const { groups } = threeTierMatrix("orders", { ...args, users });
  expect(groups.slice(0, 2)).toEqual([
    { name: "peer-support", shared: true, madeBy: "elsewhere" },
    { name: "peer-devops", madeBy: "elsewhere" },
  ]);
});

test("ports may be ranges, and another application name may be given", () => {
  const tiers = { ...args.tiers, app: ["8000-8100"] };
  const plan = compile(threeTierMatrix("orders", { ...args, application: "shop", tiers }), "dev");
  expect(plan.policies.find(({ key }) => key === "web-to-app")).toMatchObject({
    sources: ["svc-shop-web-dev"],
    portRanges: [{ start: 8000, end: 8100 }],
  });
});
