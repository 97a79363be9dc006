/**
 * The program of story.test.ts, the same from the first day to the last. What changes is what an
 * operator changes: the matrix file, and the stack's configuration.
 */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "pulumi-netbird";

const environment = "prod";
const owner = "Platform Team";
const config = new pulumi.Config("story");
/** While there is one, a discovery window is open. */
const window = config.getObject<{ start: string; end: string }>("window");
/** How far the account has come from its Default policy. */
const phase = config.require<"enrolling" | "disabled" | "deleted">("phase");

const matrix = netbird.parseMatrixYaml(readFileSync("orders.yaml", "utf8"));
const plan = netbird.compile(matrix, environment);

const groups = Object.fromEntries(
  plan.groups.map(({ name }) => [name, new netbird.Group(name, { name })]),
);
const group = (name: string) => groups[`${name}-${environment}`]!;
const existing = (name: string) => ({ existing: `${name}-${environment}`, id: group(name).id });

const orders = new netbird.SegmentedApp("orders", {
  ...{ matrix, environment },
  existing: Object.entries(groups).map(([name, { id }]) => ({ existing: name, id })),
});

const joining = new netbird.EnrollmentKeys("joining", {
  environment,
  owner,
  keys: {
    devops: { groups: [group("peer-devops")] },
    web: { groups: [group("svc-orders-web")] },
    app: { groups: [group("svc-orders-app")] },
    db: { groups: [group("svc-orders-db")] },
  },
  joinTimeoutSeconds: 1,
});

if (window !== undefined) {
  new netbird.DiscoveryWindow("orders-window", {
    ...{ environment, owner, ...window },
    from: [existing("peer-devops")],
    to: [existing("svc-orders-web"), existing("svc-orders-app")],
    because: "What DevOps uses",
    never: matrix.never,
  });
}

new netbird.EmergencyAccess("orders-emergency", {
  ...{ environment, owner },
  from: existing("peer-devops"),
  to: existing("svc-orders-app"),
  because: "Known-good access while the cause of an outage is unknown",
  outOfBand: "Serial console, runbook 7",
});

new netbird.DefaultPolicyReplacement("default-policy", {
  phase,
  replacements: { prod: [orders] },
  onDelete: "restore",
});

export const keys = joining.keys;
