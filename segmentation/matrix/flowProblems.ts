/** What is wrong with a flow, wherever it stands: among the matrix's flows or in one environment. */
import { SegmentationError } from "../errors";
import type { Flow, MatrixPath } from "./model";
import { plainNameProblem } from "../names";
import { parseServices } from "../ports";
import type { Problem, Reference } from "./problem";

/** What the parts of a matrix may refer to. */
export interface References {
  group: Reference;
  scope: Reference;
  check: Reference;
}

/** What is wrong with a flow, wherever it stands. */
export function flowProblems(
  flow: Flow,
  path: MatrixPath,
  { group, scope, check }: References,
): Problem[] {
  const { name, from, to, postureChecks = [], need, until, rehearsed } = flow;
  return [
    ...(name === undefined ? [] : nameProblem("flow", name, [...path, "name"])),
    ...from.flatMap((each, index) => group(each, [...path, "from", index])),
    ...to.flatMap((each, index) => group(each, [...path, "to", index])),
    ...serviceProblems(flow.allow, [...path, "allow"]),
    ...(flow.scope === undefined ? [] : scope(flow.scope, [...path, "scope"])),
    ...postureChecks.flatMap((each, index) => check(each, [...path, "postureChecks", index])),
    ...untilProblems(need, until, path),
    ...sinceProblems(flow, path),
    ...rehearsedProblems(need, rehearsed, path),
  ];
}

function untilProblems(need: Flow["need"], until: string | undefined, path: MatrixPath): Problem[] {
  if (need === "temporary" && until === undefined) {
    const message = "a temporary flow needs its end: add until: 2026-12-01T18:00:00Z.";
    return [{ path: [...path, "need"], message }];
  }
  if (until === undefined || need === "temporary" || need === "emergency") return [];
  const message = `only temporary and emergency flows end, this one is ${need ?? "required"}: add need: temporary, or remove until.`;
  return [{ path: [...path, "until"], message }];
}

function sinceProblems({ need, since, until }: Flow, path: MatrixPath): Problem[] {
  if (since === undefined) return [];
  if (need !== "temporary") {
    const message = `only temporary flows have a start, this one is ${need ?? "required"}: add need: temporary, or remove since.`;
    return [{ path: [...path, "since"], message }];
  }
  if (until === undefined || Date.parse(since) < Date.parse(until)) return [];
  const message = `the flow ends at ${until}, before it starts: give an end after ${since}.`;
  return [{ path: [...path, "since"], message }];
}

function rehearsedProblems(
  need: Flow["need"],
  rehearsed: string | undefined,
  path: MatrixPath,
): Problem[] {
  if (rehearsed === undefined || need === "emergency") return [];
  const message = `only emergency flows are rehearsed, this one is ${need ?? "required"}: add need: emergency, or remove rehearsed.`;
  return [{ path: [...path, "rehearsed"], message }];
}

/** What is wrong with a text of protocols and ports. */
export function serviceProblems(services: string, path: MatrixPath): Problem[] {
  try {
    parseServices(services);
    return [];
  } catch (error) {
    if (!(error instanceof SegmentationError)) throw error;
    return error.problems.map((message) => ({ path, message: `${message}.` }));
  }
}

/** What is wrong with the name of anything but a group. */
export function nameProblem(what: string, name: string, path: MatrixPath): Problem[] {
  const message = plainNameProblem(what, name);
  return message === undefined ? [] : [{ path, message }];
}
