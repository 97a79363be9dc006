import * as pulumi from "@pulumi/pulumi";

/** What stands for the run where there is none, as in a plain script. */
const noRun = {};

/**
 * Something that each run of a program has one of: one process may run several programs, one after the
 * other or at once.
 */
export function perRun<Value>(make: () => Value): () => Value {
  const values = new WeakMap<object, Value>();
  return () => {
    const run = pulumi.runtime.getMonitor() ?? noRun;
    const value = values.get(run) ?? make();
    values.set(run, value);
    return value;
  };
}
