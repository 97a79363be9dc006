import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type {
  EngineEvent,
  StepEventMetadata,
  Stack as PulumiStack,
} from "@pulumi/pulumi/automation";
import { DeploymentError } from "./deployment";
import type {
  Changes,
  Diagnostic,
  EngineInfo,
  Operation,
  Properties,
  RunOptions,
  RunResult,
  Stack,
  StackOptions,
  StackOutputs,
  StackState,
  Step,
} from "./deployment";
import { nameOf } from "./run";
import { changedKeys } from "./wire";

/** The Pulumi CLI on the path; undefined when there is none. */
export async function findPulumi(): Promise<EngineInfo | undefined> {
  try {
    const { stdout } = await promisify(execFile)("pulumi", ["version"]);
    return { kind: "pulumi", version: stdout.trim() };
  } catch {
    return undefined;
  }
}

/** A stack that the Pulumi CLI deploys, with its state in a folder. */
export async function automationStack(options: StackOptions, engine: EngineInfo): Promise<Stack> {
  const { projectDir, stack: stackName, stateDir, passphrase = "sandbox", env } = options;
  const envVars = {
    PULUMI_BACKEND_URL: `file://${stateDir}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The CLI's own records go where the state goes, and with it.
    PULUMI_HOME: join(stateDir, "home"),
    ...env,
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, workDir: projectDir },
    { envVars },
  );
  return new AutomationStack(stack, engine);
}

class AutomationStack implements Stack {
  readonly name: string;

  constructor(
    private readonly stack: PulumiStack,
    readonly engine: EngineInfo,
  ) {
    this.name = stack.name;
  }

  async setConfig(key: string, value: string, { secret = false } = {}): Promise<void> {
    await this.stack.setConfig(key, { value, secret });
  }

  async removeConfig(key: string): Promise<void> {
    await this.stack.removeConfig(key);
  }

  preview(options: RunOptions = {}): Promise<RunResult> {
    return this.follow("preview", options, (settings) => this.stack.preview(settings));
  }

  up(options: RunOptions = {}): Promise<RunResult> {
    return this.follow("update", options, (settings) => this.stack.up(settings));
  }

  refresh(options: RunOptions = {}): Promise<RunResult> {
    return this.follow("refresh", options, (settings) => this.stack.refresh(settings));
  }

  destroy(options: RunOptions = {}): Promise<RunResult> {
    return this.follow("destroy", options, (settings) => this.stack.destroy(settings));
  }

  async outputs(): Promise<StackOutputs> {
    const outputs = await this.stack.outputs();
    return Object.fromEntries(
      Object.entries(outputs).map(([key, { value, secret }]) => [
        key,
        { value: value as unknown, secret },
      ]),
    );
  }

  async exportState(): Promise<StackState> {
    // The SDK's own export shows secrets in clear; the command does not.
    const { workDir: cwd, envVars } = this.stack.workspace;
    const args = ["stack", "export", "--stack", this.name];
    const options = { cwd, env: { ...process.env, ...envVars }, maxBuffer: 1 << 30 };
    const { stdout } = await promisify(execFile)("pulumi", args, options);
    return JSON.parse(stdout) as StackState;
  }

  async remove(): Promise<void> {
    await this.stack.workspace.removeStack(this.name);
  }

  private async follow(
    operation: string,
    options: RunOptions,
    action: (settings: object) => Promise<unknown>,
  ): Promise<RunResult> {
    const follower = new Follower(options);
    const settings = {
      onEvent: (event: EngineEvent) => follower.take(event),
      parallel: options.parallel,
      ...(operation === "refresh" ? {} : { refresh: options.refresh, replace: options.replace }),
      suppressOutputs: true,
    };
    try {
      await action(settings);
    } catch (error) {
      const { diagnostics, steps } = follower;
      if (!diagnostics.some(({ severity }) => severity === "error")) {
        diagnostics.push({ severity: "error", message: (error as Error).message });
      }
      throw new DeploymentError(operation, diagnostics, steps);
    }
    const { steps, changes, diagnostics, previewOutputs } = follower;
    const outputs = operation === "preview" ? previewOutputs : await this.outputs();
    return { steps, changes, diagnostics, outputs };
  }
}

/** Turns the CLI's events into steps and diagnostics. */
class Follower {
  readonly steps: Step[] = [];
  readonly diagnostics: Diagnostic[] = [];
  changes: Changes = {};
  previewOutputs: StackOutputs = {};

  constructor(private readonly options: RunOptions) {}

  take(event: EngineEvent): void {
    if (event.resourcePreEvent) {
      this.options.onStep?.(toStep(event.resourcePreEvent.metadata), "start");
    }
    if (event.resOutputsEvent) {
      const { metadata } = event.resOutputsEvent;
      const step = toStep(metadata);
      this.steps.push(step);
      this.options.onStep?.(step, "done");
      if (step.type === "pulumi:pulumi:Stack") this.keepOutputs(step.new?.outputs ?? {});
    }
    if (event.resOpFailedEvent) {
      this.options.onStep?.(toStep(event.resOpFailedEvent.metadata), "failed");
    }
    if (event.diagnosticEvent) this.report(event.diagnosticEvent);
    if (event.summaryEvent) this.changes = event.summaryEvent.resourceChanges;
  }

  private keepOutputs(outputs: Properties): void {
    this.previewOutputs = Object.fromEntries(
      Object.entries(outputs).map(([key, value]) => [key, { value, secret: value === "[secret]" }]),
    );
  }

  private report(event: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    // "info#err" is what a provider or program printed; debug messages are the SDK's own, and many.
    const severity = event.severity === "info#err" ? "info" : event.severity;
    const message = plainText(event.message);
    if (message === "" || (severity as string) === "debug") return;
    const diagnostic: Diagnostic = { severity, message, urn: event.urn };
    this.diagnostics.push(diagnostic);
    this.options.onDiagnostic?.(diagnostic);
  }
}

/** The CLI marks colours like `<{%reset%}>`. */
function plainText(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "").trimEnd();
}

function toStep({ op, urn, type, old, new: next }: StepEventMetadata): Step {
  const [before, after] = [old, next].map((state) =>
    state
      ? { inputs: state.inputs as Properties, outputs: state.outputs as Properties }
      : undefined,
  );
  return {
    operation: op as Operation,
    urn,
    type,
    name: nameOf(urn),
    id: (next ?? old)?.id,
    old: before,
    new: after,
    changedKeys: before && after ? changedKeys(before.inputs, after.inputs) : undefined,
  };
}
