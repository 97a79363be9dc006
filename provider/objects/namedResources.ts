/** Peers and network resources that are named by id and type: the server stores both unseen. */
import { networkResources, peers } from "../api/collections";
import { whereReadable } from "../lifecycle/readable";
import type { CheckContext, Problem } from "../lifecycle/kind";
import { unknownValue } from "../lifecycle/unknown";

/** A peer or network resource as policies and groups name it. */
interface Named {
  id?: unknown;
  type?: unknown;
}

/**
 * What is wrong with the id and the type of a peer or network resource.
 * @param before what the object named before: its types are the server's, and stay when an address
 *   becomes another kind of address
 */
export function namedResourceProblems(
  property: string,
  named: Named | null,
  before: readonly (Named | null)[],
  context: CheckContext,
): Promise<Problem[]> {
  const { id, type } = named ?? {};
  if (typeof id !== "string" || id === "" || id === unknownValue) return Promise.resolve([]);
  return whereReadable(async () => {
    const resource = await context.find(networkResources, id);
    const isPeer = resource === undefined && (await context.find(peers, id)) !== undefined;
    const actual = isPeer ? "peer" : (resource as { type?: string } | undefined)?.type;
    if (actual === undefined) return [unknownProblem(property, id, type)];
    const isSettled = before.some((one) => one?.id === id && one.type === type);
    if (actual === type || type === unknownValue || isSettled) return [];
    if (resource !== undefined && isReaddressed(context, resource.name)) return [];
    const reason = `"${id}" is a ${actual}: write type: "${actual}".`;
    return [{ property: `${property}.type`, reason }];
  });
}

function unknownProblem(property: string, id: string, type: unknown): Problem {
  const what = type === "peer" ? "peer" : "network resource";
  return {
    property: `${property}.id`,
    reason: `There is no ${what} with the id "${id}", and the server would not say so. If it was deleted outside this program, run \`pulumi refresh\` first.`,
  };
}

/** Whether this run gives a network resource another address, and so perhaps another type. */
function isReaddressed({ wishes }: CheckContext, name: string | undefined): boolean {
  return wishes("NetworkResource").some(
    ({ olds, args }) => olds.name === name && olds.address !== args.address,
  );
}
