/** Stacks' configuration files: emergencies that are on in them, and what components cannot read. */
import { basename } from "node:path";
import { isMap, isScalar, LineCounter } from "yaml";
import type { Document } from "yaml";
import {
  emergencyActivation,
  emergencyStatus,
  readEmergencyConfiguration,
} from "../../components/emergencyAccess/configuration";
import { asObject } from "../../components/configObjects";
import type { EmergencyConfiguration } from "../../components/emergencyAccess/configuration";
import { readSetupKeysConfiguration } from "../../components/enrollmentKeys/rotation";
import { rules } from "../../segmentation";
import type { RuleInfo } from "../../segmentation";
import type { SourceText } from "../cli/files";
import { isEncrypted, parseStackFile, syntaxProblem } from "../cli/stackConfig";
import type { PlacedFinding } from "./placedFinding";

/** The rule that a stack's configuration breaks which its components cannot read. */
export const readableConfiguration: RuleInfo = {
  id: "stack-configuration-readable",
  severity: "error",
  title: "Components can read the stack's configuration",
  source: "docs/emergency-access.md, docs/enrollment-keys.md",
  why: "Every preview and update of the stack fails on it: in an incident nobody can be let in.",
  remedy:
    "Write what the message asks for, times in quotes; or take the entry out, and have netbird-zt write it.",
};

/** Whether a file is a stack's configuration. */
export function isStackFile(file: string): boolean {
  return /^Pulumi\..+\.ya?ml$/.test(basename(file));
}

type Judged = Pick<PlacedFinding, "rule" | "severity" | "message" | "remedy">;

/** Emergencies that are on or over, and what cannot be read, each at its line. */
export function judgeStackFile({ file, text }: SourceText, now: Date): PlacedFinding[] {
  const lines = new LineCounter();
  const document = parseStackFile(text, lines);
  const at = (offset: number, place: string, judged: Judged): PlacedFinding => {
    const { line, col: column } = lines.linePos(offset);
    return { ...judged, ...{ place, owner: "", environments: [], file, line, column } };
  };
  if (document.errors.length > 0) {
    return document.errors.map((error) => at(error.pos[0], file, unreadable(syntaxProblem(error))));
  }
  const stack = /^Pulumi\.(.+)\.ya?ml$/.exec(basename(file))?.[1] ?? "";
  return entriesIn(document).flatMap((entry) =>
    judgeEntry(entry, stack, now).map((judged) => at(entry.offset, entry.key, judged)),
  );
}

interface Entry {
  /** With its namespace: `emergency:prod-access`. */
  key: string;
  offset: number;
  value: unknown;
}

function entriesIn(document: Document.Parsed): Entry[] {
  const config = document.get("config");
  if (!isMap(config)) return [];
  const values = config.toJS(document) as Record<string, unknown>;
  return config.items.flatMap(({ key }) => {
    if (!isScalar(key) || typeof key.value !== "string" || !key.range) return [];
    return [{ key: key.value, offset: key.range[0], value: values[key.value] }];
  });
}

function judgeEntry({ key, value }: Entry, stack: string, now: Date): Judged[] {
  const [, namespace, component] = /^(emergency|setupKeys):(.+)$/.exec(key) ?? [];
  if (component === undefined) return [];
  if (isEncrypted(value)) {
    return [unreadable(`${key} is encrypted, although nothing in it is secret.`)];
  }
  // A key that is there and holds nothing is not one that is not set.
  const held = asObject(value) ?? "";
  if (namespace === "setupKeys") {
    return readSetupKeysConfiguration(component, held).problems.map(unreadable);
  }
  const { configuration, problems } = readEmergencyConfiguration(component, held);
  if (configuration === undefined) return problems.map(unreadable);
  const remedy = `Switch it off when the incident is over: \`netbird-zt emergency off ${component} --stack ${stack}\`.`;
  return judgeEmergency(component, configuration, now).map((one) => ({
    ...one,
    remedy,
  }));
}

function judgeEmergency(
  component: string,
  configuration: EmergencyConfiguration,
  now: Date,
): Omit<Judged, "remedy">[] {
  const activation = emergencyActivation(configuration);
  if (activation === undefined) return [];
  const { until, reason, by } = activation;
  const what = `The emergency access of "${component}" is on (${reason}; ${by})`;
  return emergencyStatus(configuration, now) === "on"
    ? [judged("emergency-enabled", `${what} until ${until}.`)]
    : [judged("emergency-expired", `${what}, and its end ${until} has passed.`)];
}

function judged(id: string, message: string): Omit<Judged, "remedy"> {
  const { severity } = rules.find((rule) => rule.id === id) as RuleInfo;
  return { rule: id, severity, message };
}

function unreadable(message: string): Judged {
  const { id: rule, severity, remedy } = readableConfiguration;
  return { rule, severity, message, remedy };
}
