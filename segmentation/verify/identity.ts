/** People come from the identity provider, and before production does (the guide's section 3.1). */
import { findingsOf, listed } from "./finding";
import type { Fault, Finding, RuleAbout } from "./finding";

/** A group of the identity provider that a program uses. */
export interface MappedGroup {
  /** Name of the group at the identity provider, which NetBird keeps: `DevOps`. */
  identityGroup: string;
  /** What the account has under that name: where each group comes from. Empty: there is none. */
  issued: readonly ("api" | "jwt" | "integration")[];
}

/** What an account has of an identity provider, and what depends on it. */
export interface JudgedIdentity {
  /** What is judged: a component's name, or the account's. */
  place: string;
  /** Whether users log in through an identity provider that is not the server's own. */
  connected: boolean;
  /** Names of the routed networks, planned or live, of every environment. */
  networks: readonly string[];
  /** Groups of the identity provider that the program uses. */
  groups: readonly MappedGroup[];
}

const source = "the guide's section 3.1: integrate your identity provider";

/** The rules that {@link verifyIdentity} judges by. */
export const identityRules: readonly RuleAbout<JudgedIdentity>[] = [
  {
    id: "identity-group-made-by-api",
    severity: "error",
    title: "Groups that the identity provider shall fill were not made by the API",
    source: "API: Group.issued; the server fills no group whose name the API has taken",
    why: "The provider's group is never synced while another one has its name: its members would be in a group that looks right and stays empty.",
    remedy:
      "Rename or delete the group that was made by hand; the provider's comes with the next login or sync.",
    judge: ({ place, groups }) =>
      groups
        .filter(({ issued }) => issued.length > 0 && issued.every((each) => each === "api"))
        .map(({ identityGroup }) => ({
          place,
          message: `The group "${identityGroup}" was made through the API, so that the identity provider's group of that name is never synced.`,
          owner: "",
        })),
  },
  {
    id: "identity-group-not-synced",
    severity: "warning",
    title: "Groups of the identity provider have been synced",
    source: `${source}; section 9.1: group mismatch`,
    why: "Nobody is in a group that NetBird has never seen, and no policy can name it.",
    remedy:
      "With groups in tokens, let a member log in, and check the claim's name; with a sync, check its prefixes and when it ran last; check the spelling, which is exact.",
    judge: ({ place, groups }) =>
      groups
        .filter(({ issued }) => issued.length === 0)
        .map(({ identityGroup }) => ({
          place,
          message: `The identity provider's group "${identityGroup}" has never been synced.`,
          owner: "",
        })),
  },
  {
    id: "production-before-identity",
    severity: "warning",
    title: "Production networks are routed only once an identity provider is connected",
    source: `${source}: do not expose production networks yet`,
    why: "Until then nobody knows who is behind a peer. Networks whose names end with -prod count.",
    remedy: "Connect the identity provider first: IdentityProvider, IdentitySync, or the server's.",
    judge: productionFaults,
  },
];

/** Judges what an account has of an identity provider, and what depends on it. */
export function verifyIdentity(identity: JudgedIdentity): Finding[] {
  return findingsOf(identityRules, identity);
}

function productionFaults({ place, connected, networks }: JudgedIdentity): Fault[] {
  const production = networks.filter((name) => name.endsWith("-prod"));
  if (connected || production.length === 0) return [];
  const what = production.length === 1 ? "The network" : "The networks";
  const verb = production.length === 1 ? "is" : "are";
  const message = `${what} ${listed(production)} ${verb} routed, and no identity provider is connected.`;
  return [{ place, message, owner: "" }];
}
