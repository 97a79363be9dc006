import * as pulumi from "@pulumi/pulumi";
import { programError } from "../provider/lifecycle/programError";
import { compile } from "../segmentation/compile";
import { SegmentationError } from "../segmentation/errors";
import type { Matrix } from "../segmentation/matrix/model";
import { parseMatrix } from "../segmentation/matrix/file";
import type { Environment } from "../segmentation/names";
import { emptySegmentation } from "../segmentation/segmentation";
import type { Segmentation } from "../segmentation/segmentation";
import { verify } from "../segmentation/verify";
import type { Finding, Severity } from "../segmentation/verify";
import { environmentProblems } from "./argumentProblems";

/** What a matrix means for a component, one sentence each. */
export interface Judgement {
  /** What must stop the program. */
  problems: string[];
  /** What somebody should see: alarms and warnings. */
  notices: string[];
}

/**
 * Everything that is wrong with a matrix in an environment.
 * @param now when flows that end are judged; default: now
 * @param severities what breaches of some rules are for this component; default: what the rules say
 */
export function judge(
  matrix: Matrix,
  environment: Environment,
  now = new Date(),
  severities: Readonly<Record<string, Severity | "nothing">> = {},
): Judgement {
  const unknown = environmentProblems(environment);
  if (unknown.length > 0) return { problems: unknown, notices: [] };
  try {
    return judgementOf(verify(compile(parseMatrix(matrix), environment), { now }), severities);
  } catch (error) {
    if (error instanceof SegmentationError) {
      return { problems: withoutEchoes(error.problems), notices: [] };
    }
    throw error;
  }
}

/** Everything that is wrong with parts of a segmentation of which matrices do not speak. */
export function judgeParts(
  parts: Pick<Segmentation, "setupKeys" | "routes">,
  now = new Date(),
): Judgement {
  return judgementOf(verify({ ...emptySegmentation(), ...parts }, { now }));
}

/**
 * What findings mean for a component.
 * @param severities what breaches of some rules are for this component; default: what the rules say
 */
export function judgementOf(
  findings: readonly Finding[],
  severities: Readonly<Record<string, Severity | "nothing">> = {},
): Judgement {
  const told = (...wanted: Severity[]) =>
    findings
      .filter(({ rule, severity }) => wanted.some((one) => one === (severities[rule] ?? severity)))
      .map(({ message, remedy }) => `${message} ${remedy}`);
  return { problems: told("error"), notices: told("alarm", "warning") };
}

/** Components derive rules from flows: what is wrong with an argument is told once, for the flow. */
function withoutEchoes(problems: readonly string[]): string[] {
  const message = (problem: string) => problem.replace(/^\S+: /, "");
  return problems.filter(
    (problem, index) =>
      !/^(must|never)\[/.test(problem) ||
      problems.findIndex((other) => message(other) === message(problem)) === index,
  );
}

/**
 * Shows alarms and warnings of a component's arguments, at preview, so that they are told once.
 * @param resource none for a component whose registration may fail: the SDK would wait for it, and
 *   lose every later message, the reason of the failure too
 */
export function mention(resource: pulumi.Resource | undefined, notices: readonly string[]): void {
  if (!pulumi.runtime.isDryRun()) return;
  for (const notice of notices) void pulumi.log.warn(notice, resource);
}

/**
 * Stops the program when a component's arguments have problems, before anything is registered.
 * @throws pulumi.RunError whose message lists them all; the engine prints nothing else of it
 */
export function refuse(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw refusal(what, problems);
}

/**
 * The error for problems. For those that only the account can tell, and that are known when the constructor
 * has long returned, it is thrown in an output that what is registered depends on.
 *
 * It is no ResourceError: the SDK would first wait for the resource's registration, which may never come.
 */
export function refusal(what: string, problems: readonly string[]): pulumi.RunError {
  return programError(listOf(what, problems));
}

function listOf(what: string, problems: readonly string[]): string {
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  return `${what} has ${count}:\n${list}`;
}

/** Registers a component, and thereby everything in it, after a check has passed. */
export function afterwards(
  passed: pulumi.Output<pulumi.Resource[]>,
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
  const given = opts.dependsOn ?? [];
  return {
    ...opts,
    dependsOn: pulumi.all([passed, given]).apply(([none, wanted]) => {
      return [...none, ...(Array.isArray(wanted) ? wanted : [wanted])] as pulumi.Resource[];
    }),
  };
}
