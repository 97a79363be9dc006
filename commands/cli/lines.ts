/** The change of a text as lines, for people. */
import type { Colours } from "./terminal";

/**
 * Lines that went and came, between what both texts begin and end with. Enough for edits in one
 * place, which ours are; empty when nothing changes.
 */
export function changedLines(before: string, after: string, colours: Colours): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start++;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return [
    ...old.slice(start, old.length - end).map((line) => colours.red(`- ${line}`)),
    ...now.slice(start, now.length - end).map((line) => colours.green(`+ ${line}`)),
  ].join("\n");
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
}
