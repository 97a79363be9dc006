import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { groupNameProblem } from "../../segmentation/names";
import type { ApiObject, Collection } from "../api/account";
import { groups, networkResources, networks, peers, policies, users } from "../api/collections";
import type { NamingConvention } from "../api/configuration";
import { whereReadable } from "../lifecycle/readable";
import { groupLosses } from "./ipv6Losses";
import { find, findAll, refuseUnknownFilters } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { idsOf } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { namedResourceProblems } from "./namedResources";
import { referenceSchema } from "../lifecycle/reference";
import type { Reference, ReferenceArg } from "../lifecycle/reference";
import { NetBirdResource, plainTextOf } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema, nameSchema } from "./schemas";

/** Arguments of a {@link Group}. Source: the API's object `GroupRequest`; the guide's section 3.2. */
export interface GroupArgs extends CommonArgs {
  /**
   * Name of the group, unique in the account. Changed in place. Must follow the guide's section 3.2
   * and Appendix A (`peer-<team>-<env>`, `svc-<app>-<tier>-<env>`, `net-<location>-<purpose>`), unless
   * `namingConvention` is `off`.
   */
  name: pulumi.Input<string>;
  /**
   * The peers in the group, all of them: peers that are not listed are removed. Leave it out when
   * setup keys, users or the identity provider put peers into the group; then membership is never
   * touched. Changed in place. Default: the server's.
   */
  peers?: pulumi.Input<pulumi.Input<PeerReference>[]>;
  /**
   * The network resources in the group, all of them. Leave it out when network resources name
   * their groups themselves, as this library's do. Changed in place. Default: the server's.
   */
  resources?: pulumi.Input<pulumi.Input<GroupResource>[]>;
  /**
   * Whether the name must follow the guide's Appendix A: `guide` or `off`. Default: the stack's
   * `netbird:namingConvention`, else `guide`.
   */
  namingConvention?: pulumi.Input<NamingConvention>;
}

/** A peer: the resource, its name, or `{ id }`. */
export type PeerReference = ReferenceArg;

/** A network resource as a member of a group. */
export interface GroupResource {
  /** Id of the network resource. */
  id: pulumi.Input<string>;
  /** What the resource's address is: `host`, `subnet` or `domain`. */
  type: pulumi.Input<"host" | "subnet" | "domain">;
}

/** A group: the {@link Group} itself, the name of one that is made elsewhere, or `{ id, name }`. */
export type GroupReference = ReferenceArg;

/**
 * A NetBird group: sources (who initiates) and destinations (what is reached) of policies.
 *
 * Errors: the name is taken (says how to adopt), the name breaks the convention, a listed peer or
 * resource is unknown; deletion while something still uses the group (says what).
 *
 * @example
 * ```ts
 * const devops = new netbird.Group("devops", { name: "peer-devops-prod" });
 * ```
 */
export class Group extends NetBirdResource {
  /** Name of the group. */
  declare readonly name: pulumi.Output<string>;
  /** Where the group comes from: `api`, `jwt` (identity provider's token) or `integration` (sync). */
  declare readonly issued: pulumi.Output<"api" | "jwt" | "integration">;

  constructor(name: string, args: GroupArgs, opts?: pulumi.CustomResourceOptions) {
    super(groupKind, name, args, opts);
  }
}

/** A group's name, when the program wrote it as plain text. Components need it to name policies. @internal */
export function plainNameOf(group: Group): string | undefined {
  return plainTextOf(group, "name");
}

/**
 * Looks up a group without making it a resource, wherever it comes from.
 * @param selector `{ name }` or `{ id }`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getGroup(
  selector: SelectorOf<GroupArgs>,
  options?: LookupOptions,
): pulumi.Output<FoundGroup> {
  return find(groupKind, selector, options);
}

/** What {@link getGroups} lets through; all that is given must hold. */
export interface GroupFilter {
  /** Beginning of the name: `peer-`. */
  namePrefix?: pulumi.Input<string>;
  /** Where the group comes from: `api`, `jwt` (identity provider's token) or `integration` (sync). */
  issued?: pulumi.Input<"api" | "jwt" | "integration">;
}

const filters = ["namePrefix", "issued"] satisfies (keyof GroupFilter)[];

/** The groups that a filter lets through, none when nothing fits. Default: all. */
export function getGroups(
  filter: GroupFilter = {},
  options?: LookupOptions,
): pulumi.Output<FoundGroup[]> {
  const passes = (group: FoundGroup, { namePrefix = "", issued }: pulumi.Unwrap<GroupFilter>) =>
    group.name.startsWith(namePrefix) && (issued === undefined || group.issued === issued);
  refuseUnknownFilters(groupKind, filter, filters);
  return findAll(groupKind, { ...filter }, passes, options);
}

/** A group as look-ups find it. */
export type FoundGroup = Found<GroupArgs, GroupFacts>;

/** What a look-up tells of a group beside the arguments. */
export interface GroupFacts {
  /** Where the group comes from: `api`, `jwt` (identity provider's token) or `integration` (sync). */
  issued: "api" | "jwt" | "integration";
}

/** The API's `Group`. */
interface ApiGroup extends ApiObject {
  name: string;
  issued: "api" | "jwt" | "integration";
  peers: { id: string; name: string }[] | null;
  resources: { id: string; type: string }[] | null;
}

