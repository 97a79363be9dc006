/** JSON values out of a stream of text, one at a time, however they are set apart. */

/** A value, or why there is none, with the line that it begins in; lines count from 1. */
export type PlacedValue = { line: number; value: unknown } | { line: number; problem: string };

/** Characters of one value: a page of the API with 50,000 events has about 50 million. */
const longestValue = 64 * 1024 * 1024;

const [quote, backslash, newline] = ['"', "\\", "\n"].map((text) => text.charCodeAt(0));
const [open, close, openList, closeList] = ["{", "}", "[", "]"].map((text) => text.charCodeAt(0));

/**
 * Values as they come: one per line, one after the other without anything between them (as Firehose
 * delivers them), over several lines (as single objects in S3 may be), or as the items of one list. A
 * broken value is told once, and reading goes on at the next line.
 */
export async function* jsonValues(
  chunks: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<PlacedValue> {
  const splitter = new Splitter();
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

/** Looks at each character once, and keeps no more than the value that is open. */
class Splitter {
  private chunk = "";
  private position = 0;
  /** What earlier chunks have of the value that is open. */
  private earlier: string[] = [];
  private earlierLength = 0;
  /** Where the value that is open begins in this chunk; -1: none is open. */
  private start = -1;
  private startLine = 1;
  private line = 1;
  private atLineStart = true;
  private depth = 0;
  private inText = false;
  private escaped = false;
  /** Whether what stands here is no JSON; the rest of the line is left out. */
  private skipping = false;

  *push(chunk: string): Generator<PlacedValue> {
    this.chunk = chunk;
    for (this.position = 0; this.position < chunk.length; this.position++) {
      const found = this.step(chunk.charCodeAt(this.position));
      if (found !== undefined) yield found;
    }
    if (this.start < 0) return;
    this.earlier.push(chunk.slice(this.start));
    this.earlierLength += chunk.length - this.start;
    this.start = 0;
    if (this.earlierLength > longestValue) {
      yield this.broken(`a value has more than ${longestValue} characters`);
      this.skipping = true;
    }
  }

  *end(): Generator<PlacedValue> {
    if (this.start >= 0) yield this.broken("the text ends within a value");
  }

  private step(code: number): PlacedValue | undefined {
    const isLineStart = this.atLineStart;
    this.atLineStart = code === newline;
    if (code === newline) {
      this.line++;
      this.skipping = false;
      // JSON has no line break inside a text: the quote that would end it is missing.
      return this.inText
        ? this.broken("a text does not end in its line", this.line - 1)
        : undefined;
    }
    if (this.skipping) return undefined;
    if (this.start < 0) return this.between(code);
    if (this.inText) this.withinText(code);
    // Whoever writes one value over several lines indents what is within it.
    else if (code === open && isLineStart) return this.restart();
    else return this.within(code);
    return undefined;
  }

  private between(code: number): PlacedValue | undefined {
    if (code === open) this.begin();
    // Items of a list are read one by one, as if they stood alone.
    else if (!isSeparator(code)) {
      this.skipping = true;
      return { line: this.line, problem: "is not JSON" };
    }
    return undefined;
  }

  private begin(): void {
    this.start = this.position;
    this.startLine = this.line;
    this.depth = 1;
    this.inText = false;
    this.escaped = false;
  }

  private withinText(code: number): void {
    if (this.escaped) this.escaped = false;
    else if (code === backslash) this.escaped = true;
    else if (code === quote) this.inText = false;
  }

  private within(code: number): PlacedValue | undefined {
    if (code === quote) this.inText = true;
    else if (code === open || code === openList) this.depth++;
    else if (code === close || code === closeList) this.depth--;
    if (this.depth > 0) return undefined;
    const text = this.earlier.join("") + this.chunk.slice(this.start, this.position + 1);
    this.close();
    return parsed(text, this.startLine);
  }

  private restart(): PlacedValue {
    const problem = this.broken("the value does not end before the next one begins");
    this.begin();
    return problem;
  }

  private broken(problem: string, line = this.startLine): PlacedValue {
    this.close();
    return { line, problem };
  }

  private close(): void {
    this.start = -1;
    this.earlier = [];
    this.earlierLength = 0;
    this.inText = false;
  }
}

/** White space, commas, the brackets of a list around all, and a byte order mark. */
function isSeparator(code: number): boolean {
  return code <= 32 || code === 44 || code === openList || code === closeList || code === 0xfeff;
}

function parsed(text: string, line: number): PlacedValue {
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { line, problem: `is not JSON: ${(error as Error).message}` };
  }
}
