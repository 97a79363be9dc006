/**
 * (c) The engine's own floor: the same resources with the same dependencies, from a provider
 * that answers with an id and does nothing else.
 */
import * as pulumi from "@pulumi/pulumi";

const size = Number(process.env.BENCH_SIZE);

const provider: pulumi.dynamic.ResourceProvider = {
  create: () => Promise.resolve({ id: "nothing" }),
};

class Nothing extends pulumi.dynamic.Resource {
  constructor(name: string, args: pulumi.Inputs) {
    super(provider, name, args);
  }
}

const groups = Array.from(
  { length: size },
  (_, i) => new Nothing(`group-${i}`, { name: `svc-bench${i}-web-prod` }),
);

groups.forEach((group, i) => {
  new Nothing(`policy-${i}`, {
    name: `bench-${i}`,
    description: `Benchmark policy ${i}`,
    protocol: "tcp",
    ports: ["443"],
    sources: [group.id],
    destinations: [groups[(i + 1) % size]!.id],
  });
});
