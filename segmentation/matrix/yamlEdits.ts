/** Edits of YAML text at the places that its nodes tell, so that all other text stays as it is. */
import { isCollection, isScalar, isSeq } from "yaml";
import type { CST, Pair, YAMLMap, YAMLSeq } from "yaml";

/** Replaces the text from `start` to `end`. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Writes a value as YAML in lines. */
type Print = (value: unknown) => string;

/** The text with edits made; they must not overlap. New lines end as the text's own do. */
export function apply(source: string, edits: readonly TextEdit[]): string {
  const newline = source.includes("\r\n") ? "\r\n" : "\n";
  return (
    [...edits]
      // What is inserted where something is removed must outlive the removal: it comes after it.
      .sort((a, b) => b.start - a.start || b.end - a.end)
      .reduce(
        (text, { start, end, text: replacement }) =>
          text.slice(0, start) + replacement.replaceAll("\n", newline) + text.slice(end),
        source,
      )
  );
}

/** The pair of a key. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Adds an item to the list at a key of a map. */
export function appendToSequence(
  source: string,
  map: YAMLMap,
  key: string,
  item: unknown,
  print: Print,
): TextEdit[] {
  const list = pairOf(map, key)?.value;
  if (!isSeq(list)) return [];
  const last = list.items.at(-1);
  if (list.flow && last !== undefined) {
    return [at(valueEnd(last), `, ${JSON.stringify(item)}`)];
  }
  if (last === undefined) return replaceValue(source, map, key, [item], print);
  const text = indented(print([item]), indentOf(list));
  const gap = list.items.length > 1 && hasBlankLineBefore(source, dashOf(list, -1)) ? "\n" : "";
  return [afterLine(source, valueEnd(last), gap + text)];
}

/** Removes an item from the list at a key of a map, with the comment directly above it. */
export function removeFromSequence(
  source: string,
  map: YAMLMap,
  key: string,
  index: number,
): TextEdit[] {
  const list = pairOf(map, key)?.value;
  if (!isSeq(list)) return [];
  if (list.flow) return [withoutInline(list.items, index)];
  const item = list.items[index];
  const lines = {
    start:
      index === 0 ? lineStart(source, dashOf(list, 0)) : commentStart(source, dashOf(list, index)),
    end: nextLine(source, valueEnd(item)),
    text: "",
  };
  if (list.items.length > 1) return [lines];
  return [at(afterColon(source, pairOf(map, key)!), " []"), lines];
}

/** Adds pairs to a map. */
export function appendToMap(
  source: string,
  map: YAMLMap,
  pairs: Record<string, unknown>,
  print: Print,
): TextEdit[] {
  const last = map.items.at(-1);
  if (map.flow) {
    const text = JSON.stringify(pairs).slice(1, -1);
    return [last ? at(pairEnd(last), `, ${text}`) : at(startOf(map) + 1, text)];
  }
  const indent = indentOf(map);
  if (indent > 0) return [afterLine(source, pairEnd(last!), indented(print(pairs), indent))];
  // At the top of a file, sections are set apart, and a new one is the last.
  const gap = source.endsWith("\n") ? "\n" : "\n\n";
  return [at(source.length, gap + print(pairs))];
}

/** Removes a pair from a map, with its lines. */
export function removeFromMap(source: string, map: YAMLMap, key: string): TextEdit[] {
  const index = map.items.findIndex((pair) => pair === pairOf(map, key));
  if (map.flow) return [withoutInline(map.items, index)];
  const pair = map.items[index]!;
  const start =
    index === 0 ? lineStart(source, startOf(pair.key)) : commentStart(source, startOf(pair.key));
  return [{ start, end: nextLine(source, pairEnd(pair)), text: "" }];
}

/** Replaces the value of a key. */
export function replaceValue(
  source: string,
  map: YAMLMap,
  key: string,
  value: unknown,
  print: Print,
): TextEdit[] {
  const pair = pairOf(map, key)!;
  const start = afterColon(source, pair);
  const end = trimmedEnd(source, pairEnd(pair));
  if (map.flow) return [{ start, end, text: ` ${JSON.stringify(value)}` }];
  const text = indented(print(value), indentOf(map) + 2);
  return [{ start, end, text: `\n${text.replace(/\n$/, "")}` }];
}

function at(offset: number, text: string): TextEdit {
  return { start: offset, end: offset, text };
}

/** Inserts lines after the line that an offset is in. */
function afterLine(source: string, offset: number, lines: string): TextEdit {
  const start = nextLine(source, offset);
  const isOpen = start === source.length && !source.endsWith("\n");
  return at(start, isOpen ? `\n${lines}` : lines);
}

/** Removes an item between brackets, with the comma that sets it apart. */
function withoutInline(items: readonly unknown[], index: number): TextEdit {
  const [before, item, after] = [items[index - 1], items[index], items[index + 1]];
  if (after !== undefined) return { start: startOf(item), end: startOf(after), text: "" };
  return {
    start: before === undefined ? startOf(item) : valueEnd(before),
    end: valueEnd(item),
    text: "",
  };
}

function startOf(node: unknown): number {
  if (typeof node === "object" && node !== null && "key" in node) return startOf(node.key);
  return (node as { range: number[] }).range[0]!;
}

/** Where a value ends, without the comments and blank lines that follow it. */
function valueEnd(node: unknown): number {
  if (typeof node === "object" && node !== null && "key" in node) return pairEnd(node as Pair);
  if (isCollection(node) && !node.flow && node.items.length > 0) return valueEnd(node.items.at(-1));
  return (node as { range: number[] }).range[1]!;
}

function pairEnd({ key, value }: Pair): number {
  return valueEnd(value ?? key);
}

function afterColon(source: string, { key }: Pair): number {
  return source.indexOf(":", valueEnd(key)) + 1;
}

/** A block of text counts its last line break as its own. */
function trimmedEnd(source: string, end: number): number {
  return source.slice(0, end).trimEnd().length;
}

function indentOf(collection: YAMLMap | YAMLSeq): number {
  const token = collection.srcToken as CST.BlockMap | CST.BlockSequence | undefined;
  return token?.indent ?? 0;
}

/** Where the dash of an item is. */
function dashOf(list: YAMLSeq, index: number): number {
  const items = (list.srcToken as CST.BlockSequence).items;
  return items.at(index)!.start.find(({ type }) => type === "seq-item-ind")!.offset;
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf("\n", offset - 1) + 1;
}

/** The start of the line after the one that an offset is in; an offset at a line's start stays. */
function nextLine(source: string, offset: number): number {
  if (source[offset - 1] === "\n") return offset;
  const end = source.indexOf("\n", offset);
  return end < 0 ? source.length : end + 1;
}

/** The start of an item's line, or of the comment directly above it. */
function commentStart(source: string, offset: number): number {
  let start = lineStart(source, offset);
  while (start > 0) {
    const above = lineStart(source, start - 1);
    if (!/^[ \t]*#/.test(source.slice(above, start))) break;
    start = above;
  }
  return start;
}

function hasBlankLineBefore(source: string, offset: number): boolean {
  return /\n[ \t]*\r?\n$/.test(source.slice(0, commentStart(source, offset)));
}

function indented(text: string, indent: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(indent));
}
