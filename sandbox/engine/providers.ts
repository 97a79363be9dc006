import { once } from "node:events";
import type { Children } from "./children";
import type { Properties } from "./deployment";
import { ProviderClient } from "./providerClient";

/** What providers need to know of a run. */
interface ProvidersContext {
  children: Children;
  /** Address of the engine's own services, once they run. */
  engineAddress: () => string;
  /** The program's folder, where the dynamic provider finds its packages. */
  programDir: string;
  env: NodeJS.ProcessEnv;
  /** Stack configuration, secrets marked. */
  config: Properties;
  onOutput: (line: string, stream: "stdout" | "stderr") => void;
}

/** The package whose provider is the SDK's dynamic-provider process. */
const dynamicPackage = "pulumi-nodejs";

/** The providers of one run, each started and configured at first use. */
export class Providers {
  private readonly clients = new Map<string, Promise<ProviderClient>>();
  /** Configuration of providers that are resources, by their reference. */
  private readonly declared = new Map<string, Properties>();

  constructor(private readonly context: ProvidersContext) {}

  /** Makes a provider known that is a resource: an explicit one, or a default one of a state. */
  declare(reference: string, config: Properties): void {
    this.declared.set(reference, config);
  }

  /** The provider that a reference names; without one, that of a package with its configuration. */
  for(packageName: string, reference: string | undefined): Promise<ProviderClient> {
    const declared = reference === undefined ? undefined : this.declared.get(reference);
    const key = declared === undefined ? packageName : reference!;
    const known = this.clients.get(key);
    if (known !== undefined) return known;
    const client = this.open(packageName, declared ?? this.defaultConfig(packageName));
    this.clients.set(key, client);
    return client;
  }

  async close(): Promise<void> {
    const clients = await Promise.allSettled(this.clients.values());
    for (const result of clients) if (result.status === "fulfilled") result.value.close();
  }

  /** A dynamic provider gets the whole configuration; others get their own keys. */
  defaultConfig(packageName: string): Properties {
    if (packageName === dynamicPackage) return this.context.config;
    const prefix = `${packageName}:`;
    return Object.fromEntries(
      Object.entries(this.context.config)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
  }

  private async open(packageName: string, config: Properties): Promise<ProviderClient> {
    const address =
      packageName === dynamicPackage
        ? await this.startDynamicProvider()
        : attachedProvider(packageName, this.context.env);
    const client = new ProviderClient(address);
    await client.configure(config);
    return client;
  }

  private async startDynamicProvider(): Promise<string> {
    const { children, engineAddress, programDir, env, onOutput } = this.context;
    // The program's own SDK, as under the real engine.
    const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider", { paths: [programDir] });
    let announce: (port: string) => void;
    const port = new Promise<string>((resolve) => (announce = resolve));
    let announced = false;
    const child = children.start(
      script,
      [engineAddress()],
      { cwd: programDir, env },
      (line, stream) => {
        // The first line is the port that the process listens on.
        if (stream === "stdout" && !announced) announce(line.trim());
        else onOutput(line, stream);
        announced ||= stream === "stdout";
      },
    );
    const died = once(child, "exit").then(() => {
      throw new Error("the dynamic provider ended before it was ready");
    });
    return `127.0.0.1:${await Promise.race([port, died])}`;
  }
}

/** Other packages' providers are attached: `PULUMI_DEBUG_PROVIDERS=aws:50051,random:50052`. */
function attachedProvider(packageName: string, env: NodeJS.ProcessEnv): string {
  const attached = (env.PULUMI_DEBUG_PROVIDERS ?? "").split(",").map((entry) => entry.split(":"));
  const port = attached.find(([name]) => name === packageName)?.[1];
  if (port !== undefined) return `127.0.0.1:${port}`;
  throw new Error(
    `The sandbox engine has no provider for the package "${packageName}". Attach one with PULUMI_DEBUG_PROVIDERS=${packageName}:<port>, or use the Pulumi CLI.`,
  );
}

/** The package of a type token: `pulumi-nodejs` of `pulumi-nodejs:dynamic/netbird:Group`. */
export function packageOf(type: string): string {
  return type.startsWith("pulumi:providers:")
    ? type.slice("pulumi:providers:".length)
    : (type.split(":")[0] ?? type);
}

/** Whether a resource is a provider that the engine itself put into the state. */
export function isDefaultProvider(urn: string): boolean {
  return /::pulumi:providers:[^:]+::default$/.test(urn);
}
