export { startNetBirdSandbox } from "./server";
export type { NetBirdSandbox, SandboxOptions } from "./server";
export type { Fault, FaultKind } from "./faults";
