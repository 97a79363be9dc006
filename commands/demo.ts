/** `npm run demo`: the guide's three-tier application and a routed network, from matrix to destroy. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { DeploymentError, openStack, temporaryProject } from "../sandbox/engine";
import type { Stack } from "../sandbox/engine";
import { LiveAccount } from "./demo/account";
import { Screen } from "./demo/screen";
import { NetworkStory } from "./demo/networkStory";
import { DemoFailure, Story } from "./demo/story";
import { findServer, simulateAws } from "./demo/surroundings";
import type { Server } from "./demo/surroundings";

const packageRoot = join(__dirname, "..", "..");

const leftOut =
  "Left out: the routed network on AWS. Its simulated machines can join the sandbox's server only.";

const usage = `Usage: npm run demo -- [--keep]
  --keep   leave the sandbox server running afterwards, and print its address and token`;

async function main(): Promise<void> {
  const started = Date.now();
  const { values } = parseArgs({ options: { keep: { type: "boolean", default: false } } });
  const screen = new Screen();
  const server = await findServer(values.keep);
  // Simulated machines cannot join a real server.
  const cloud = server.real ? undefined : await simulateAws();
  const project = temporaryProject(packageRoot, packageRoot, ["stacks"]);
  let stack: Stack | undefined;
  // Ctrl-C must not leave files behind; child processes end with this one.
  process.once("SIGINT", () => {
    project.remove();
    process.exit(130);
  });
  try {
    stack = await openStack({
      projectDir: project.dir,
      stack: "prod",
      stateDir: project.stateDir,
      env: { ...environmentFor(server), ...cloud?.env },
    });
    screen.line(pc.bold("pulumi-netbird: zero trust for the orders application, environment prod"));
    screen.line(`Engine: ${describeEngine(stack)}`);
    screen.line(`Server: ${server.description}`);
    if (cloud) screen.line("AWS:    simulated; the failover is the Lambda's own code");
    // A fresh account has no shared groups yet, so this stack is the one that creates them.
    await stack.setConfig("sharedGroups", "create");
    const account = new LiveAccount(server.configuration);
    const story = new Story(stack, account, screen);
    const network = cloud && new NetworkStory(stack, account, screen, cloud);
    await story.tell();
    await network?.tell();
    await story.destroy();
    await network?.removePeers();
    await story.expectAsBefore();
    const passed = pc.green(pc.bold(`All ${screen.steps} steps passed`));
    screen.line(`\n${passed} in ${seconds(started)} s.`);
    if (network === undefined) screen.line(pc.dim(leftOut));
  } catch (error) {
    if (server.real) await leaveNothing(stack, screen);
    throw error;
  } finally {
    project.remove();
    cloud?.close();
    await server.close();
  }
  if (server.farewell !== undefined) screen.line(server.farewell);
}

function environmentFor({ configuration }: Server): Record<string, string> {
  return { NB_MANAGEMENT_URL: configuration.managementUrl, NB_PAT: configuration.token };
}

function describeEngine({ engine }: Stack): string {
  return engine.kind === "pulumi"
    ? `Pulumi CLI ${engine.version}`
    : "sandbox (there is no pulumi command on the path)";
}

/** Takes the demo's objects off somebody's own server after a failure. */
async function leaveNothing(stack: Stack | undefined, screen: Screen): Promise<void> {
  try {
    await stack?.destroy();
  } catch (error) {
    screen.bad(`could not clean up: ${(error as Error).message}`);
  }
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(0);
}

main().catch((error: unknown) => {
  const known = error instanceof DemoFailure || error instanceof DeploymentError;
  const { message, stack } = error as Error;
  const isUsage = (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS") === true;
  console.error(`\n${pc.red(known || isUsage ? message : (stack ?? message))}`);
  if (isUsage) console.error(usage);
  process.exitCode = isUsage ? 2 : 1;
});
