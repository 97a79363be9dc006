/** Everything that is wrong with an emergency access, and what everybody should see of it. */
import { probeProblem } from "../../provider/steps/probe";
import { compile } from "../../segmentation/compile";
import type { Matrix } from "../../segmentation/matrix/model";
import { verify } from "../../segmentation/verify";
import { wordProblems } from "../argumentProblems";
import { asList, groupProblems } from "../groupArg";
import { problemsAt } from "../configObjects";
import { judge } from "../validation";
import type { Judgement } from "../validation";
import type { EmergencyAccessArgs, EmergencyProbe } from "./arguments";
import {
  emergencyActivation,
  emergencyActivationSchema,
  emergencyKey,
  emergencyStatus,
  readEmergencyConfiguration,
} from "./configuration";
import type { EmergencyActivation, EmergencyConfiguration } from "./configuration";
import { emergencyMatrix } from "./matrix";

/** What is in force for a component: its argument, else the stack configuration. */
export interface Settled {
  activation?: EmergencyActivation;
  rehearse?: EmergencyConfiguration["rehearse"];
  /** Where the activation is written, for whoever is to take it away. */
  place: string;
  problems: string[];
}

/** @param configured what the stack configuration holds for the component */
export function settle(name: string, args: EmergencyAccessArgs, configured: unknown): Settled {
  const { configuration = {}, problems } = readEmergencyConfiguration(name, configured);
  const { rehearse } = configuration;
  const key = emergencyKey(name);
  if (args.activation === undefined) {
    return { activation: emergencyActivation(configuration), rehearse, place: key, problems };
  }
  const place = "the argument activation";
  if (args.activation === "off") return { rehearse, place, problems };
  const parsed = emergencyActivationSchema.safeParse(args.activation);
  if (parsed.success) return { activation: parsed.data, rehearse, place, problems };
  return { rehearse, place, problems: [...problems, ...problemsAt("activation", parsed.error)] };
}

/** The table of rules judges the flow; rehearsals are known later, and told by {@link unrehearsed}. */
const severities = { "emergency-unrehearsed": "nothing", "group-unused": "nothing" } as const;

/** One sentence each. */
export function judgeEmergency(
  name: string,
  args: EmergencyAccessArgs,
  settled: Settled,
  now = new Date(),
): Judgement {
  const { activation, rehearse, place } = settled;
  const matrix = emergencyMatrix(name, args, activation);
  const judged = judge(matrix, args.environment, now, severities);
  const story = activation === undefined ? [] : [storyOf(activation, place, now)];
  const isOver = activation !== undefined && emergencyStatus(activation, now) === "expired";
  return {
    problems: [
      ...settled.problems,
      ...reasonProblems(args),
      ...groupProblems([...asList(args.from), ...asList(args.to)]),
      ...judged.problems,
      ...severalPolicies(matrix, args),
      ...(isOver ? story : []),
      ...probeProblems(args.rehearsal),
      ...requestProblems(args, activation, rehearse),
    ],
    notices: [...judged.notices, ...(isOver ? [] : story)],
  };
}

function storyOf({ by, reason, until }: EmergencyActivation, place: string, now: Date): string {
  const verb = emergencyStatus({ by, reason, until }, now) === "expired" ? "was to end" : "ends";
  return `It was enabled by ${by}: ${reason}. It ${verb} at ${until}; ${place} enables it: take that away with the precise fix.`;
}

function reasonProblems({ because, outOfBand }: EmergencyAccessArgs): string[] {
  return [
    ...wordProblems("because", because, "Say why it exists."),
    ...wordProblems(
      "outOfBand",
      outOfBand,
      "Write down the way in that needs no NetBird (a console, a bastion), because NetBird may be what is broken (the guide's section 8.2).",
    ),
  ];
}

/** A rehearsal enables one policy, and whoever is in an emergency looks for one. */
function severalPolicies({ flows }: Matrix, { allow }: EmergencyAccessArgs): string[] {
  const isOne = flows.every((flow) => !flow.allow.includes("+"));
  if (isOne) return [];
  return [
    `allow "${allow}" needs a policy per protocol; an emergency access is one: write all, or one protocol.`,
  ];
}

function probeProblems(rehearsal: EmergencyProbe | undefined): string[] {
  if (rehearsal === undefined) return [];
  const { probe, waitSeconds = 1 } = rehearsal;
  const problem = probeProblem(probe);
  return [
    ...(problem === undefined ? [] : [`rehearsal.probe: ${problem}.`]),
    ...(waitSeconds >= 1 && waitSeconds <= 600
      ? []
      : [`rehearsal.waitSeconds must be 1 to 600, got ${waitSeconds}.`]),
  ];
}

function requestProblems(
  { rehearsal }: EmergencyAccessArgs,
  activation: EmergencyActivation | undefined,
  rehearse: EmergencyConfiguration["rehearse"],
): string[] {
  if (rehearse === undefined || rehearsal !== undefined || activation !== undefined) return [];
  return ["A rehearsal is asked for, and there is no probe to see it by: give rehearsal.probe."];
}

/** That the access was never or not lately rehearsed: what the table of rules says of the matrix. */
export function unrehearsed(
  { environment, rehearsal }: EmergencyAccessArgs,
  matrix: Matrix,
  { rehearse }: Settled,
  now = new Date(),
): string[] {
  const advice =
    rehearsal === undefined
      ? "Give rehearsal.probe, then rehearse it."
      : rehearse === undefined
        ? "Rehearse it: set `rehearse` in its stack configuration, and run `pulumi up` on a machine in a source group."
        : "The rehearsal that is asked for is done by the next `pulumi up` without an emergency.";
  return verify(compile(matrix, environment), { now })
    .filter(({ rule }) => rule === "emergency-unrehearsed")
    .map(({ message }) => `${message} ${advice}`);
}
