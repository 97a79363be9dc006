/** The form of a matrix, as zod types: what is checked, and what editors show and complete. */
import * as z from "zod";
import { needs } from "./model";
import { postureChecksSchema } from "../postureChecks";

const text = z.string().trim().min(1, "must not be empty");

/** A list of texts, of which a single one may be written as text. */
const texts = z
  .union([text, z.array(text)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const someTexts = texts.refine((value) => value.length > 0, "must name at least one");

const owner = text.optional();

export const scopeSchema = z.strictObject({
  name: text.describe("Name of the scope: orders-database."),
  owner: owner.describe(
    "The person or team that can confirm a breakage. Default: the matrix's owner.",
  ),
  resources: texts.describe(
    "Groups of the resources in it. A group is a resource of one scope at most.",
  ),
  users: texts.optional().describe("Groups of the users that need it. Default: none."),
  serviceAccounts: texts
    .optional()
    .describe(
      "Groups of the service accounts that need it: CI runners, batch jobs. Default: none.",
    ),
  devices: texts
    .optional()
    .describe("Which devices these use, in words: managed laptops. Default: not said."),
  sensitive: z
    .boolean()
    .optional()
    .describe("Whether flows of users to its resources need posture checks. Default: false."),
});

export const groupSchema = z.strictObject({
  name: text.describe("Name without environment suffix: svc-orders-web."),
  shared: z
    .boolean()
    .optional()
    .describe("Whether one object serves all environments, without suffix. Default: false."),
  madeBy: z
    .enum(["program", "elsewhere", "identity-provider"])
    .optional()
    .describe(
      "Who makes the group: the program, somebody else, or the identity provider it is synced from. Default: program.",
    ),
  identityGroup: text
    .optional()
    .describe(
      "Name that the identity provider gives the group: DevOps. One group in every environment. Default: the provider uses the matrix's name.",
    ),
  addresses: texts
    .optional()
    .describe(
      "What the group stands for when it is routed: addresses, prefixes, domains, *.domains. Such a group cannot initiate. Default: none; its members are peers.",
    ),
  memberOf: texts
    .optional()
    .describe("Groups that all its members are in as well, such as peer-staff. Default: none."),
});

export const postureCheckSchema = z.strictObject({
  name: text.describe("Name without environment suffix: admin-laptops."),
  shared: z
    .boolean()
    .optional()
    .describe("Whether one object serves all environments, without suffix. Default: false."),
  description: text.optional().describe("What it is for. Default: nothing."),
  checks: postureChecksSchema
    .optional()
    .describe(
      "What a device must satisfy, all of it. Default: the check is made elsewhere, and looked up by name.",
    ),
});

const end = {
  from: someTexts.describe("Groups that may initiate. At least one."),
  to: someTexts.describe("Groups that may be reached. At least one."),
  allow: text.describe("Protocol and ports: tcp/443, tcp/9100,9200, udp+tcp/53, icmp."),
  postureChecks: texts
    .optional()
    .describe("Posture checks that the initiating device must pass, all of them. Default: none."),
};

export const flowSchema = z.strictObject({
  name: text
    .optional()
    .describe("Stable name of the flow: web-to-app. Default: made from its groups."),
  from: end.from,
  to: end.to,
  allow: end.allow,
  because: text.describe("Business justification; it becomes part of the policy's description."),
  need: z
    .enum(needs)
    .optional()
    .describe(
      "required; restricted: narrower than was asked for; temporary: until a time; emergency: the known-good broad policy, kept disabled. Default: required.",
    ),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      "Start of a temporary flow, so that its length is judged: date, time and time zone. Default: not said.",
    ),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      "End of a temporary flow, or of an emergency flow that is enabled: date, time and time zone, 2026-12-01T18:00:00Z.",
    ),
  rehearsed: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      "When an emergency flow was last enabled on purpose and seen to work. Default: never.",
    ),
  scope: text
    .optional()
    .describe("Scope that the flow belongs to. Default: the scope that has all its destinations."),
  owner: owner.describe(
    "Who can confirm a breakage. Default: the scope's owner, else the matrix's.",
  ),
  postureChecks: end.postureChecks,
  twoWay: z
    .boolean()
    .optional()
    .describe(
      "Whether the destinations may initiate as well; needs a broadAccessReason. Default: false.",
    ),
  broadAccessReason: text
    .optional()
    .describe("Why the flow is wider than exact ports in one direction."),
  enabled: z
    .boolean()
    .optional()
    .describe(
      "Whether the flow's policies are in force. Default: true, for emergency flows false.",
    ),
  notPromotedBecause: text
    .optional()
    .describe(
      "Why the flow may run here although the environment before does not run it. Default: it may not, where promotion is asked for.",
    ),
});

