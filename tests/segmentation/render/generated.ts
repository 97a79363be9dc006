import { parseMatrix } from "../../../segmentation";
import type { Flow, Matrix } from "../../../segmentation";

/** A company: applications of four tiers, teams, shared services; the same on every run. */
export function generatedMatrix(applications: number, teams: number, flowCount: number): Matrix {
  const names = Array.from({ length: applications }, (_, index) => `app${index}`);
  const users = Array.from({ length: teams }, (_, index) => `peer-team${index}`);
  const tiers = ["web", "app", "db", "cache"];
  const services = names.flatMap((name) => tiers.map((tier) => `svc-${name}-${tier}`));
  const because = "Generated for a picture of a large company";
  const flow = (name: string, from: string[], to: string[], allow: string): Flow => ({
    name,
    from,
    to,
    allow,
    because,
  });
  const flows = [
    flow("dns", [...users, ...services, "svc-monitoring"], ["svc-dns"], "udp+tcp/53"),
    flow("monitoring", ["svc-monitoring"], services, "tcp/9100,9200"),
    ...names.flatMap((name) => [
      flow(`${name}-1`, [`svc-${name}-web`], [`svc-${name}-app`], "tcp/8443"),
      flow(`${name}-2`, [`svc-${name}-app`], [`svc-${name}-db`], "tcp/5432"),
      flow(`${name}-3`, [`svc-${name}-app`], [`svc-${name}-cache`], "tcp/6379"),
    ]),
  ];
  for (let index = 0; flows.length < flowCount; index++) {
    const app = names[index % names.length]!;
    const other = names[(index * 7 + Math.floor(index / names.length) * 13 + 1) % names.length]!;
    const user = users[(index * 11) % users.length]!;
    const [name, port] = [`flow-${index}`, 8000 + (index % 50)];
    if (index % 3 === 0) flows.push(flow(name, [user], [`svc-${app}-web`], "tcp/443"));
    else if (app === other) continue;
    else flows.push(flow(name, [`svc-${app}-app`], [`svc-${other}-app`], `tcp/${port}`));
  }
  return parseMatrix({
    application: "company",
    owner: "Platform",
    groups: [
      ...users.map((name) => ({ name })),
      ...services.map((name) => ({ name })),
      { name: "svc-monitoring", shared: true },
      { name: "svc-dns", addresses: ["10.10.0.10", "10.10.0.11"] },
    ],
    flows,
    never: [
      { from: "peer-*", to: "svc-*-db", because: "No device talks to a database" },
      { from: "svc-*-db", to: "svc-*-app", because: "Databases do not initiate" },
    ],
  });
}

/** About 300 groups and 3,000 flows. */
export function largeMatrix(): Matrix {
  return generatedMatrix(66, 34, 3000);
}