/** Where those are that the server calls by their id only when they keep a group from being deleted. */
const usersOf: Readonly<Record<string, Collection>> = {
  user: users,
  "network resource": networkResources,
  // Routers have no name; what they route for has one.
  "network router": networks,
};

/** @internal */
export const groupKind: Kind<ApiGroup> = {
  ...groups,
  name: "Group",
  schema: z.strictObject({
    name: nameSchema("a group"),
    peers: z.array(referenceSchema).optional(),
    resources: z
      .array(z.strictObject({ id: z.string().min(1), type: z.enum(["host", "subnet", "domain"]) }))
      .optional(),
    namingConvention: z.enum(["guide", "off"]).optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt", "namingConvention"],
  references: { peers },
  shared: true,
  memberships: "groups",
  // The program makes a network resource before the group that lists it, and so deletes it after that.
  emptiedToDelete: ["resources"],

  readNext: policies,

  check: async (args, context) => [
    ...nameProblems(args, context),
    ...(await adoptionProblems(args, context)),
    ...(await resourceProblems(args, context)),
    ...(await whereReadable(() => groupLosses(args, context))),
  ],

  toApi: (args) => ({
    name: args.name,
    peers: idsOf(args.peers),
    resources: args.resources ?? [],
  }),

  fromApi: (group) => ({
    name: group.name,
    peers: (group.peers ?? []).map(({ id, name }) => ({ name, id })),
    resources: (group.resources ?? []).map(({ id, type }) => ({ id, type })),
  }),

  outputNames: ["issued"],
  outputs: (group) => ({ issued: group.issued }),

  refuseWrite: whyNotOurs,

  // Unlike every other kind, an unknown group is a 400.
  isGone: (error) => error.status === 400 && /^group: \S+ not found$/i.test(error.serverMessage),

  async explainRefusal(error, objects) {
    const [, kind, user] = /has been linked to ([^:]+): (.+)$/i.exec(error.serverMessage) ?? [];
    if (kind === undefined || user === undefined) return undefined;
    if (/disabled dns management/i.test(kind)) {
      return "the DNS settings list it in disabledManagementGroups. Take it out there first; if no DnsSettings of this program does, in the dashboard, under DNS.";
    }
    const collection = usersOf[kind];
    const known: (ApiObject & { routers?: string[] })[] =
      collection === undefined ? [] : await objects(collection).catch(() => []);
    const named = known.find(({ id, routers = [] }) => id === user || routers.includes(user));
    const what = named?.name === undefined ? `"${user}"` : `"${named.name}" (${user})`;
    return `the ${kind === "network router" && named ? "router of network" : kind} ${what} still uses it. Remove the group there first; if that is not in this program, ask whoever owns it.`;
  },
};

/** Why a group is nobody's to write who uses the API; undefined when it is. */
function whyNotOurs({ name, issued }: ApiGroup): string | undefined {
  if (name === "All") return allIsTheServers;
  if (issued === "api") return undefined;
  return `Group "${name}" comes from the identity provider (issued: ${issued}), which makes, fills and renames it. Use its name, or look it up with getGroup or Group.get.`;
}

/** A group that is to be adopted, and cannot be. */
async function adoptionProblems(
  { name, adopt }: Arguments,
  { olds, objects }: CheckContext,
): Promise<Problem[]> {
  const isNew = Object.keys(olds).length === 0;
  // What is wrong with the name All is said of the name.
  if (!isNew || adopt === undefined || adopt === false || name === "All") return [];
  const isMeant = (group: ApiObject) => (adopt === true ? group.name === name : group.id === adopt);
  const found = ((await objects(groups)) as ApiGroup[]).find(isMeant);
  const reason = found && whyNotOurs(found);
  return reason === undefined ? [] : [{ property: "adopt", reason }];
}

const allIsTheServers =
  "The group All is the server's own: it always holds every peer and cannot be changed.";

function nameProblems(args: Arguments, { namingConvention }: CheckContext): Problem[] {
  if (args.name === "All") {
    const reason = `${allIsTheServers} Name it where it is used, or choose another name.`;
    return [{ property: "name", reason }];
  }
  const convention = args.namingConvention ?? namingConvention;
  if (typeof args.name !== "string" || args.name === "" || convention === "off") return [];
  const problem = groupNameProblem(args.name);
  if (problem === undefined) return [];
  const wayOut =
    'To keep the name, set namingConvention: "off" here or netbird:namingConvention for the stack.';
  return [{ property: "name", reason: `${problem} ${wayOut}` }];
}

async function resourceProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const listIn = ({ resources }: Arguments) =>
    (Array.isArray(resources) ? resources : []) as (object | null)[];
  const before = listIn(context.olds);
  const found = listIn(args).map((named, index) =>
    namedResourceProblems(`resources[${index}]`, named, before, context),
  );
  return (await Promise.all(found)).flat();
}

/** Every peer is in All anyway, and the server does not let devices or users join it. @internal */
export async function allGroupProblems(
  property: string,
  references: unknown,
  { objects }: CheckContext,
): Promise<Problem[]> {
  const list = Array.isArray(references) ? (references as Reference[]) : [];
  if (list.length === 0) return [];
  const all = (await objects(groups)).find(({ name }) => name === "All")?.id ?? "";
  const reason =
    "every peer is in the group All anyway, and the server refuses it here. Leave it out.";
  return list.flatMap(({ name, id }, index) =>
    name === "All" || id === all ? [{ property: `${property}[${index}]`, reason }] : [],
  );
}
