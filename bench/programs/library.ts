/** (a) This library: as many groups as policies, each policy from one group to the next. */
import * as netbird from "pulumi-netbird";

const size = Number(process.env.BENCH_SIZE);

const groups = Array.from(
  { length: size },
  (_, i) => new netbird.Group(`group-${i}`, { name: `svc-bench${i}-web-prod` }),
);

groups.forEach((group, i) => {
  new netbird.Policy(`policy-${i}`, {
    name: `bench-${i}`,
    description: `Benchmark policy ${i}`,
    protocol: "tcp",
    ports: ["443"],
    sources: [group],
    destinations: [groups[(i + 1) % size]!],
  });
});
