/** Makes routed networks against the SDK's mocks and a sandbox, and records what they register. */
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { HARoutedNetwork } from "../../../index";
import type { HARoutedNetworkArgs } from "../../../index";
import { request } from "../liveAccount";

export const networkName = "net-aws-euc1-prod";

/** A whole network off AWS, with everything that is optional left out. */
export const args: HARoutedNetworkArgs = {
  resources: [
    { name: "vpc", address: "10.10.0.0/16" },
    { name: "db", address: "db.internal.example.com" },
    { name: "corp", address: "*.corp.internal" },
    { name: "jump", address: "10.10.0.7" },
  ],
  access: [
    {
      from: { existing: "peer-devops-prod", id: "devops-id" },
      to: "db",
      allow: "tcp/5432",
      because: "Schema changes",
      owner: "Platform Team",
    },
  ],
  routingPeers: [{ name: "a", address: "10.10.0.5" }, { name: "b" }],
  dns: { resolvers: ["10.10.0.10", "10.10.0.11"], matchDomains: ["corp.internal"] },
};

/** A resource as it was registered. */
export interface Recorded {
  type: string;
  name: string;
  // Tests look into inputs of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  inputs: Record<string, any>;
  /** Names of what it depends on. */
  dependencies: string[];
}

export interface Recording {
  resources: Recorded[];
  networks: HARoutedNetwork[];
  /** Inputs of the resources of a kind, by name: `Policy`, `aws:ec2/route:Route`. */
  all(kind: string): Record<string, Recorded["inputs"]>;
  dependenciesOf(kind: string, name: string): string[];
  warnings: string[];
}

export { closeAccount, openAccount } from "../liveAccount";

export function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  return request(method, `/api${path}`, body);
}

/** NetBird's own range in the account, a random one. */
export async function accountRange(): Promise<string> {
  const [account] = await api<{ settings: { network_range: string } }[]>("GET", "/accounts");
  return account!.settings.network_range;
}

/** Registers what a program makes. */
export async function recordProgram(program: () => HARoutedNetwork[]): Promise<Recording> {
  const resources: Recorded[] = [];
  const warnings: string[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockImplementation((message) => {
    warnings.push(message);
    return Promise.resolve();
  });
  const register = jest.spyOn(MockMonitor.prototype, "registerResource");
  try {
    await pulumi.runtime.setMocks(mocks(resources), "project", "prod", false);
    const networks = program();
    await settled(resources);
    const requests = register.mock.calls.map(([request]) => request as unknown as Request);
    for (const resource of resources) {
      const request = requests.find(
        (each) => each.getType() === resource.type && each.getName() === resource.name,
      )!;
      resource.dependencies = request.getDependenciesList().map((urn) => urn.split("::").at(-1)!);
    }
    return { resources, networks, warnings, ...finders(resources) };
  } finally {
    register.mockRestore();
    warn.mockRestore();
  }
}

interface Request {
  getType(): string;
  getName(): string;
  getDependenciesList(): string[];
}

/** Until nothing more is registered. */
async function settled(resources: readonly Recorded[]): Promise<void> {
  for (let before = -1, quiet = 0; quiet < 4;) {
    const now = resources.length;
    quiet = now === before ? quiet + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** One network with arguments that differ from {@link args}. */
export function record(
  change: Partial<HARoutedNetworkArgs> = {},
  name = networkName,
): Promise<Recording> {
  return recordProgram(() => [new HARoutedNetwork(name, { ...args, ...change })]);
}

/** What is wrong with a network, one line each. */
export async function refusals(
  change: Partial<HARoutedNetworkArgs>,
  name = networkName,
): Promise<string[]> {
  let message = "";
  await recordProgram(() => {
    try {
      return [new HARoutedNetwork(name, { ...args, ...change })];
    } catch (error) {
      if (!pulumi.RunError.isInstance(error)) throw error;
      message = error.message;
      return [];
    }
  });
  return message
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/^ {2}- /, ""));
}

export function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

function finders(resources: readonly Recorded[]): Pick<Recording, "all" | "dependenciesOf"> {
  const type = (kind: string) =>
    kind.includes(":") ? kind : `pulumi-nodejs:dynamic/netbird:${kind}`;
  const found = (kind: string) => resources.filter((each) => each.type === type(kind));
  return {
    all: (kind) => Object.fromEntries(found(kind).map(({ name, inputs }) => [name, inputs])),
    dependenciesOf: (kind, name) =>
      found(kind).find((each) => each.name === name)?.dependencies ?? [],
  };
}

function mocks(resources: Recorded[]): pulumi.runtime.Mocks {
  return {
    newResource({ type, name, inputs }) {
      const given = inputs as Recorded["inputs"];
      resources.push({ type, name, inputs: given, dependencies: [] });
      const computed = type.endsWith(":SetupKey")
        ? { key: `KEY-OF-${name}`, expires: "0001-01-01T00:00:00Z" }
        : { arn: `arn:${name}`, latestVersion: 1, version: 1, macAddress: "02:00:00:00:00:01" };
      return { id: `${name}-id`, state: { name, ...given, ...computed } };
    },
    call({ token, inputs }) {
      const answers: Record<string, object> = {
        "aws:index/getRegion:getRegion": { region: "eu-central-1" },
        "aws:index/getCallerIdentity:getCallerIdentity": { accountId: "123456789012" },
        "aws:index/getPartition:getPartition": { partition: "aws" },
        "aws:ec2/getSubnet:getSubnet": { vpcId: "vpc-1" },
        "aws:ssm/getParameter:getParameter": { insecureValue: "ami-1" },
      };
      return { ...(inputs as object), ...answers[token] };
    },
  };
}
