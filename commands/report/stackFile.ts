/** Stacks' configuration files: which emergencies are on in them. */
import { basename } from "node:path";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { rules } from "../../segmentation";
import type { RuleInfo } from "../../segmentation";
import type { PlacedFinding } from "./placedFinding";

/** An emergency as `emergency:<component>` has it; whatever else it has is not judged here. */
interface EmergencyEntry {
  /** Whether it is on. Default: an entry means that it is. */
  enabled?: boolean;
  /** ISO 8601. */
  until?: string;
}

/** Whether a file is a stack's configuration. */
export function isStackFile(file: string): boolean {
  return /^Pulumi\..+\.ya?ml$/.test(basename(file));
}

/** Emergencies that are on, without an end, or over, each at its line. */
export function judgeStackFile(
  { file, text }: { file: string; text: string },
  now: Date,
): PlacedFinding[] {
  const lines = new LineCounter();
  const config = parseDocument(text, { lineCounter: lines }).get("config");
  if (!isMap(config)) return [];
  return config.items.flatMap(({ key, value }): PlacedFinding[] => {
    if (!isScalar(key) || typeof key.value !== "string" || !key.range) return [];
    const [, component] = /^emergency:(.+)$/.exec(key.value) ?? [];
    if (component === undefined) return [];
    const { line, col: column } = lines.linePos(key.range[0]);
    const entry = (isMap(value) || isScalar(value) ? value.toJSON() : undefined) as unknown;
    return judgeEntry(component, readEntry(entry), now).map((finding) => ({
      ...finding,
      ...{ place: component, owner: "", environments: [], file, line, column },
    }));
  });
}

/** Pulumi keeps objects as maps, or as JSON in a text when they were set as one. */
function readEntry(value: unknown): EmergencyEntry {
  if (typeof value !== "string") return value ?? {};
  try {
    return JSON.parse(value) as EmergencyEntry;
  } catch {
    return {};
  }
}

type Judged = Pick<PlacedFinding, "rule" | "severity" | "message" | "remedy">;

function judgeEntry(
  component: string,
  { enabled = true, until }: EmergencyEntry,
  now: Date,
): Judged[] {
  if (!enabled) return [];
  const what = `The emergency access of "${component}" is on`;
  if (until === undefined) return [judged("emergency-without-end", `${what}, and has no end.`)];
  // A date that cannot be read must not keep it on: not later than now counts as over.
  if (Date.parse(until) > now.getTime())
    return [judged("emergency-enabled", `${what} until ${until}.`)];
  return [judged("emergency-expired", `${what}, and its end ${until} has passed.`)];
}

function judged(id: string, message: string): Judged {
  const { severity } = rules.find((rule) => rule.id === id) as RuleInfo;
  const remedy = "Switch it off when the incident is over: take the entry out and run `pulumi up`.";
  return { rule: id, severity, message, remedy };
}
