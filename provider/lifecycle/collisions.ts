/**
 * What checks of rules between objects share: what another object of the same program is about to
 * become, and lists that not every token may read.
 */
import { ApiError } from "../api/errors";
import type { Arguments, CheckContext, Problem } from "./kind";

/**
 * Whether an object on the server is the program's and about to become another, so that it is in
 * nobody's way. Checks come in the order in which resources are registered, hence after those that
 * they depend on; without a dependency the server may get the writes in any order, and refuse one.
 * @param isIt whether arguments mean the object
 */
export function makesWay(
  { wishes }: CheckContext,
  kind: string,
  isIt: (args: Arguments) => boolean,
): boolean {
  return wishes(kind).some(({ olds, args }) => isIt(olds) && !isIt(args));
}

/** Judges by lists that this token may not read, or that an older server has not: then the server judges. */
export async function whereReadable(judge: () => Promise<Problem[]>): Promise<Problem[]> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}
