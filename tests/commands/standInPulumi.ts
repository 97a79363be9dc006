/**
 * A `pulumi` on the PATH that answers from files and keeps a record of how it was called, with the
 * configuration that it was given.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Folder } from "./run";

/** A call: the command line, and the configuration file's text at that time. */
export interface Call {
  args: string[];
  config: string;
}

const program = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
const after = (flag) => args[args.indexOf(flag) + 1];
const stack = after("--stack");
const file = args.includes("--config-file") ? after("--config-file") : "Pulumi." + stack + ".yaml";
const config = existsSync(file) ? readFileSync(file, "utf8") : "";
appendFileSync("calls", JSON.stringify({ args, config }) + "\\n");
if (stack.split("/").at(-1) !== "prod") {
  console.error("error: no stack named '" + stack + "' found");
  process.exit(6);
}
if (args[1] === "export") process.stdout.write(readFileSync("state.json", "utf8"));
else if (args.includes("--json")) console.log('{"changeSummary":{"update":1,"same":7}}');
else console.log("pulumi was here");
process.exit(existsSync("fail-" + args[0]) ? 1 : 0);
`;

export class StandInPulumi {
  constructor(private readonly folder: Folder) {
    mkdirSync(join(folder.dir, "bin"));
    folder.write("bin/pulumi", program);
    chmodSync(join(folder.dir, "bin/pulumi"), 0o755);
    folder.write("Pulumi.yaml", "name: zero-trust\nruntime: nodejs\n");
  }

  /** Environment in which it is found. */
  get env(): Record<string, string> {
    return { PATH: `${this.folder.dir}/bin:${process.env.PATH}` };
  }

  /** What the last update left of components: their class, name and outputs. */
  has(...components: [kind: string, name: string, outputs: object][]): void {
    const resources = components.map(([kind, name, outputs]) => ({
      urn: `urn:pulumi:prod::zero-trust::netbird:index:${kind}::${name}`,
      type: `netbird:index:${kind}`,
      outputs,
    }));
    const stack = {
      urn: "urn:pulumi:prod::zero-trust::pulumi:pulumi:Stack::zero-trust-prod",
      type: "pulumi:pulumi:Stack",
    };
    const state = { version: 3, deployment: { resources: [stack, ...resources] } };
    this.folder.write("state.json", JSON.stringify(state));
  }

  failAt(command: "up" | "preview"): void {
    this.folder.write(`fail-${command}`, "");
  }

  calls(): Call[] {
    if (!existsSync(join(this.folder.dir, "calls"))) return [];
    const text = readFileSync(join(this.folder.dir, "calls"), "utf8");
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Call);
  }

  /** Those that update or preview. */
  runs(): Call[] {
    return this.calls().filter(({ args }) => args[0] === "up" || args[0] === "preview");
  }
}
