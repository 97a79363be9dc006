/** What a deployment looks like from outside, whichever engine carries it out. */

/** Properties of a resource, as JSON. Secrets read `[secret]`, see {@link isUnknown} for the rest. */
export type Properties = Record<string, unknown>;

/** Which engine deploys. */
export interface EngineInfo {
  /** `pulumi`: the Pulumi CLI. `sandbox`: the engine in this folder. */
  kind: "pulumi" | "sandbox";
  version: string;
}

/** What happens to a resource. `refresh` steps that found a change count as update or delete. */
export type Operation =
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "same"
  | "read"
  | "refresh";

/** One operation on one resource. */
export interface Step {
  operation: Operation;
  urn: string;
  type: string;
  name: string;
  id?: string;
  old?: { inputs: Properties; outputs: Properties };
  new?: { inputs: Properties; outputs: Properties };
  /** Top-level properties that differ, sorted. */
  changedKeys?: string[];
}

/** A message of the engine, the program or a provider. */
export interface Diagnostic {
  severity: "debug" | "info" | "warning" | "error";
  message: string;
  /** The resource it is about. */
  urn?: string;
}

/** How a run may be followed and limited. */
export interface RunOptions {
  /** Called when a step starts and when it ends. */
  onStep?: (step: Step, phase: "start" | "done" | "failed") => void;
  onDiagnostic?: (diagnostic: Diagnostic) => void;
  /** Operations at once. Default: 16. */
  parallel?: number;
  /** Refresh before previewing or updating. Default: `false`. */
  refresh?: boolean;
  /** URNs of resources that a preview or an update replaces, whatever their provider says. Default: none. */
  replace?: readonly string[];
}

/** How many resources each operation touched. */
export type Changes = Partial<Record<Operation, number>>;

/** Outputs of a stack. */
export type StackOutputs = Record<string, { value: unknown; secret: boolean }>;

/** What a run did, or would do. */
export interface RunResult {
  steps: Step[];
  changes: Changes;
  outputs: StackOutputs;
  diagnostics: Diagnostic[];
}

/** A run failed; what was done until then is in the state. */
export class DeploymentError extends Error {
  constructor(
    readonly operation: string,
    readonly diagnostics: Diagnostic[],
    readonly steps: Step[],
  ) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    super(`${operation} failed:\n${errors.map(({ message }) => message).join("\n")}`);
    this.name = "DeploymentError";
  }
}

/** The state of a stack, as `pulumi stack export` prints it. */
export interface StackState {
  version: number;
  deployment: { resources?: ResourceState[]; [key: string]: unknown };
}

/** A resource in the state. */
export interface ResourceState {
  urn: string;
  custom: boolean;
  id?: string;
  type: string;
  inputs?: Properties;
  outputs?: Properties;
  parent?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
  provider?: string;
  external?: boolean;
  protect?: boolean;
  retainOnDelete?: boolean;
  deletedWith?: string;
  initErrors?: string[];
  additionalSecretOutputs?: string[];
  /** Replaced already; only the deletion is left to do. */
  delete?: boolean;
}

/** Which stack to open, and where. */
export interface StackOptions {
  /** Folder with Pulumi.yaml. */
  projectDir: string;
  stack: string;
  /** Folder for states. Stacks that share it can refer to each other. */
  stateDir: string;
  /** Encrypts secrets in the state. Default: a fixed text, for throw-away stacks. */
  passphrase?: string;
  /** Environment of the program and the providers, on top of this process's. */
  env?: Record<string, string>;
  /** Default: `pulumi` when its CLI is on the path. */
  engine?: EngineInfo["kind"];
}

/** A stack that can be deployed. */
export interface Stack {
  readonly name: string;
  readonly engine: EngineInfo;
  setConfig(key: string, value: string, options?: { secret?: boolean }): Promise<void>;
  removeConfig(key: string): Promise<void>;
  preview(options?: RunOptions): Promise<RunResult>;
  up(options?: RunOptions): Promise<RunResult>;
  refresh(options?: RunOptions): Promise<RunResult>;
  destroy(options?: RunOptions): Promise<RunResult>;
  outputs(): Promise<StackOutputs>;
  exportState(): Promise<StackState>;
  /** Forgets the stack and its state; its resources must be gone. */
  remove(): Promise<void>;
}

/** What stands in a preview where a value is not known yet. */
const unknownMarker = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === unknownMarker;
}
