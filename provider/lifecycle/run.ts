import * as pulumi from "@pulumi/pulumi";
import { perOwner } from "./perOwner";

/** What stands for the run where there is none, as in a plain script. */
const noRun = {};

/**
 * Something that each run of a program has one of: one process may run several programs, one after the
 * other or at once.
 */
export function perRun<Value>(make: () => Value): () => Value {
  const valueOf = perOwner<object, Value>(make);
  return () => valueOf(pulumi.runtime.getMonitor() ?? noRun);
}
