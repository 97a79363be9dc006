import pc from "picocolors";

/** What the demo writes: headings, lines, and a line of progress where the terminal has one. */
export class Screen {
  /** Steps that were begun. */
  steps = 0;
  private readonly interactive = process.stdout.isTTY === true;

  /** Begins the next step. */
  heading(text: string): void {
    this.steps += 1;
    this.line(`\n${pc.bold(pc.cyan(`${this.steps}. ${text}`))}`);
  }

  line(text = ""): void {
    this.clear();
    process.stdout.write(`${text}\n`);
  }

  good(text: string): void {
    this.line(`${pc.green("✓")} ${text}`);
  }

  bad(text: string): void {
    this.line(`${pc.red("✗")} ${text}`);
  }

  /** Something that goes on; replaced by whatever is written next. */
  progress(text: string): void {
    if (!this.interactive) return;
    this.clear();
    const width = (process.stdout.columns || 80) - 1;
    process.stdout.write(pc.dim(`… ${text}`.slice(0, width)));
  }

  private clear(): void {
    if (this.interactive) process.stdout.write("\r\u001b[K");
  }
}

/** How tables are coloured; picocolors leaves texts alone where the terminal has no colour. */
export const tableStyle = {
  header: pc.bold,
  allowed: pc.green,
  forbidden: pc.red,
  violated: (text: string) => pc.bgRed(pc.white(text)),
};
