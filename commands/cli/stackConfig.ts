/**
 * A stack's configuration file, `Pulumi.<stack>.yaml`, read and edited as text: whatever is not the
 * entry stays as it is, byte by byte.
 */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isMap, parse, parseDocument, stringify } from "yaml";
import type { Document, LineCounter, YAMLMap } from "yaml";
import { asObject } from "../../components/configObjects";
import {
  appendToMap,
  apply,
  pairOf,
  removeFromMap,
  replaceValue,
} from "../../segmentation/matrix/yamlEdits";
import type { TextEdit } from "../../segmentation/matrix/yamlEdits";
import { NoAnswerError, UsageError } from "./exit";
import { readText } from "./files";
import type { SourceText } from "./files";

/**
 * The configuration file of a stack of the project around this folder; empty when there is none yet.
 * @throws UsageError outside of a project
 */
export function readStackFile(stack: string): SourceText {
  const project = projectFile(process.cwd());
  const { stackConfigDir = "." } = (parse(readText(project)) ?? {}) as { stackConfigDir?: string };
  // In the backend a stack may be called acme/zero-trust/prod; its file has the last part.
  const name = `Pulumi.${stack.split("/").at(-1)}`;
  const folder = join(dirname(project), stackConfigDir);
  const path = join(
    folder,
    existsSync(join(folder, `${name}.yml`)) ? `${name}.yml` : `${name}.yaml`,
  );
  const file = relative(process.cwd(), path);
  return { file, text: existsSync(path) ? readText(file) : "" };
}

function projectFile(folder: string): string {
  const found = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(folder, name)).find(existsSync);
  if (found !== undefined) return found;
  const above = dirname(folder);
  if (above !== folder) return projectFile(above);
  throw new UsageError(
    "There is no Pulumi.yaml here or above. Run netbird-zt in the folder of the stack's project.",
  );
}

/** As Pulumi reads it: times without quotes are no texts. */
export function parseStackFile(text: string, lineCounter?: LineCounter): Document.Parsed {
  return parseDocument(text, { customTags: ["timestamp"], keepSourceTokens: true, lineCounter });
}

/** What is wrong with a file that is no YAML, without the lines of the file around it. */
export function syntaxProblem({ message }: Error): string {
  return `${message.split(/:?\n/)[0]}.`;
}

/** Whether a value was encrypted with `pulumi config set --secret`. */
export function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

/**
 * The object at a key; undefined when it is not set.
 * @throws NoAnswerError when the file is no YAML, or the value is encrypted
 */
export function configObject(source: SourceText, key: string): unknown {
  const value = entriesOf(readable(source))[key];
  if (!isEncrypted(value)) return asObject(value);
  throw new NoAnswerError(
    `${source.file}: ${key} is encrypted, although nothing in it is secret. Set it again without --secret.`,
  );
}

/**
 * The file's text with another object at a key, or without the key when there is nothing in it. The
 * comment directly above an entry goes with it; all others stay.
 * @throws NoAnswerError when the file cannot be edited without rewriting it
 */
export function withConfigObject(source: SourceText, key: string, value: object): string {
  const document = readable(source);
  const isEmpty = Object.keys(value).length === 0;
  const edited = isEmpty
    ? withoutEntry(source, document, key)
    : withEntry(source, document, key, value);
  const wanted = { ...entriesOf(document), [key]: isEmpty ? undefined : value };
  const got = { [key]: undefined, ...entriesOf(parseStackFile(edited)) };
  if (isDeepStrictEqual(wanted, got)) return edited;
  throw new NoAnswerError(
    `${source.file} cannot be edited without rewriting it, because of how it is written. Set ${key} by hand: ${JSON.stringify(value)}`,
  );
}

function readable({ file, text }: SourceText): Document.Parsed {
  const document = parseStackFile(text);
  const [error] = document.errors;
  if (error === undefined) return document;
  throw new NoAnswerError(`${file} is no YAML: ${syntaxProblem(error)}`);
}

function entriesOf(document: Document.Parsed): Record<string, unknown> {
  const { config } = (document.toJS() ?? {}) as { config?: Record<string, unknown> | null };
  return config ?? {};
}

function withEntry(
  { text }: SourceText,
  { contents }: Document.Parsed,
  key: string,
  value: object,
): string {
  const entry = { [key]: value };
  // A new file, or one that has nothing but comments.
  if (!isMap(contents)) return text + print({ config: entry });
  const root = contents as unknown as YAMLMap;
  const config = pairOf(root, "config");
  if (config === undefined) return apply(text, appendToMap(text, root, { config: entry }, print));
  if (!isMap(config.value)) return apply(text, replaceValue(text, root, "config", entry, print));
  return apply(text, entryEdits(text, config.value, entry));
}

function entryEdits(text: string, config: YAMLMap, entry: Record<string, object>): TextEdit[] {
  const [[key, value]] = Object.entries(entry) as [[string, object]];
  return pairOf(config, key) === undefined
    ? appendToMap(text, config, entry, print)
    : replaceValue(text, config, key, value, print);
}

function withoutEntry({ text }: SourceText, { contents }: Document.Parsed, key: string): string {
  const root = contents as unknown as YAMLMap;
  const config = isMap(root) ? pairOf(root, "config")?.value : undefined;
  if (!isMap(config) || pairOf(config, key) === undefined) return text;
  const isLast = config.items.length === 1 && !config.flow;
  return apply(
    text,
    isLast ? removeFromMap(text, root, "config") : removeFromMap(text, config, key),
  );
}

/** Texts in quotes: Pulumi would read a bare time as something else. */
function print(value: unknown): string {
  return stringify(value, {
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    lineWidth: 0,
  });
}
