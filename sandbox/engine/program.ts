import { exitCode } from "./children";
import type { Children } from "./children";
import type { Properties } from "./deployment";
import type { Project } from "./project";
import type { Run } from "./run";
import { containsSecret, unwrapSecrets } from "./wire";

/** Exit code of the SDK's runner when it has reported the error itself. */
const reportedAlready = 32;

/** What the program's process needs. */
interface ProgramContext {
  children: Children;
  project: Project;
  stack: string;
  /** Address of monitor and engine. */
  address: string;
  config: Properties;
  env: NodeJS.ProcessEnv;
  parallel: number;
}

/** Runs the user's program in the SDK's own runner, until it ends. */
export async function runProgram(run: Run, context: ProgramContext): Promise<void> {
  const { children, project, stack, address, config, env, parallel } = context;
  const args = [
    ...["--monitor", address, "--engine", address],
    ...["--organization", "organization", "--project", project.name, "--stack", stack],
    ...["--pwd", project.programDir, `--dry-run=${run.dryRun}`, "--parallel", String(parallel)],
    project.program,
  ];
  const child = children.start(
    // The program's own SDK, as under the real engine.
    require.resolve("@pulumi/pulumi/cmd/run", { paths: [project.programDir] }),
    args,
    { cwd: project.programDir, env: { ...env, ...configEnvironment(config) } },
    (line) => run.report({ severity: "info", message: line }),
  );
  const code = await exitCode(child);
  if (code !== 0 && code !== reportedAlready && !run.failed) {
    run.report({ severity: "error", message: `the program ended with exit code ${code}` });
  }
  if (code === reportedAlready && !run.failed) {
    run.report({ severity: "error", message: "the program failed; see the messages above" });
  }
}

function configEnvironment(config: Properties): NodeJS.ProcessEnv {
  const secretKeys = Object.keys(config).filter((key) => containsSecret(config[key]));
  return {
    PULUMI_CONFIG: JSON.stringify(unwrapSecrets(config)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: "true",
  };
}
