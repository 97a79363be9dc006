export { startNetBirdSandbox } from "./server";
export type { NetBirdSandbox, SandboxOptions } from "./server";
export { faultKinds } from "./faults";
export type { Fault, FaultKind } from "./faults";
