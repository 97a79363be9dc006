/** Everything that is wrong with an exit node's arguments, all at once. */
import { environmentOf, environments } from "../../segmentation/names";
import { parseServices } from "../../segmentation/ports";
import { SegmentationError } from "../../segmentation/errors";
import { groupProblems } from "../groupArguments";
import { failureDomainProblems } from "../routedNetwork/failureDomains";
import type { Naming } from "../routedNetwork/naming";
import { judge } from "../validation";
import type { Judgement } from "../validation";
import type { ExitNodeArgs } from "./arguments";
import { exitMatrix } from "./matrix";

/** What the API takes as a route's identifier. */
const longestIdentifier = 40;

export function judgeExitNode(naming: Naming, args: ExitNodeArgs): Judgement {
  const own = [
    ...nameProblems(naming.network, args),
    ...(args.for.length === 0 ? ["for is empty: nobody gets the routes. Name who does."] : []),
    ...groupProblems(args.for).map((problem) => `for: ${problem}`),
    ...(args.because.trim() === "" ? ["because is empty. Say why the way out exists."] : []),
    ...(args.owner.trim() === "" ? ["owner is empty. Say who can confirm a breakage."] : []),
    ...serviceProblems(args.allow),
    ...failureDomainProblems(naming, args),
  ];
  // What looks at the whole would stumble over what is wrong by itself.
  if (own.length > 0) return { problems: own, notices: [] };
  return judge(exitMatrix(naming, args), naming.environment);
}

function nameProblems(name: string, { environment }: ExitNodeArgs): string[] {
  const problems: string[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > longestIdentifier) {
    problems.push(
      `The name "${name}" cannot identify routes. Use at most ${longestIdentifier} lower-case letters, digits and hyphens, such as exit-euc1-prod.`,
    );
  }
  const given = environment ?? environmentOf(name);
  if (given === undefined) {
    problems.push(
      `The name "${name}" does not end with an environment. Give environment: ${environments.join(", ")}.`,
    );
  } else if (!environments.includes(given)) {
    problems.push(`environment must be ${environments.join(", ")}, got ${JSON.stringify(given)}.`);
  }
  return problems;
}

function serviceProblems(allow: string): string[] {
  try {
    parseServices(allow);
    return [];
  } catch (error) {
    if (!(error instanceof SegmentationError)) throw error;
    return error.problems.map((problem) => `allow: ${problem}.`);
  }
}
