/** What network routers and routes have in common: who routes. */
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";

/** Exactly one of `peer` and `peerGroups` says who routes. */
export function routerProblems(args: Arguments, { unknown }: CheckContext): Problem[] {
  const { peer, peerGroups } = args;
  if (peer !== undefined && Array.isArray(peerGroups) && peerGroups.length > 0) {
    const reason = "give either peer or peerGroups: the server takes only one of them.";
    return [{ property: "peerGroups", reason }];
  }
  const given = ["peer", "peerGroups"].some(
    (name) => args[name] !== undefined || unknown.has(name),
  );
  if (!given) return [{ property: "", reason: "say who routes: give peer or peerGroups." }];
  // Arguments that are unknown as a whole are absent here, so only an empty list is judged.
  if (Array.isArray(peerGroups) && peerGroups.length === 0 && peer === undefined) {
    return [{ property: "peerGroups", reason: "name at least one group whose members route." }];
  }
  return [];
}
