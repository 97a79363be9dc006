/** `npm run demo`: the guide's three-tier application and a routed network, from matrix to destroy. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { DeploymentError, openStack, temporaryProject } from "../sandbox/engine";
import type { Stack } from "../sandbox/engine";
import { LiveAccount } from "./demo/account";
import { Screen } from "./demo/screen";
import { follow, summary } from "./demo/runs";
import { NetworkStory } from "./demo/networkStory";
import type { SimulatedAws } from "./demo/networkStory";
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
  const env = { ...environmentFor(server), ...cloud?.env };
  const open = (stack: string) =>
    openStack({ projectDir: project.dir, stack, stateDir: project.stateDir, env });
  const opened: Stack[] = [];
  // Ctrl-C must not leave files behind; child processes end with this one.
  process.once("SIGINT", () => {
    project.remove();
    process.exit(130);
  });
  try {
    const [shared, stack] = [await open("account"), await open("prod")];
    opened.push(shared, stack);
    await tellAll(screen, server, { shared, stack }, cloud);
    const passed = pc.green(pc.bold(`All ${screen.steps} steps passed`));
    screen.line(`\n${passed} in ${seconds(started)} s.`);
    if (cloud === undefined) screen.line(pc.dim(leftOut));
  } catch (error) {
    if (server.real) await leaveNothing(opened, screen);
    throw error;
  } finally {
    project.remove();
    cloud?.close();
    await server.close();
  }
  if (server.farewell !== undefined) screen.line(server.farewell);
}

/** From an account as it was found to the same account again. */
async function tellAll(
  screen: Screen,
  server: Server,
  { shared, stack }: { shared: Stack; stack: Stack },
  cloud: SimulatedAws | undefined,
): Promise<void> {
  screen.line(pc.bold("pulumi-netbird: zero trust for the orders application, environment prod"));
  screen.line(`Engine: ${describeEngine(stack)}`);
  screen.line(`Server: ${server.description}`);
  if (cloud) screen.line("AWS:    simulated; the failover is the Lambda's own code");
  const account = new LiveAccount(server.configuration);
  const untouched = await account.snapshot();
  await bringUpAccount(shared, screen);
  await stack.setConfig("noEarlierBecause", "The demo shows one environment");
  const story = new Story(stack, account, screen);
  const network = cloud && new NetworkStory(stack, account, screen, cloud);
  await story.tell();
  await network?.tell();
  await story.destroy();
  await network?.removePeers();
  await shared.destroy();
  await story.expectAsBefore(untouched);
}

function environmentFor({ configuration }: Server): Record<string, string> {
  return { NB_MANAGEMENT_URL: configuration.managementUrl, NB_PAT: configuration.token };
}

function describeEngine({ engine }: Stack): string {
  return engine.kind === "pulumi"
    ? `Pulumi CLI ${engine.version}`
    : "sandbox (there is no pulumi command on the path)";
}

/**
 * What the environments share. A real account's settings and its Default policy are not the demo's to
 * touch, so that their parts of the account stack are left out.
 */
async function bringUpAccount(shared: Stack, screen: Screen): Promise<void> {
  const parts = ["baseline", "settings", "defaultPolicyReplacement"];
  for (const part of parts) await shared.removeConfig(part);
  const result = await follow(screen, "Bringing up what all environments share", (options) =>
    shared.up(options),
  );
  screen.good(`stack account, which all environments read: ${summary(result)}`);
}

/** Takes the demo's objects off somebody's own server after a failure, the last stack's first. */
async function leaveNothing(stacks: readonly Stack[], screen: Screen): Promise<void> {
  for (const stack of [...stacks].reverse()) {
    try {
      await stack.destroy();
    } catch (error) {
      screen.bad(`could not clean up ${stack.name}: ${(error as Error).message}`);
    }
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