export const neverSchema = z.strictObject({
  from: text.describe("Pattern of the sources: peer-*."),
  to: text.describe("Pattern of the destinations: svc-*-db."),
  ports: text.optional().describe("Protocol and ports that must stay blocked. Default: anything."),
  because: text.describe("Why."),
  owner: owner.describe("Who may change the rule. Default: the matrix's owner."),
  exceptEmergency: texts
    .optional()
    .describe("Names of emergency flows that may break it while they are enabled. Default: none."),
});

export const mustSchema = z.strictObject({
  from: text.describe("Pattern of the sources: peer-support. It must match a group."),
  to: text.describe("Pattern of the destinations: svc-*-web. It must match a group."),
  allow: text.describe("Protocol and ports, all of which must be open."),
  because: text.optional().describe("Why. Default: nothing."),
  owner: owner.describe("Who to tell when it does not work. Default: the matrix's owner."),
});

export const supportingSchema = z.strictObject({
  service: text.describe("What it is: dns, identity-provider, logging, monitoring, or another."),
  at: someTexts.describe("Groups that provide it; one of them is enough."),
  allow: text.describe("Protocol and ports of the service: udp+tcp/53."),
  for: texts
    .optional()
    .describe("Patterns of the groups that need it. Default: every group that initiates."),
});

export const narrowSchema = z.strictObject({
  from: end.from.optional().describe("The groups of these that may initiate."),
  to: end.to.optional().describe("The groups of these that may be reached."),
  allow: end.allow.optional().describe("The part of the protocol and ports."),
  postureChecks: end.postureChecks,
});

export const differenceSchema = z.strictObject({
  add: z.array(flowSchema).optional().describe("Flows that only this environment has."),
  remove: texts.optional().describe("Names of flows that it does not have."),
  narrow: z
    .record(text, narrowSchema)
    .optional()
    .describe("Flows, by name, of which it has a part: fewer groups or ports, or more checks."),
  because: text.optional().describe("Why it differs. Required when prod adds flows."),
});

export const matrixSchema = z.strictObject({
  application: text.describe("Name of the application, as in svc-<application>-web."),
  owner: text.describe(
    "Who can confirm that a change broke something. Inherited by scopes, flows and rules.",
  ),
  scopes: z
    .array(scopeSchema)
    .optional()
    .describe("What is protected, and who needs it (the guide's phase 1)."),
  groups: z.array(groupSchema).describe("Every group that flows may name."),
  postureChecks: z
    .array(postureCheckSchema)
    .optional()
    .describe("What devices must be like; flows name these."),
  flows: z.array(flowSchema).describe("What is allowed. Everything else is not."),
  never: z
    .array(neverSchema)
    .optional()
    .describe("What must stay blocked, whoever adds a flow. Default: nothing."),
  must: z
    .array(mustSchema)
    .optional()
    .describe("What has to work: the tests of the matrix. Default: nothing."),
  supporting: z
    .array(supportingSchema)
    .optional()
    .describe("Services that everything depends on and that must stay reachable. Default: none."),
  noDnsBecause: text
    .optional()
    .describe(
      "Why no group needs name resolution through NetBird. Default: every initiating group needs it.",
    ),
  environments: z
    .strictObject({
      dev: differenceSchema.optional().describe("What only dev has or lacks."),
      stage: differenceSchema.optional().describe("What only stage has or lacks."),
      prod: differenceSchema
        .optional()
        .describe("What prod lacks; it may have more only when it says why."),
    })
    .optional()
    .describe(
      "Where an environment differs from the rest. prod may only have less, unless it says why.",
    ),
});
