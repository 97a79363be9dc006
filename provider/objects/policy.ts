import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { portText } from "../../segmentation/ports";
import type { PortRange, Protocol } from "../../segmentation/ports";
import { judgePolicy } from "../../segmentation/rules";
import type { ApiObject } from "../api/account";
import { groups, policies, postureChecks } from "../api/collections";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { GroupReference } from "./group";
import { idsOf } from "../lifecycle/kind";
import type { Arguments, Kind } from "../lifecycle/kind";
import type { PostureCheckReference } from "./postureCheck";
import { referenceSchema } from "../lifecycle/reference";
import { namedProblems } from "./policyChecks";
import { describing, isTakenBack, isTold, withReason } from "./policyReason";
import { fromApiRule, toApiRule } from "./policyRule";
import type { ApiRule } from "./policyRule";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { hasUnknown, unknownValue } from "../lifecycle/unknown";
import { adoptSchema, nameSchema } from "./schemas";

/**
 * Arguments of a {@link Policy}. A policy has exactly one rule, whose fields are arguments of the
 * policy: the API takes several rules, but keeps only one. Everything is changed in place.
 * Source: the API's objects `Policy` and `PolicyRule`; the guide's section 4.3.
 */
export interface PolicyArgs extends CommonArgs {
  /** Name, by Appendix A: `peer-devops-prod → svc-orders-web-prod [TCP/443]`. Changed in place. */
  name: pulumi.Input<string>;
  /**
   * Why the policy exists and who owns it (the guide's section 8.3). With `broadAccessReason`, the
   * reason is added to it. Changed in place. Default: the server's.
   */
  description?: pulumi.Input<string>;
  /** Whether the policy is in force. Changed in place. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
  /** `accept` or `drop`. Changed in place. Default: `accept`. */
  action?: pulumi.Input<"accept" | "drop">;
  /**
   * `tcp`, `udp`, `icmp`, `netbird-ssh`, or `all`, which needs a `broadAccessReason`. Changed in
   * place.
   */
  protocol: pulumi.Input<Protocol>;
  /**
   * Single ports, 1–65535, as numbers or texts; `"080"` is 80. Not together with `portRanges`, and
   * not with `icmp` or `all`. Changed in place. Default: none, which is every port and needs a
   * `broadAccessReason`.
   */
  ports?: pulumi.Input<pulumi.Input<string | number>[]>;
  /**
   * Ranges of ports, `start` ≤ `end`. Not together with `ports`. Changed in place. Default: none.
   */
  portRanges?: pulumi.Input<pulumi.Input<PortRange>[]>;
  /**
   * Whether destinations may open connections to sources as well. Needs a `broadAccessReason`.
   * Changed in place. Default: `false`.
   */
  bidirectional?: pulumi.Input<boolean>;
  /**
   * Groups that may open connections. Either these or `sourceResource`. Changed in place. Default:
   * none.
   */
  sources?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Groups that may be reached. Either these or `destinationResource`. Changed in place. Default:
   * none.
   */
  destinations?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /** A single peer or network resource as the source. Changed in place. Default: none. */
  sourceResource?: pulumi.Input<PolicyResource>;
  /** A single peer or network resource as the destination. Changed in place. Default: none. */
  destinationResource?: pulumi.Input<PolicyResource>;
  /**
   * Posture checks that a source's device must pass, all of them. Changed in place. Default: the
   * server's.
   */
  sourcePostureChecks?: pulumi.Input<pulumi.Input<PostureCheckReference>[]>;
  /**
   * With `netbird-ssh`: which local users the members of a source group may log in as. An empty
   * list of users means any local user. Where it is given, every source group has to be in it.
   * Changed in place. Default: the server's (every active user).
   */
  authorizedGroups?: pulumi.Input<pulumi.Input<AuthorizedGroup>[]>;
  /**
   * Why the policy opens more than exact TCP or UDP ports in one direction: required for TCP, UDP
   * or SSH without ports (every port), for protocol `all`, and for `bidirectional`. It becomes part
   * of the description, for whoever reviews the account, unless it begins with `found at adoption`,
   * which tells them nothing. When it is taken out of the program, it goes from the description,
   * too. Changed in place. Default: none.
   */
  broadAccessReason?: pulumi.Input<string>;
}

/** A peer or network resource that a policy names directly. */
export interface PolicyResource {
  /** Id of the peer or network resource. */
  id: pulumi.Input<string>;
  /** `peer`, or what the network resource's address is. */
  type: pulumi.Input<"peer" | "host" | "subnet" | "domain">;
}

