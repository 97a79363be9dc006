import { Children } from "./children";
import { deleteAll } from "./deletion";
import { DeploymentError } from "./deployment";
import type {
  EngineInfo,
  Properties,
  ResourceState,
  RunOptions,
  RunResult,
  Stack,
  StackOptions,
  StackOutputs,
  StackState,
} from "./deployment";
import { addEngineService } from "./engineService";
import { Monitor } from "./monitor";
import { runProgram } from "./program";
import { readProject, readStackConfig } from "./project";
import type { Project } from "./project";
import { Providers } from "./providers";
import { declareProviders, refreshAll } from "./refresh";
import { defaultParallel, Run, stackType } from "./run";
import { serve } from "./services";
import { StateFile } from "./state";
import { Urns } from "./urns";
import { containsSecret, secret, unwrapSecrets } from "./wire";

/** What a kind of run does between start and end. */
type Action = (run: Run, services: { address: string; children: Children }) => Promise<void>;

/** A stack that the sandbox engine deploys. */
export class SandboxStack implements Stack {
  readonly name: string;
  private readonly project: Project;
  private readonly file: StateFile;
  private readonly config: Map<string, unknown>;
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    options: StackOptions,
    readonly engine: EngineInfo,
  ) {
    const { projectDir, stack, stateDir, passphrase = "sandbox", env } = options;
    this.name = stack;
    this.project = readProject(projectDir);
    this.file = new StateFile(stateDir, this.project.name, stack, passphrase);
    this.config = readStackConfig(projectDir, this.project.name, stack);
    this.env = { ...process.env, ...env };
  }

  setConfig(key: string, value: string, { secret: hidden = false } = {}): Promise<void> {
    const full = key.includes(":") ? key : `${this.project.name}:${key}`;
    this.config.set(full, hidden ? secret(value) : value);
    return Promise.resolve();
  }

  removeConfig(key: string): Promise<void> {
    this.config.delete(key.includes(":") ? key : `${this.project.name}:${key}`);
    return Promise.resolve();
  }

  preview(options?: RunOptions): Promise<RunResult> {
    return this.run("preview", true, options, this.deploy);
  }

  up(options?: RunOptions): Promise<RunResult> {
    return this.run("update", false, options, this.deploy);
  }

  refresh(options?: RunOptions): Promise<RunResult> {
    return this.run("refresh", false, options, (run) => refreshAll(run));
  }

  destroy(options?: RunOptions): Promise<RunResult> {
    return this.run("destroy", false, options, (run) => {
      declareProviders(run);
      const resources = [...run.old.values(), ...run.replaced];
      return deleteAll(run, resources, forget(run));
    });
  }

  outputs(): Promise<StackOutputs> {
    return Promise.resolve(stackOutputs(this.file.load()));
  }

  exportState(): Promise<StackState> {
    return Promise.resolve(this.file.export());
  }

  remove(): Promise<void> {
    this.file.remove();
    return Promise.resolve();
  }

  /** Runs the program, then deletes what it no longer wants. */
  private readonly deploy: Action = async (run, { address, children }) => {
    if (run.options.refresh === true) await refreshAll(run);
    await runProgram(run, {
      children,
      project: this.project,
      stack: this.name,
      address,
      config: this.properties(),
      env: this.env,
      parallel: run.options.parallel ?? defaultParallel,
    });
    run.acceptExports();
    if (!run.failed) await deleteAll(run, [...run.old.values(), ...run.replaced], forget(run));
  };

  private properties(): Properties {
    return Object.fromEntries(this.config);
  }

  private async run(
    operation: string,
    dryRun: boolean,
    options: RunOptions = {},
    action: Action,
  ): Promise<RunResult> {
    const children = new Children();
    // An interrupted run leaves what it did in the state.
    const flush = () => this.file.flush();
    process.once("exit", flush);
    let address = "";
    const run = this.createRun(dryRun, options, children, () => address);
    const urns = new Urns(this.name, this.project.name);
    const monitor = new Monitor(run, urns, this.project.name, this.file);
    const services = await serve((server) => {
      addEngineService(server, (diagnostic) => run.report(diagnostic));
      monitor.addTo(server);
    });
    address = services.address;
    try {
      await action(run, { address, children });
    } finally {
      await children.end();
      await run.providers.close();
      services.close();
      flush();
      process.off("exit", flush);
    }
    const { steps, changes, diagnostics } = run;
    if (run.failed) throw new DeploymentError(operation, diagnostics, steps);
    return { steps, changes, diagnostics, outputs: stackOutputs(run.snapshot()) };
  }

  private createRun(
    dryRun: boolean,
    options: RunOptions,
    children: Children,
    engineAddress: () => string,
  ): Run {
    const providers = new Providers({
      children,
      engineAddress,
      programDir: this.project.programDir,
      env: this.env,
      config: this.properties(),
      onOutput: (line) => run.report({ severity: "info", message: line }),
    });
    const run: Run = new Run(dryRun, providers, this.file, options, this.file.load());
    return run;
  }
}

function forget(run: Run): (resource: ResourceState) => void {
  return (resource) => {
    const index = run.replaced.indexOf(resource);
    if (index >= 0) run.replaced.splice(index, 1);
    else run.old.delete(resource.urn);
  };
}

function stackOutputs(resources: readonly ResourceState[]): StackOutputs {
  const outputs = resources.find(({ type }) => type === stackType)?.outputs ?? {};
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      { value: unwrapSecrets(value), secret: containsSecret(value) },
    ]),
  );
}
