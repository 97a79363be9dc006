import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

const packageRoot = join(__dirname, "../..");

/** What the pack has against a resource. */
export interface Violation {
  policy: string;
  message: string;
  level: "advisory" | "mandatory";
}

/** The policy pack, run as the engine runs it: by the SDK, from its folder, asked over gRPC. */
export class Pack {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: analyzer.AnalyzerClient,
  ) {}

  static async start(): Promise<Pack> {
    const folder = join(packageRoot, "policies");
    const run = join(packageRoot, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
    const child = spawn(process.execPath, [run, "127.0.0.1:0", folder], {
      cwd: folder,
      env: { ...process.env, PULUMI_NODEJS_TYPESCRIPT: "false" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const client = new analyzer.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    return new Pack(child, client);
  }

  /** Judges a resource, as the engine does before it is made. */
  async judge(kind: string, args: Record<string, unknown>): Promise<Violation[]> {
    const request = new messages.AnalyzeRequest();
    const type = `pulumi-nodejs:dynamic/netbird:${kind}`;
    request.setType(type);
    request.setUrn(`urn:pulumi:prod::test::${type}::it`);
    request.setName("it");
    request.setProperties(
      Struct.fromJavaScript(args as Parameters<typeof Struct.fromJavaScript>[0]),
    );
    const options = new messages.AnalyzerResourceOptions();
    options.setCustomtimeouts(new messages.AnalyzerResourceOptions.CustomTimeouts());
    request.setOptions(options);
    const response = await new Promise<messages.AnalyzeResponse>((resolve, reject) =>
      this.client.analyze(request, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
    return response.getDiagnosticsList().map((diagnostic) => ({
      policy: diagnostic.getPolicyname(),
      message: diagnostic.getMessage(),
      level:
        diagnostic.getEnforcementlevel() === messages.EnforcementLevel.MANDATORY
          ? "mandatory"
          : "advisory",
    }));
  }

  async close(): Promise<void> {
    this.client.close();
    const end = once(this.child, "exit");
    this.child.kill();
    await end;
  }
}
