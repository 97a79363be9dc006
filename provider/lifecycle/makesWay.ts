import type { Arguments, CheckContext } from "./kind";

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