/** Local users that a group may log in as over NetBird's SSH. */
export interface AuthorizedGroup {
  /** The group, one of the policy's sources. */
  group: pulumi.Input<GroupReference>;
  /**
   * Names of local users, without blanks and control characters; on Windows also `DOMAIN\user`. An
   * empty list means any.
   */
  users: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A NetBird access policy: which groups may open connections to which, on which ports.
 *
 * Errors: ports out of range or reversed, ports with `icmp` or `all`, an unknown protocol, no source
 * or destination, broad access without a written reason, a group, peer or network resource that does
 * not exist, authorized groups that lack a source: all at preview, several at once. Later: a name that is taken (says how to adopt); a group that was
 * deleted meanwhile, and that the server dropped.
 *
 * @example
 * ```ts
 * new netbird.Policy("users-to-web", {
 *   name: "peer-devops-prod → svc-orders-web-prod [TCP/443]",
 *   description: "Staff use the orders web front end (owner: App Team X)",
 *   protocol: "tcp",
 *   ports: [443],
 *   sources: [devops, "peer-support"],
 *   destinations: [web],
 * });
 * ```
 */
export class Policy extends NetBirdResource {
  /** Name of the policy. */
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: PolicyArgs, opts?: pulumi.CustomResourceOptions) {
    super(policyKind, name, args, opts);
  }
}

/** A policy as look-ups find it: one between groups has no resource as source or destination. */
export type FoundPolicy = Found<PolicyArgs, unknown, "sourceResource" | "destinationResource">;

/**
 * Looks up a policy without making it a resource.
 * @param selector `{ name }` or `{ id }`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getPolicy(
  selector: SelectorOf<PolicyArgs>,
  options?: LookupOptions,
): pulumi.Output<FoundPolicy> {
  return find(policyKind, selector, options);
}

/** The API's `Policy`. */
interface ApiPolicy extends ApiObject {
  name: string;
  description: string;
  enabled: boolean;
  source_posture_checks?: string[] | null;
  rules: ApiRule[];
}

// Ports are judged by the table of rules, whose messages say more than a schema can.
const resourceSchema = z.strictObject({
  id: z.string().min(1),
  type: z.enum(["peer", "host", "subnet", "domain"]),
});

// NetBird's SSH server compares names as they are, and takes none of these on any system.
const localUserSchema = z
  .string()
  .refine(
    (text) => text !== "" && !/[\s\p{Cc}]/u.test(text),
    "is not the name of a local user, which has no blanks and no control characters. Write one name per item; an empty list means any user",
  );

/** @internal */
export const policyKind: Kind<ApiPolicy> = {
  ...policies,
  name: "Policy",
  schema: z.strictObject({
    name: nameSchema("a policy"),
    description: z.string().optional(),
    enabled: z.boolean().optional(),
    action: z.enum(["accept", "drop"]).optional(),
    // The rule about protocols asks for a missing one, and knows which there are.
    protocol: z.string().optional(),
    ports: z.array(z.union([z.string(), z.number()])).optional(),
    portRanges: z.array(z.strictObject({ start: z.number(), end: z.number() })).optional(),
    bidirectional: z.boolean().optional(),
    sources: z.array(referenceSchema).optional(),
    destinations: z.array(referenceSchema).optional(),
    sourceResource: resourceSchema.optional(),
    destinationResource: resourceSchema.optional(),
    sourcePostureChecks: z.array(referenceSchema).optional(),
    authorizedGroups: z
      .array(z.strictObject({ group: referenceSchema, users: z.array(localUserSchema) }))
      .optional(),
    broadAccessReason: z.string().min(1, "a reason needs words").optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: {
    sources: groups,
    destinations: groups,
    sourcePostureChecks: postureChecks,
    "authorizedGroups.group": groups,
  },
  alternatives: [
    ["sources", "sourceResource"],
    ["destinations", "destinationResource"],
  ],

  check: async (args, context) => [
    ...judgePolicy({ ...args, unknown: context.unknown }).map(({ property, message, remedy }) => ({
      property,
      reason: `${message} ${remedy}`,
    })),
    ...(await namedProblems(args, context)),
  ],

  // Of ports and ranges a rule has one, and without either opens every port: what somebody adds of the
  // other is no smaller change than what they take away.
  defaults: { enabled: true, action: "accept", bidirectional: false, ports: [], portRanges: [] },

  normalise(args, olds = {}) {
    const normal: Arguments = { ...args };
    if (Array.isArray(args.ports)) normal.ports = (args.ports as unknown[]).map(portText);
    const { description, broadAccessReason: reason } = args;
    if (description !== undefined && reason !== undefined) {
      // The check of the update, which knows all, puts them together.
      normal.description =
        hasUnknown(reason) || hasUnknown(description)
          ? unknownValue
          : withReason(description as string, reason as string);
    }
    if (isTakenBack(args, olds)) normal.broadAccessReason = "";
    return normal;
  },

  toApi: (args, current) => ({
    name: args.name,
    description: describing(args),
    enabled: args.enabled,
    source_posture_checks: idsOf(args.sourcePostureChecks),
    rules: [toApiRule(args, current)],
  }),

  fromApi(policy) {
    const rule = policy.rules[0];
    return {
      name: policy.name,
      description: policy.description,
      enabled: policy.enabled && rule?.enabled === true,
      sourcePostureChecks: (policy.source_posture_checks ?? []).map((id) => ({ id })),
      ...(rule === undefined ? {} : fromApiRule(rule)),
    };
  },

  // The server has the reason in the description.
  isStored: (argument, wanted, _stored, { description }) =>
    argument === "broadAccessReason" && typeof wanted === "string"
      ? isTold((description ?? "") as string, wanted)
      : undefined,
};
