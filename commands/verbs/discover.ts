/** `netbird-zt discover`: what was really used becomes exact flows in the matrix, for review. */
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { readExportedEvents } from "../../discovery/exportedEvents";
import { readTrafficEvents } from "../../provider/inspection/trafficEvents";
import { discover, renderDiscovery, SegmentationError } from "../../segmentation";
import type { DiscoveryReport, Environment, TrafficRecord } from "../../segmentation";
import { readAccountNames } from "../cli/account";
import { endWith, NoAnswerError, UsageError } from "../cli/exit";
import { readWorkingTree } from "../cli/files";
import type { SourceText } from "../cli/files";
import { changedLines } from "../cli/lines";
import { colours, print, printJson, progress, writeOutput } from "../cli/terminal";
import { readTime } from "../cli/times";
import { collect, readEnvironment, verb } from "../cli/verb";

interface DiscoverOptions {
  environment: Environment;
  events?: string[];
  since?: Date;
  until?: Date;
  source?: string[];
  destination?: string[];
  atLeast?: number;
  mostPorts?: number;
  dryRun?: boolean;
  json?: boolean;
}

export function discoverVerb(): Command {
  return verb({
    name: "discover",
    summary: "propose exact flows from the traffic that was seen",
    description:
      "Reads traffic events, of the API (NetBird Cloud) or of exported files, and adds an exact flow to the matrix file for everything that was in use and is not in it (docs/discovery.md). Who the addresses are is read from the account (NB_PAT, NB_MANAGEMENT_URL).",
    examples: [
      [
        "discover orders.matrix.yaml -e dev --since 2026-12-01T08:00:00Z --dry-run",
        "from the API; writes nothing",
      ],
      [
        "discover orders.matrix.yaml -e dev --events exports/ --source peer-finance",
        "from exported files, of one group's traffic",
      ],
    ],
  })
    .argument("[file]", "the matrix file (default: the only *.matrix.yaml below this folder)")
    .requiredOption(
      "-e, --environment <name>",
      "the environment whose groups are looked at",
      readEnvironment,
    )
    .option(
      "--events <path>",
      "exported events, a file or folder, instead of the API; may be given several times",
      collect,
    )
    .option("--since <time>", "events of the API from this time on (default: all)", readTime)
    .option("--until <time>", "events of the API until this time (default: now)", readTime)
    .option("--source <group>", "only traffic from this group; may be given several times", collect)
    .option("--destination <group>", "only traffic to this group; as --source", collect)
    .option("--at-least <number>", "connections a port must have (default: 1)", readCount)
    .option(
      "--most-ports <number>",
      "ports between two groups, more of which are a scan (default: 20)",
      readCount,
    )
    .option("--dry-run", "write nothing; show the change")
    .action(runDiscover);
}

async function runDiscover(named: string | undefined, options: DiscoverOptions): Promise<void> {
  const source = onlyMatrix(named);
  const events = counted(eventsFrom(options));
  const { report, matrix } = await discovered(source, events, options);
  requireEvents(report);
  if (!options.dryRun && matrix !== source.text) writeOutput(source.file, matrix);
  const written = !options.dryRun && matrix !== source.text;
  if (options.json) printJson({ file: source.file, written, report, matrix });
  else print([renderDiscovery(report), "", changeText(source, matrix, options)].join("\n"));
  if (isAlarming(report)) endWith("findings");
}

function onlyMatrix(named: string | undefined): SourceText {
  const found = readWorkingTree(named === undefined ? [] : [named]);
  if (found.length === 1) return found[0]!;
  const files = found.map(({ file }) => file).join(", ");
  throw new UsageError(`discover edits one matrix at a time; name one of ${files}.`);
}

function eventsFrom({ events, since, until }: DiscoverOptions): AsyncIterable<TrafficRecord> {
  if (events === undefined) return readTrafficEvents({ since, until });
  if (since === undefined && until === undefined) return filesRead(events);
  throw new UsageError("--since and --until ask the API; of files, all events are read.");
}

async function* filesRead(paths: readonly string[]): AsyncGenerator<TrafficRecord> {
  try {
    yield* readExportedEvents(paths);
  } catch (error) {
    throw new NoAnswerError((error as Error).message);
  }
}

/** Records after which there is news of the reading. */
const stride = 100_000;

/** Tells on stderr how far reading is. */
async function* counted(records: AsyncIterable<TrafficRecord>): AsyncGenerator<TrafficRecord> {
  progress("Reading traffic events");
  let count = 0;
  for await (const record of records) {
    yield record;
    if (++count % stride === 0) progress(`Read ${count} traffic events`);
  }
}

async function discovered(
  { file, text }: SourceText,
  events: AsyncIterable<TrafficRecord>,
  { environment, source, destination, atLeast, mostPorts }: DiscoverOptions,
) {
  try {
    return await discover({
      ...{ matrix: text, file, environment, events, atLeast, mostPorts },
      ...{ sources: source, destinations: destination },
      account: await readAccountNames(),
      now: new Date(),
    });
  } catch (error) {
    if (error instanceof SegmentationError) throw new NoAnswerError(error.message);
    throw error;
  }
}

/** Of events that cannot be read, "nothing was in use" would be the wrong conclusion. */
function requireEvents({ read: { traffic, bad, problems } }: DiscoveryReport): void {
  if (traffic > 0 || bad === 0) return;
  throw new NoAnswerError(
    `No traffic event can be read (docs/discovery.md says which forms are):\n${problems.join("\n")}`,
  );
}

function changeText({ file, text }: SourceText, matrix: string, { dryRun }: DiscoverOptions) {
  if (matrix === text) return `${colours.bold(file)}: nothing to add.`;
  const done = dryRun ? "would get (nothing was written)" : "got";
  return `${colours.bold(file)} ${done}\n${changedLines(text, matrix, colours)}`;
}

/** What went through although it must not, and what the proposals would break. */
function isAlarming({ violations, findings }: DiscoveryReport): boolean {
  return violations.length > 0 || findings.some(({ severity }) => severity === "error");
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("A whole number from 1 on.");
}
