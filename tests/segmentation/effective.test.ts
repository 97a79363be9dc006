import { EffectiveAccess } from "../../segmentation/effective";
import type { Reach } from "../../segmentation/effective";
import { exposureOf } from "../../segmentation/exposure";
import { formatService } from "../../segmentation/ports";
import { compile } from "../../segmentation";
import { allow, policy, segmentation } from "./segmentations";
import { workedExample } from "./workedExample";

function text({ source, destination, grants }: Reach): string {
  const services = grants.flatMap((grant) => grant.services.map(formatService));
  return `${source} → ${destination} [${services.join(", ")}]`;
}

test("tells who reaches what, in both directions", () => {
  const access = new EffectiveAccess(compile(workedExample, "prod"));
  expect(access.reachableFrom("svc-orders-web-prod").map(text)).toEqual([
    "svc-orders-web-prod → svc-dns-prod [TCP/53, UDP/53]",
    "svc-orders-web-prod → svc-orders-app-prod [TCP/8443]",
  ]);
  expect(access.reaching("svc-orders-db-prod").map(text)).toEqual([
    "svc-monitoring → svc-orders-db-prod [TCP/9100,9200]",
    "svc-orders-app-prod → svc-orders-db-prod [TCP/5432]",
  ]);
});

test("a group has the access of the groups that it is in, and of All", () => {
  const access = new EffectiveAccess(
    segmentation(
      [{ name: "peer-devops", memberOf: ["peer-staff"] }, "peer-staff", "svc-wiki", "svc-time"],
      [allow("peer-staff", "svc-wiki", 443), allow("All", "svc-time", 123)],
    ),
  );
  expect(access.reachableFrom("peer-devops").map(text)).toEqual([
    "peer-devops → svc-time [TCP/123]",
    "peer-devops → svc-wiki [TCP/443]",
  ]);
  expect(access.reaching("svc-wiki").map(({ source }) => source)).toEqual([
    "peer-devops",
    "peer-staff",
  ]);
});

test("a range gives access to the addresses inside", () => {
  const access = new EffectiveAccess(
    segmentation(
      [
        { name: "svc-vpc", addresses: ["10.10.0.0/16"] },
        { name: "svc-db", addresses: ["10.10.1.5"] },
        "peer-devops",
      ],
      [allow("peer-devops", "svc-vpc", 22)],
    ),
  );
  expect(access.reaching("svc-db").map(text)).toEqual(["peer-devops → svc-db [TCP/22]"]);
});

test("a policy that drops wins over those that accept, where it hits everybody", () => {
  const drop = policy({ sources: ["All"], destinations: ["svc"], ports: ["22"], action: "drop" });
  const some = policy({
    sources: ["peer-a"],
    destinations: ["svc"],
    ports: ["80"],
    action: "drop",
  });
  const access = new EffectiveAccess(
    segmentation(
      [{ name: "peer-a", memberOf: ["peer-b"] }, "peer-b", "svc"],
      [allow("peer-b", "svc", 22, 80), drop, some],
    ),
  );
  expect(access.reachableFrom("peer-b").map(text)).toEqual(["peer-b → svc [TCP/80]"]);
});

test("a drop that only devices with a posture check meet does not close the port for others", () => {
  const drop = policy({
    ...{ sources: ["peer-a"], destinations: ["svc"], ports: ["22"], action: "drop" },
    postureChecks: ["laptops"],
  });
  const access = new EffectiveAccess(
    segmentation(["peer-a", "svc"], [allow("peer-a", "svc", 22), drop]),
  );
  expect(access.reachableFrom("peer-a").map(text)).toEqual(["peer-a → svc [TCP/22]"]);
});

test("routed addresses do not initiate, two-way or not", () => {
  const both = { ...allow("peer-a", "svc-vpc", 22), bidirectional: true };
  const access = new EffectiveAccess(
    segmentation(["peer-a", { name: "svc-vpc", addresses: ["10.0.0.0/8"] }], [both]),
  );
  expect(access.reachableFrom("svc-vpc")).toEqual([]);
  expect(access.reaching("peer-a")).toEqual([]);
  expect(access.reachableFrom("peer-a")).toHaveLength(1);
});

test("disabled policies give nothing", () => {
  const access = new EffectiveAccess(
    segmentation(["a", "b"], [{ ...allow("a", "b", 1), enabled: false }]),
  );
  expect(access.grants).toEqual([]);
});

test("an intruder follows open ports hop by hop, by the shortest way", () => {
  const access = new EffectiveAccess(compile(workedExample, "prod"));
  const found = exposureOf(access, "peer-support").map(({ group, hops }) => `${hops} ${group}`);
  expect(found).toEqual([
    "1 svc-dns-prod",
    "1 svc-orders-web-prod",
    "2 svc-orders-app-prod",
    "3 svc-orders-db-prod",
  ]);
  const [database] = exposureOf(access, "peer-support").slice(-1);
  expect(database!.path.map(text)).toEqual([
    "peer-support → svc-orders-web-prod [TCP/443]",
    "svc-orders-web-prod → svc-orders-app-prod [TCP/8443]",
    "svc-orders-app-prod → svc-orders-db-prod [TCP/5432]",
  ]);
  expect(exposureOf(access, "peer-support", 1)).toHaveLength(2);
});

test("whoever reaches All reaches every group of peers, and no routed address", () => {
  const access = new EffectiveAccess(
    segmentation(
      ["a", "b", { name: "vpc", addresses: ["10.0.0.0/8"] }],
      [policy({ sources: ["All"], destinations: ["All"], protocol: "all" })],
    ),
  );
  expect(exposureOf(access, "a").map(({ group }) => group)).toEqual(["All", "b"]);
});
