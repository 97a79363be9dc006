/** Runs of the engine, as the demo follows and sums them up. */
import type { RunOptions, RunResult, Step } from "../../sandbox/engine";
import type { Screen } from "./screen";

/** Runs something and shows how far it is. */
export function follow(
  screen: Screen,
  what: string,
  action: (options: RunOptions) => Promise<RunResult>,
): Promise<RunResult> {
  let done = 0;
  screen.progress(what);
  return action({
    onStep: (step, phase) => {
      if (phase === "done") done++;
      screen.progress(`${what}: ${done} done, ${displayName(step)}`);
    },
  });
}

/** Steps that make objects of a kind, by name. */
export function objectSteps(result: RunResult, kind: string): Step[] {
  return result.steps
    .filter(({ type, operation }) => type.endsWith(`:${kind}`) && operation === "create")
    .sort((a, b) => (displayName(a) < displayName(b) ? -1 : 1));
}

/** The object's name in NetBird, else the resource's. */
export function displayName(step: Step): string {
  const name = (step.new ?? step.old)?.inputs.name;
  return typeof name === "string" ? name : step.name;
}

/** What is counted: the name for one and for several, and which types it is. */
const kinds: [one: string, many: string, type: RegExp][] = [
  ["group", "groups", /netbird:Group$/],
  ["policy", "policies", /netbird:Policy$/],
  ["network", "networks", /netbird:Network$/],
  ["network resource", "network resources", /netbird:NetworkResource$/],
  ["router", "routers", /netbird:NetworkRouter$/],
  ["nameserver group", "nameserver groups", /netbird:NameserverGroup$/],
  ["setup key", "setup keys", /netbird:SetupKey$/],
  ["AWS resource", "AWS resources", /^aws:/],
];

const words: Partial<Record<Step["operation"], string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  same: "unchanged",
};

/** `created: 7 groups, 6 policies` */
export function summary({ steps }: RunResult, operations = Object.keys(words)): string {
  const parts = Object.entries(words).flatMap(([operation, word]) => {
    if (!operations.includes(operation)) return [];
    const types = steps.filter((step) => step.operation === operation).map(({ type }) => type);
    const counts = kinds.flatMap(([one, many, pattern]) => {
      const { length } = types.filter((type) => pattern.test(type));
      return length === 0 ? [] : [`${length} ${length === 1 ? one : many}`];
    });
    return counts.length === 0 ? [] : [`${word}: ${counts.join(", ")}`];
  });
  return parts.join("; ") || "nothing to do";
}
