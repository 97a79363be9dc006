/** Everything that is wrong with an exit node's arguments, all at once. */
import { isPlainName } from "../../segmentation/names";
import { parseServices } from "../../segmentation/ports";
import { SegmentationError } from "../../segmentation/errors";
import { namedEnvironmentProblems, wordProblems } from "../argumentProblems";
import { groupProblems } from "../groupArg";
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
    ...identifierProblems(naming.network),
    ...namedEnvironmentProblems(naming.network, args.environment),
    ...(args.for.length === 0 ? ["for is empty: nobody gets the routes. Name who does."] : []),
    ...groupProblems(args.for).map((problem) => `for: ${problem}`),
    ...wordProblems("because", args.because, "Say why the way out exists."),
    ...wordProblems("owner", args.owner, "Say who can confirm a breakage."),
    ...serviceProblems(args.allow),
    ...failureDomainProblems(naming, args),
  ];
  // What looks at the whole would stumble over what is wrong by itself.
  if (own.length > 0) return { problems: own, notices: [] };
  return judge(exitMatrix(naming, args), naming.environment);
}

function identifierProblems(name: string): string[] {
  if (isPlainName(name) && name.length <= longestIdentifier) return [];
  return [
    `The name "${name}" cannot identify routes. Use at most ${longestIdentifier} lower-case letters, digits and hyphens, such as exit-euc1-prod.`,
  ];
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
