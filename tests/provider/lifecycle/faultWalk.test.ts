/**
 * Every kind, every fault, at every request of a creation, a change, a refresh and a removal, once
 * or from there on: whatever went wrong in one run, the next one ends with exactly what was wanted.
 */
import { setMaxListeners } from "node:events";
import * as objects from "../../../provider";
import { kindsIn } from "../../../provider/lifecycle/kind";
import { faultKinds } from "../../../sandbox/netbird";
import type { FaultKind } from "../../../sandbox/netbird";
import { TestAccount } from "../account";
import { TestCloud } from "../cloud";
import { startIssuer } from "../objects/issuer";
import { cloudWalkCases, personWalkCase } from "./moreWalkCases";
import { walkCases } from "./walkCases";
import type { WalkCase } from "./walkCases";
import { countRequests, phases, takeStep } from "./walking";
import type { Step, WalkServer } from "./walking";

jest.setTimeout(600_000);
setMaxListeners(0);

/** Servers that are walked at the same time: most of the walk is waiting. */
const sandboxes = 24;
const clouds = 6;

const faults = faultKinds.filter((kind) => kind !== "latency" && kind !== "html");

/** Faults that are also tried as lasting ones; the others would fail the run in the same way. */
const outages: readonly FaultKind[] = [
  "429",
  "502-html",
  "reset-after",
  "timeout-after",
  "invalid-json",
];

async function startSandbox() {
  const account = await new TestAccount().start();
  return Object.assign(account, {
    handlers: (pace: Parameters<TestAccount["provider"]>[1]) => account.provider({}, pace),
  });
}

async function startCloud() {
  const cloud = await new TestCloud().start();
  return Object.assign(cloud, {
    handlers: (pace: Parameters<TestCloud["provider"]>[0]) => cloud.provider(pace),
  });
}

const troubles = [
  ...faults.map((fault) => ({ fault, lasts: "once" as const })),
  ...outages.map((fault) => ({ fault, lasts: "lasting" as const })),
];

/** Takes all steps through some cases; what each one ended with. */
async function walk<Server extends WalkServer>(
  start: () => Promise<Server>,
  count: number,
  cases: readonly WalkCase<Server>[],
): Promise<Step[]> {
  const servers = await Promise.all(Array.from({ length: count }, start));
  const ways = cases.flatMap((each) => phases.map((phase) => ({ each, phase })));
  const counted = await shared(servers, ways, async (server, way) => {
    const requests = await countRequests(server, way);
    return Array.from({ length: requests }, (_, request) => ({ way, request }));
  });
  const places = counted
    .flat()
    .flatMap(({ way, request }) => troubles.map((trouble) => ({ way, ...trouble, request })));
  const steps = await shared(servers, places, (server, { way, ...trouble }) =>
    takeStep(server, way, trouble),
  );
  await Promise.all(servers.map((server) => server.close()));
  return steps;
}

/** Does tasks on whichever server is free. */
async function shared<Server, Task, Result>(
  servers: readonly Server[],
  tasks: readonly Task[],
  work: (server: Server, task: Task) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = tasks.values();
  const worker = async (server: Server) => {
    for (const task of queue) results.push(await work(server, task));
  };
  await Promise.all(servers.map(worker));
  return results;
}

// Each second run says that what the first has made is there.
beforeEach(() => void jest.spyOn(console, "error").mockReturnValue());

test("whatever fails in one run, the next ends with exactly what is wanted", async () => {
  const { issuer, stop } = await startIssuer();
  const cases = [...walkCases(issuer), personWalkCase];
  try {
    const steps = (
      await Promise.all([
        walk(startSandbox, sandboxes, cases),
        walk(startCloud, clouds, cloudWalkCases),
      ])
    ).flat();
    const failed = steps.filter((step) => step.failed).length;
    const adopted = steps.filter((step) => step.adopted).length;
    process.stderr.write(
      `Fault walk: ${steps.length} combinations of kind, run, fault and request; ${failed} first runs failed, ` +
        `the next ended with exactly what was wanted, ${adopted} of them by adoption.\n`,
    );
    expect(steps.flatMap(({ findings }) => findings)).toEqual([]);
    // Each case's runs make at least one request, of which each must have failed in each way.
    expect(steps.length).toBeGreaterThan(
      (cases.length + cloudWalkCases.length) * phases.length * (faults.length + outages.length),
    );
    expect(failed).toBeGreaterThan(0);
  } finally {
    stop();
  }
});

test("every kind is walked", () => {
  const walked = [...walkCases(""), ...cloudWalkCases].map(({ kind }): string => kind);
  expect(
    kindsIn(objects)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...new Set(walked)].sort());
});
