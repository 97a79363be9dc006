/** Lambda: runs the code that was deployed, with the environment and role that it was deployed with. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { AwsError } from "./cloud";
import type { Cloud } from "./cloud";
import type { Iam } from "./iam";
import { place } from "./types";
import type { Properties } from "./types";

/** What became of one call. */
export interface Invocation {
  function: string;
  /** Name of the rule that woke it; undefined for a call by hand. */
  rule?: string;
  /** What the function answered. */
  result?: unknown;
  /** What it threw. */
  error?: string;
  /** What it wrote, for CloudWatch Logs. */
  log: string;
}

/** What a runtime is in AWS: it loads the handler and reports what comes of it. */
const runtime = `
const [file, name, event] = process.argv.slice(1);
Promise.resolve()
  .then(() => require(file)[name](JSON.parse(event)))
  .then((result) => process.send({ result }), (error) => process.send({ error: String(error) }))
  .then(() => process.disconnect());
`;

/** The account's functions. One call at a time, so that what happened can be read in order. */
export class Lambda {
  readonly invocations: Invocation[] = [];
  private last: Promise<unknown> = Promise.resolve();
  private child?: ChildProcess;
  private closed = false;

  constructor(
    private readonly cloud: Cloud,
    private readonly iam: Iam,
    /** Where its SDK finds AWS. */
    private readonly endpoint: string,
  ) {}

  /** Calls a function; what goes wrong in it is in the answer. */
  invoke(name: string, event: object = {}, rule?: string): Promise<Invocation> {
    const call = this.last.then(async () => {
      const outcome = await this.run(name, event).catch((error: Error) => {
        return { error: error.message, log: "" };
      });
      const invocation = { function: name, ...(rule !== undefined && { rule }), ...outcome };
      this.invocations.push(invocation);
      return invocation;
    });
    this.last = call;
    return call;
  }

  /** Waits until no call is under way. */
  async idle(): Promise<void> {
    for (let seen; seen !== this.last;) {
      seen = this.last;
      await seen;
    }
  }

  /** Ends what is under way, and starts nothing any more. */
  close(): void {
    this.closed = true;
    this.child?.kill();
  }

  private async run(
    name: string,
    event: object,
  ): Promise<Pick<Invocation, "result" | "error" | "log">> {
    const found = this.cloud.find("aws:lambda/function:Function", name);
    if (found === undefined || this.closed) throw new AwsError("ResourceNotFoundException", name);
    const { timeout = 3 } = found.outputs;
    const args = ["-e", runtime, ...handlerOf(found.outputs), JSON.stringify(event)];
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: this.environmentOf(found.outputs),
      timeout: Number(timeout) * 1000,
    });
    this.child = child;
    let log = "";
    let answer: { result?: unknown; error?: string } = { error: "the function ended unheard" };
    for (const stream of [child.stdout, child.stderr]) {
      stream!.setEncoding("utf8").on("data", (text: string) => (log += text));
    }
    child.on("message", (message) => (answer = message as typeof answer));
    await once(child, "close");
    return { ...answer, log };
  }

  private environmentOf({ environment, role }: Properties): Record<string, string> {
    const { variables = {} } = (environment ?? {}) as { variables?: Record<string, string> };
    return {
      ...variables,
      AWS_REGION: place.region,
      AWS_ACCESS_KEY_ID: this.iam.keyOf(String(role)),
      AWS_SECRET_ACCESS_KEY: "simulated",
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_EC2_METADATA_DISABLED: "true",
      // The runtime is the Node of this machine, not the one that the function asks for.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    };
  }
}

/** File and export of the handler: `index.handler` in an archive of files. */
function handlerOf({ handler, code }: Properties): [file: string, name: string] {
  const [module = "", name = ""] = String(handler).split(".");
  const { assets = {} } = (code ?? {}) as { assets?: Record<string, { path?: string }> };
  const file = assets[`${module}.js`]?.path;
  if (file === undefined) {
    throw new AwsError("Unsupported", `code must be an archive with the file ${module}.js`);
  }
  return [file, name];
}
