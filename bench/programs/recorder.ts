/**
 * (d) The floor of what this library records: the arguments, each reference as one text with name
 * and id, from a provider that keeps what it is given and does nothing else.
 */
import * as pulumi from "@pulumi/pulumi";

const size = Number(process.env.BENCH_SIZE);

const provider: pulumi.dynamic.ResourceProvider = {
  create: (inputs: Record<string, unknown>) => Promise.resolve({ id: "nothing", outs: inputs }),
};

class Recorded extends pulumi.dynamic.Resource {
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: pulumi.Inputs) {
    super(provider, name, args);
  }
}

const groups = Array.from(
  { length: size },
  (_, i) => new Recorded(`group-${i}`, { name: `svc-bench${i}-web-prod`, issued: "api" }),
);

const reference = ({ name, id }: Recorded) => pulumi.interpolate`${name} (${id})`;

groups.forEach((group, i) => {
  new Recorded(`policy-${i}`, {
    name: `bench-${i}`,
    description: `Benchmark policy ${i}`,
    protocol: "tcp",
    ports: ["443"],
    sources: [reference(group)],
    destinations: [reference(groups[(i + 1) % size]!)],
  });
});
