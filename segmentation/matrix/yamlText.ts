/** Reading YAML that may be damaged or hostile: clear problems, in bounded time. */
import { Composer, isAlias, isCollection, isMap, isScalar, Lexer, LineCounter, Parser } from "yaml";
import type { CST, Document } from "yaml";
import { show } from "./problem";

/** Something that is wrong at a place of the text. */
interface TextProblem {
  offset: number;
  message: string;
}

/** Characters that a file may have: about 4,000 flows. */
const longestFile = 512 * 1024;

/** Collections within each other; a matrix needs seven. */
const deepest = 40;

/** Characters that a file may have when its aliases are replaced by what they stand for. */
const longestUnfolded = 4 * longestFile;

/** Syntax errors after which reading stops: each costs an error object, and the first explain the rest. */
const mostErrors = 20;

/** Reads one document. Keys are texts, and each stands once in its map. */
export function readYamlText(
  source: string,
):
  | { document: Document.Parsed; lines: LineCounter }
  | { problems: TextProblem[]; lines: LineCounter } {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const unreadable = encodingProblems(source, lines);
  if (unreadable.length > 0) return { problems: unreadable, lines };
  const tokens = tokensOf(source, lines);
  if (!Array.isArray(tokens)) return { problems: [tokens], lines };
  const documents = compose(tokens, source.length);
  if (!("contents" in documents)) return { problems: documents.problems, lines };
  const problems = contentProblems(documents);
  return problems.length > 0 ? { problems, lines } : { document: documents, lines };
}

function encodingProblems(source: string, lines: LineCounter): TextProblem[] {
  if (source.length > longestFile) {
    const message = `the file has ${source.length} characters, more than ${longestFile}. Write one matrix per application.`;
    return [{ offset: 0, message }];
  }
  // What a UTF-8 decoder makes of other bytes, and what UTF-16 looks like to it.
  const offset = source.search(/[\0\uFFFD]/);
  if (offset < 0) return [];
  for (
    let end = source.indexOf("\n");
    end >= 0 && end < offset;
    end = source.indexOf("\n", end + 1)
  ) {
    lines.addNewLine(end + 1);
  }
  return [{ offset, message: "the file is not UTF-8 text. Save it as UTF-8." }];
}

/** The text's tokens, unless it is nested too deeply for what reads them recursively. */
function tokensOf(source: string, lines: LineCounter): CST.Token[] | TextProblem {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === "error") return { offset: token.offset, message: sentence(token.message) };
      tokens.push(token);
    }
    if (parser.stack.length > deepest) {
      const message = `more than ${deepest} lists and maps stand within each other here; a matrix needs seven.`;
      return { offset: parser.offset, message };
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** How the composer reports: where something is, its code, and what is wrong. */
type Report = (source: ErrorSource, code: string, message: string, isWarning?: boolean) => void;

type ErrorSource =
  number | [number, number, ...number[]] | { offset: number } | { range: number[] };

class TooManyErrors extends Error {}

function compose(
  tokens: CST.Token[],
  length: number,
): Document.Parsed | { problems: TextProblem[] } {
  // Duplicate keys are found below: the composer compares each key with each.
  const composer = new Composer({ keepSourceTokens: true, uniqueKeys: false });
  const problems: TextProblem[] = [];
  const report = composer["onError"] as Report;
  composer["onError"] = ((source, code, message, isWarning) => {
    // Thrown again each time: the composer turns what is thrown within a collection into a report.
    if (problems.length === mostErrors) throw new TooManyErrors();
    problems.push({ offset: offsetOf(source), message: inWords(code, message) });
    report(source, code, message, isWarning);
  }) satisfies Report;
  try {
    const [document, second] = composer.compose(tokens, true, length);
    if (second !== undefined && problems.length === 0) {
      const message = "a second document starts here. Write one matrix per file.";
      problems.push({ offset: second.range[0], message });
    }
    return problems.length > 0 ? { problems } : (document as Document.Parsed);
  } catch (error) {
    if (error instanceof TooManyErrors) return { problems };
    throw error;
  }
}

function offsetOf(source: ErrorSource): number {
  if (typeof source === "number") return source;
  if (Array.isArray(source)) return source[0];
  return "offset" in source ? source.offset : (source.range[0] ?? 0);
}

function inWords(code: string, message: string): string {
  if (code === "TAB_AS_INDENT") return "a tab indents this line. Use spaces: YAML allows no tabs.";
  return sentence(message);
}

function sentence(message: string): string {
  return message.endsWith(".") ? message : `${message}.`;
}

/** Duplicate keys, keys that are not text, and aliases that lead nowhere or unfold to too much. */
function contentProblems(document: Document.Parsed): TextProblem[] {
  const problems: TextProblem[] = [];
  const anchors = new Map<string, number>();
  const problem = (node: unknown, message: string) =>
    problems.push({ offset: (node as { range: number[] }).range[0] ?? 0, message });
  /** Characters of the node when all aliases are unfolded. */
  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) {
      const size = anchors.get(node.source);
      if (size === undefined)
        problem(node, `*${node.source} has no anchor &${node.source} before it.`);
      return size ?? 0;
    }
    if (!isScalar(node) && !isCollection(node)) return 0;
    let size = 1;
    if (isScalar(node)) size += String(node.value).length;
    else if (isMap(node)) {
      checkKeys(node.items);
      for (const { key, value } of node.items) size += sizeOf(key) + sizeOf(value);
    } else for (const item of node.items) size += sizeOf(item);
    if (node.anchor !== undefined) anchors.set(node.anchor, size);
    return size;
  };
  const checkKeys = (pairs: readonly { key: unknown }[]) => {
    const seen = new Set<string>();
    for (const { key } of pairs) {
      if (!isScalar(key) || typeof key.value !== "string") {
        if (key) problem(key, "a key must be plain text.");
      } else if (seen.has(key.value)) {
        problem(key, `the key ${show(key.value)} stands twice in this map. Keep one of them.`);
      } else seen.add(key.value);
    }
  };
  if (sizeOf(document.contents) > longestUnfolded) {
    const message = `with its aliases replaced, the file has more than ${longestUnfolded} characters. Write out what they stand for.`;
    problems.unshift({ offset: 0, message });
  }
  return problems;
}
