/** Discovery (the guide's section 7.2): from traffic events to proposed exact flows. */
import { compile } from "../compile";
import { addFlow } from "../matrix/edits";
import { readMatrixYaml } from "../matrix/file";
import type { MatrixFile } from "../matrix/file";
import type { Environment } from "../names";
import type { Segmentation } from "../segmentation";
import { verify } from "../verify";
import type { Finding } from "../verify";
import { flowComment } from "./comment";
import { Directory } from "./directory";
import type { AccountNames } from "./directory";
import type { TrafficRecord } from "./event";
import { focusOf } from "./focus";
import { Observations } from "./observations";
import { readTrafficValue } from "./reading";
import type { DiscoveryReport, ReadSummary } from "./report";
import { reportOf } from "./reporting";
import { sort } from "./sorting";
import type { Focus } from "./sorting";
import { connections } from "./tally";

/** What discovery works on. */
export interface DiscoverOptions {
  /** The matrix file's text. */
  matrix: string;
  /** What to call the file in messages. Default: `matrix`. */
  file?: string;
  /** The environment that the events are looked at for: its groups, by their full names. */
  environment: Environment;
  /** What was read from the API or from exported files; may be endless in number, but must end. */
  events: AsyncIterable<TrafficRecord> | Iterable<TrafficRecord>;
  /** Peers with their groups, and network resources: who the addresses in events are. */
  account: AccountNames;
  /** When the matrix with the proposals is verified at. */
  now: Date;
  /** Groups of whose traffic flows are made, by either of their names. Default: all. */
  sources?: readonly string[];
  /** Groups of the targets, by either of their names. Default: all. */
  destinations?: readonly string[];
  /** Connections that a port must have been seen with. 1 or more. Default: 1. */
  atLeast?: number;
  /**
   * Ports of one protocol between two groups, all of which are proposed: more are a scan, or assigned
   * dynamically, and only those that stand out far are. 1 or more. Default: 20.
   */
  mostPorts?: number;
}

/** What discovery gives. */
export interface Discovery {
  report: DiscoveryReport;
  /** The matrix file's text with the proposed flows; all other text, comments too, as it was. */
  matrix: string;
}

/**
 * Turns traffic events into proposed exact flows. Reads the events one by one, in bounded memory.
 * Existing flows explain what they allow for good; temporary and emergency flows explain nothing.
 * What a `never` rule forbids is never proposed.
 * @throws SegmentationError when the matrix cannot be read, names of groups are unknown, or the
 * matrix cannot take a flow
 */
export async function discover(options: DiscoverOptions): Promise<Discovery> {
  const { environment, now, atLeast = 1, mostPorts = 20 } = options;
  const file = readMatrixYaml(options.matrix, options.file);
  const plan = compile(file.matrix, environment);
  const focus = focusOf(options, plan);
  const { observations, read, outside } = await observe(options, plan, focus);
  const { overflow } = observations;
  const report = reportOf(sort(observations.settled(), plan, focus), {
    matrix: file.matrix,
    plan,
    limits: { atLeast, mostPorts },
    ...{ read, outside, overflow: connections(overflow) },
  });
  const edited = report.proposals.reduce<MatrixFile>(
    (text, proposed) => addFlow(text, proposed.flow, flowComment(proposed)),
    file,
  );
  const findings = newFindings(plan, compile(edited.matrix, environment), now);
  return { report: { ...report, findings }, matrix: edited.source };
}

async function observe(
  { events, account }: DiscoverOptions,
  plan: Segmentation,
  focus: Focus,
): Promise<{ observations: Observations; read: ReadSummary; outside: number }> {
  const directory = new Directory(plan, account);
  const observations = new Observations();
  const read: ReadSummary = { formats: {}, traffic: 0, others: 0, bad: 0, problems: [] };
  let outside = 0;
  for await (const record of events) {
    for (const event of eventsOf(record, read)) {
      const source = directory.partyOf(event.source);
      const destination = directory.partyOf(event.destination);
      const isOurs = source.groups.size > 0 || destination.groups.size > 0;
      if (isOurs && isIn(focus, source.groups, destination.groups)) {
        observations.observe(event, source, destination);
      } else outside += Math.max(event.starts, event.ends);
    }
  }
  return { observations, read, outside };
}

/** Records whose problems are told; the others are counted. */
const mostProblems = 20;

function eventsOf(record: TrafficRecord, read: ReadSummary) {
  const value =
    "problem" in record
      ? { events: [], format: undefined, others: 0, problems: [record.problem] }
      : readTrafficValue(record.value);
  read.traffic += value.events.length;
  read.others += value.others;
  read.bad += value.problems.length;
  for (const problem of value.problems) {
    if (read.problems.length < mostProblems) read.problems.push(`${record.place}: ${problem}`);
  }
  if (value.format !== undefined && value.events.length > 0) {
    read.formats[value.format] = (read.formats[value.format] ?? 0) + value.events.length;
  }
  return value.events;
}

function isIn(
  { sources, destinations }: Focus,
  from: ReadonlySet<string>,
  to: ReadonlySet<string>,
): boolean {
  const meets = (wanted: ReadonlySet<string>, groups: ReadonlySet<string>) =>
    wanted.size === 0 || [...wanted].some((name) => groups.has(name));
  // What answers goes the other way; which is which is found out when all was seen.
  return (
    (meets(sources, from) && meets(destinations, to)) ||
    (meets(sources, to) && meets(destinations, from))
  );
}

function newFindings(before: Segmentation, after: Segmentation, now: Date): Finding[] {
  const told = new Set(verify(before, { now }).map(({ rule, message }) => `${rule} ${message}`));
  return verify(after, { now }).filter(({ rule, message }) => !told.has(`${rule} ${message}`));
}
