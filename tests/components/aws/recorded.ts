/** Builds routing peers against the SDK's mocks, and records what they register. */
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { parseServices } from "../../../segmentation/ports";
import { awsRoutingPeers, createRoutingPeers } from "../../../components/aws";
import type {
  AwsRoutingPeersArgs,
  AwsRoutingPeersOutputs,
  Generation,
  RoutingPeersOptions,
} from "../../../components/aws";

export const setupKeys = {
  a: "A1B2C3D4-0000-0000-0000-00000000000A",
  b: "A1B2C3D4-0000-0000-0000-00000000000B",
};

/** A resource as it was registered. */
export interface Recorded {
  type: string;
  name: string;
  // Tests look into inputs of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  inputs: Record<string, any>;
  /** Properties whose changes are ignored. */
  ignoreChanges: string[];
  /** Names of what the resource depends on. */
  dependencies: string[];
}

export interface Recording {
  resources: Recorded[];
  outputs: AwsRoutingPeersOutputs;
  generations: Generation[];
  /** Look-ups, as token and name. */
  calls: string[];
  /** The one resource of a type, or of a type and name. */
  one(type: string, name?: string): Recorded;
  all(type: string): Recorded[];
  /** The cloud-config of a domain's launch template. */
  userData(domain: string): string;
}

/** What the simulated AWS publishes as the newest image. */
export interface World {
  newestImage?: string;
  /** Version of the setup keys' parameters. */
  keyVersion?: number;
}

export const args: AwsRoutingPeersArgs = {
  subnets: ["subnet-a", "subnet-b"],
  owner: "Platform Team",
  scope: "aws-euc1",
  environment: "prod",
};

/** Stands in for the resource that waits for NetBird. */
class Ready extends pulumi.CustomResource {
  constructor(name: string) {
    super("test:index:Ready", name);
  }
}

export const options: RoutingPeersOptions = {
  managementUrl: "https://api.netbird.io",
  allowedEgress: [{ range: "10.10.0.0/16", services: parseServices("tcp/443,5432") }],
  overlayRange: "100.64.0.0/10",
  ready: ({ domain }) => new Ready(`ready-${domain}`),
};

export async function record(
  change: { args?: Partial<AwsRoutingPeersArgs>; options?: Partial<RoutingPeersOptions> } = {},
  world: World = {},
): Promise<Recording> {
  const resources: Recorded[] = [];
  const requests = listen();
  const calls: string[] = [];
  await pulumi.runtime.setMocks(mocks(resources, calls, world), "project", "prod", false);
  const generations: Generation[] = [];
  const parent = new pulumi.ComponentResource("netbird:index:HARoutedNetwork", "net-test-prod");
  const outputs = createRoutingPeers(
    parent,
    "net-test-prod",
    awsRoutingPeers({ ...args, ...change.args }),
    [
      { name: "a", metric: 100, setupKey: setupKeys.a },
      { name: "b", metric: 200, setupKey: setupKeys.b },
    ],
    {
      ...options,
      ...change.options,
      ready: (generation) => {
        generations.push(generation);
        return options.ready(generation);
      },
    },
  );
  // Until everything that outputs lead to has been registered.
  await pulumi.runtime.disconnect();
  for (const resource of resources) Object.assign(resource, requests.of(resource));
  requests.stop();
  const all = (type: string) => resources.filter((each) => each.type === type);
  const one = (type: string, name?: string) => {
    const found = all(type).filter((each) => name === undefined || each.name === name);
    if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${name ?? ""}`);
    return found[0]!;
  };
  const userData = (domain: string) => {
    const { inputs } = one("aws:ec2/launchTemplate:LaunchTemplate", `net-test-prod-${domain}`);
    return Buffer.from(inputs.userData as string, "base64").toString("utf8");
  };
  return { resources, outputs, generations, calls, one, all, userData };
}

/** Overhears the requests of resources, because mocks tell only their inputs. */
function listen() {
  const spy = jest.spyOn(MockMonitor.prototype, "registerResource");
  const heard = () => spy.mock.calls.map(([request]) => request as RegisterResourceRequest);
  return {
    stop: () => spy.mockRestore(),
    of({ type, name }: Recorded): Pick<Recorded, "ignoreChanges" | "dependencies"> {
      const request = heard().find((each) => each.getType() === type && each.getName() === name)!;
      return {
        ignoreChanges: request.getIgnorechangesList(),
        dependencies: request
          .getDependenciesList()
          .map((urn) => urn.split("::").slice(2).join("::")),
      };
    },
  };
}

function mocks(resources: Recorded[], calls: string[], world: World): pulumi.runtime.Mocks {
  return {
    newResource({ type, name, inputs }) {
      // Secrets arrive wrapped, as on the wire.
      // Components and what stands in for the readiness are not AWS's.
      if (type.startsWith("aws:")) {
        const later = { ignoreChanges: [], dependencies: [] };
        resources.push({ type, name, inputs: inputs as Recorded["inputs"], ...later });
      }
      const given = inputs as Record<string, unknown>;
      return { id: `${name}-id`, state: { ...given, ...computed(type, name, given, world) } };
    },
    call({ token, inputs }) {
      calls.push(`${token} ${String((inputs as { name?: string }).name)}`);
      const answers: Record<string, object> = {
        "aws:index/getRegion:getRegion": { region: "eu-central-1" },
        "aws:index/getCallerIdentity:getCallerIdentity": { accountId: "123456789012" },
        "aws:index/getPartition:getPartition": { partition: "aws" },
        "aws:ec2/getSubnet:getSubnet": { vpcId: "vpc-1" },
        "aws:ssm/getParameter:getParameter": { insecureValue: world.newestImage ?? "ami-1" },
      };
      return { ...(inputs as object), ...answers[token] };
    },
  };
}

function computed(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  world: World,
): object {
  const [, service = "", kind = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
  return {
    arn: `arn:aws:${service}:eu-central-1:123456789012:${kind}/${name}`,
    name: inputs.name ?? name,
    ...(kind === "LaunchTemplate" ? { latestVersion: 7 } : {}),
    ...(kind === "NetworkInterface" ? { macAddress: "02:00:00:00:00:0a" } : {}),
    ...(service === "ssm" ? { version: world.keyVersion ?? 1 } : {}),
  };
}
