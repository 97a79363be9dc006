/** The account of the worked example in prod, with a device in every group. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { discover } from "../../../segmentation";
import type { AccountNames, DiscoverOptions, Discovery, LivePeer } from "../../../segmentation";

export const matrixText = readFileSync(
  join(__dirname, "../../../stacks/orders.matrix.yaml"),
  "utf8",
);

/** Overlay addresses by who has them. */
export const at = {
  devops: "100.64.0.1",
  support: "100.64.0.2",
  web: "100.64.0.10",
  web2: "100.64.0.13",
  app: "100.64.0.11",
  db: "100.64.0.12",
  monitor: "100.64.0.20",
  stranger: "100.64.0.99",
  dns: "10.10.0.10",
};

const peer = (name: keyof typeof at, ...groups: string[]): LivePeer => ({
  id: `id-${name}`,
  name,
  hostname: name,
  ip: at[name],
  groups: ["All", ...groups].map((group) => ({ id: `id-${group}`, name: group })),
});

export const account: AccountNames = {
  peers: [
    peer("devops", "peer-devops-prod"),
    peer("support", "peer-support"),
    peer("web", "svc-orders-web-prod"),
    peer("web2", "svc-orders-web-prod"),
    peer("app", "svc-orders-app-prod"),
    peer("db", "svc-orders-db-prod"),
    peer("monitor", "svc-monitoring"),
    peer("stranger", "peer-interns"),
  ],
};

/** Discovers in prod from some JSON values. */
export function discovered(
  values: readonly unknown[],
  more: Partial<DiscoverOptions> = {},
): Promise<Discovery> {
  const events = values.map((value, index) => ({ place: `events.json:${index + 1}`, value }));
  return discover({
    matrix: matrixText,
    environment: "prod",
    account,
    now: new Date("2026-12-03T00:00:00Z"),
    ...more,
    events,
  });
}
