/** What the command writes: answers to stdout, everything about their making to stderr. */
import { writeFileSync } from "node:fs";
import pc from "picocolors";
import { NoAnswerError } from "./exit";

export type Colours = ReturnType<typeof pc.createColors>;

/**
 * Colours for a stream: only on a terminal, and not when NO_COLOR says otherwise. Picocolors by
 * itself would also colour whatever a CI job writes into a file.
 */
export function coloursFor(stream: NodeJS.WriteStream): Colours {
  const { NO_COLOR, TERM } = process.env;
  return pc.createColors(stream.isTTY === true && !NO_COLOR && TERM !== "dumb");
}

/** Colours of what goes to stdout. */
export const colours = coloursFor(process.stdout);

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}

/** Says on stderr what takes a while, so that nobody wonders. */
export function progress(text: string): void {
  process.stderr.write(`${coloursFor(process.stderr).dim(`${text} …`)}\n`);
}

/** Something about the answer that is no part of it. */
export function note(text: string): void {
  process.stderr.write(`${coloursFor(process.stderr).yellow(text)}\n`);
}

/** Writes a file that the user asked for. */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new NoAnswerError(`Cannot write ${file}: ${(error as Error).message}`);
  }
}
