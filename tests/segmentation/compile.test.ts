import fc from "fast-check";
import { accessOf, compile, environments } from "../../segmentation";
import type { Matrix, Segmentation } from "../../segmentation";
import { workedExample } from "./workedExample";

describe("the worked example in prod", () => {
  const plan = compile(workedExample, "prod");

  test("has the guide's groups", () => {
    expect(plan.groups.map(({ name }) => name)).toEqual([
      "peer-devops-prod",
      "peer-support",
      "svc-dns-prod",
      "svc-monitoring",
      "svc-orders-app-prod",
      "svc-orders-db-prod",
      "svc-orders-web-prod",
    ]);
  });

  test("has the guide's policies, one per protocol", () => {
    const rows = plan.policies.map(({ key, sources, destinations, protocol, ports }) =>
      [key, sources.length, destinations.length, protocol, ports.join()].join(" "),
    );
    expect(rows).toEqual([
      "app-to-db 1 1 tcp 5432",
      "dns-tcp 6 1 tcp 53",
      "dns-udp 6 1 udp 53",
      "monitoring 1 3 tcp 9100,9200",
      "users-to-web 2 1 tcp 443",
      "web-to-app 1 1 tcp 8443",
    ]);
  });

  test("names and describes them by the guide", () => {
    const policy = plan.policies.find(({ key }) => key === "users-to-web");
    expect(policy).toMatchObject({
      name: "peer-devops-prod, peer-support → svc-orders-web-prod [TCP/443]",
      description: "Staff use the web front end (owner: App Team Orders)",
      bidirectional: false,
      enabled: true,
    });
  });
});

/** The same matrix, written in another order. */
const shuffled: fc.Arbitrary<Matrix> = fc
  .tuple(
    fc.shuffledSubarray(workedExample.groups, { minLength: workedExample.groups.length }),
    fc.shuffledSubarray(workedExample.flows, { minLength: workedExample.flows.length }),
  )
  .chain(([groups, flows]) =>
    fc
      .tuple(...flows.map(({ from }) => fc.shuffledSubarray(from, { minLength: from.length })))
      .map((sources) => ({
        ...workedExample,
        groups,
        flows: flows.map((flow, index) => ({ ...flow, from: sources[index]! })),
      })),
  );

/** All but where things stand in the matrix, which is what was shuffled. */
function withoutPlaces(plan: Segmentation): unknown {
  return JSON.parse(JSON.stringify(plan, (key, value: unknown) => (key === "path" ? [] : value)));
}

test("order of writing does not matter", () => {
  fc.assert(
    fc.property(shuffled, fc.constantFrom(...environments), (matrix, environment) => {
      expect(withoutPlaces(compile(matrix, environment))).toEqual(
        withoutPlaces(compile(workedExample, environment)),
      );
    }),
  );
});

test("flows without a name get a stable key of their own", () => {
  const flows = workedExample.flows.map((flow) => ({ ...flow, name: undefined }));
  const keys = compile({ ...workedExample, flows }, "dev").policies.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toContain("svc-orders-web-to-svc-orders-app-tcp-8443");
});

test("environments differ in nothing but the suffix", () => {
  const strip = (environment: (typeof environments)[number]) =>
    JSON.stringify(accessOf(compile(workedExample, environment).policies)).replace(
      new RegExp(`-${environment}\\b`, "g"),
      "",
    );
  expect(strip("dev")).toBe(strip("prod"));
  expect(strip("stage")).toBe(strip("prod"));
});
