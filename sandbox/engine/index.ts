import { automationStack, findPulumi } from "./automation";
import type { EngineInfo, Stack, StackOptions } from "./deployment";
import { SandboxStack } from "./sandboxStack";

export { DeploymentError, isUnknown } from "./deployment";
export type {
  Changes,
  Diagnostic,
  EngineInfo,
  Operation,
  Properties,
  ResourceState,
  RunOptions,
  RunResult,
  Stack,
  StackOptions,
  StackOutputs,
  StackState,
  Step,
} from "./deployment";
export { temporaryProject } from "./project";
export type { TemporaryProject } from "./project";

/** The engine that is used unless one is asked for: the Pulumi CLI, else the one in this folder. */
export async function findEngine(): Promise<EngineInfo> {
  return (await findPulumi()) ?? { kind: "sandbox", version: "0.1" };
}

/** Opens a stack, and creates it when it does not exist. */
export async function openStack(options: StackOptions): Promise<Stack> {
  const found = await findEngine();
  const wanted = options.engine ?? found.kind;
  if (wanted === "sandbox") return new SandboxStack(options, { kind: "sandbox", version: "0.1" });
  if (found.kind === "pulumi") return automationStack(options, found);
  throw new Error("The Pulumi CLI is not on the path; install it, or use the sandbox engine.");
}
