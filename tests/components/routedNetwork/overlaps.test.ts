import * as pulumi from "@pulumi/pulumi";
import { HARoutedNetwork } from "../../../index";
import type { HARoutedNetworkArgs, RoutedAddresses } from "../../../index";
import { getRoutedAddresses } from "../../../provider/inspection/routedAddresses";
import { problemsBeside } from "../../../components/routedNetwork/otherNetworks";
import { findOverlaps } from "../../../components/routedNetwork/overlaps";
import {
  api,
  args,
  closeAccount,
  networkName,
  openAccount,
  record,
  recordProgram,
  value,
} from "./recorded";

beforeAll(openAccount);
afterAll(closeAccount);

const network = (name: string, ...addresses: string[]): RoutedAddresses => ({
  network: name,
  addresses: addresses.map((address) => ({ name: address, address })),
});

test.each([
  ["10.10.0.0/16", "10.10.4.0/24"],
  ["10.10.4.7", "10.10.0.0/16"],
  ["10.10.0.0/16", "10.10.0.0/16"],
  ["2001:db8::/32", "2001:DB8:1::/48"],
  ["*.corp.internal", "db.corp.internal"],
  ["db.corp.internal", "DB.corp.internal"],
])("%s and %s overlap", (a, b) => {
  expect(findOverlaps(network("x", a), [network("y", b)])).toHaveLength(1);
});

const routed = (addresses: RoutedAddresses) => ({ ...addresses, isRoute: false });

test.each([
  ["0.0.0.0/0", "10.10.0.0/16"],
  ["::/0", "2001:db8::/32"],
  ["10.10.0.0/16", "10.11.0.0/16"],
  ["*.corp.internal", "corp.internal"],
  ["10.10.0.0/16", "db.corp.internal"],
  ["10.10.0.0/16", "2001:db8::/32"],
])("%s and %s do not", (a, b) => {
  expect(findOverlaps(network("x", a), [network("y", b)])).toEqual([]);
});

test("what lies in another address of its own network is not said again", () => {
  const own = network("x", "10.10.0.0/16", "10.10.0.7");
  const [only, ...more] = findOverlaps(own, [network("y", "10.10.0.0/16", "10.10.0.7")]);
  expect(only).toMatchObject({ own: { name: "10.10.0.0/16" }, other: { name: "10.10.0.0/16" } });
  expect(more).toEqual([]);
});

const other = (change: Partial<HARoutedNetworkArgs> = {}): HARoutedNetworkArgs => ({
  ...args,
  resources: [{ name: "lan", address: "10.10.4.0/24" }],
  access: [],
  owner: "Platform Team",
  dns: "none",
  ...change,
});

describe("another network of this program", () => {
  const both = (change: Partial<HARoutedNetworkArgs>) => {
    let message = "";
    return recordProgram(() => {
      const first = new HARoutedNetwork(networkName, args);
      try {
        return [first, new HARoutedNetwork("net-aws-euc2-prod", other(change))];
      } catch (error) {
        message = (error as Error).message;
        return [first];
      }
    }).then(() => message);
  };

  test("is told apart", async () => {
    const message = await both({});
    expect(message).toContain(
      '"lan" (10.10.4.0/24) overlaps with "vpc" (10.10.0.0/16) in the network "net-aws-euc1-prod" of this program',
    );
    expect(message).toContain('overlaps: "<reason>"');
  });

  test("may overlap for a reason", async () => {
    expect(await both({ overlaps: "Stage mirrors prod" })).toBe("");
  });

  test("is forgotten by the next run in the same process", async () => {
    const next = await record(other(), "net-aws-euc2-prod");
    expect(next.networks).toHaveLength(1);
  });
});

describe("networks of other stacks and of the account", () => {
  const own = network(networkName, "10.10.0.0/16");

  test("are told apart, all at once", () => {
    const stack = network("net-aws-euw1-prod", "10.10.0.0/12");
    const office = network("office", "10.10.128.0/20");
    const planned = network("net-dc-lab-prod", "10.10.9.0/24");
    expect(problemsBeside(own, [stack], [routed(planned)], [routed(office)])).toEqual([
      expect.stringContaining('in the network "net-aws-euw1-prod" of another stack'),
      expect.stringContaining('in the network "net-dc-lab-prod" of this program'),
      expect.stringContaining('in the network "office" of this account'),
    ]);
  });

  test("are judged by what this program makes of them", () => {
    const before = network("lab", "10.10.9.0/24");
    const moved = { ...before, addresses: [{ ...before.addresses[0]!, address: "10.20.0.0/24" }] };
    expect(problemsBeside(own, [], [], [routed(before)])).toHaveLength(1);
    expect(problemsBeside(own, [], [routed(moved)], [routed(before)])).toEqual([]);
  });

  test("with the very same addresses may be this network's former name", () => {
    const old = routed(network("net-old-prod", "10.10.0.0/16"));
    expect(problemsBeside(own, [], [], [old])).toEqual([
      expect.stringContaining("overlaps with"),
      expect.stringContaining('aliases: [{ name: "net-old-prod" }]'),
    ]);
  });

  test.each([undefined, {}, "10.0.0.0/8", { network: "x", addresses: [{}] }])(
    "are what the output addresses says, not %p",
    (wrong) => {
      expect(problemsBeside(own, [wrong], [], [])).toEqual([
        expect.stringContaining("otherNetworks[0] is not the output"),
      ]);
    },
  );

  test("may stand beside", async () => {
    const built = await record({
      otherNetworks: [pulumi.output(network("net-x", "172.16.0.0/12"))],
    });
    expect(Object.keys(built.all("Network"))).toEqual([networkName]);
  });
});

test("lazy connections are warned of", async () => {
  const { warnings } = await record();
  const lazy = /lazy connections on.*"net-aws-euc1-prod".*section 6\.3/;
  expect(warnings).toEqual([expect.stringMatching(lazy)]);
});

describe("what the account routes", () => {
  // Look-ups of one process share what they found, so each test gets an account of its own.
  beforeEach(async () => {
    await closeAccount();
    await openAccount();
  });

  test("is told by networks and by older routes, without what is disabled", async () => {
    const lab = await liveNetwork("net-dc-lab-prod", "172.31.0.0/16");
    const off = { name: "off", address: "172.31.9.0/24", enabled: false, groups: [] };
    await api("POST", `/networks/${lab}/resources`, off);
    await liveRoute({ network_id: "office", network: "172.30.0.0/16" });
    await liveRoute({ network_id: "names", domains: ["a.corp", "b.corp"] });
    await liveRoute({ network_id: "off", network: "172.29.0.0/16", enabled: false });
    await recordProgram(() => []);
    const found = await value(getRoutedAddresses());
    expect(found.sort((a, b) => (a.network < b.network ? -1 : 1))).toEqual([
      {
        network: "names",
        isRoute: true,
        addresses: ["a.corp", "b.corp"].map((address) => ({ name: "names", address })),
      },
      {
        network: "net-dc-lab-prod",
        isRoute: false,
        addresses: [{ name: "net-dc-lab-prod-lan", address: "172.31.0.0/16" }],
      },
      {
        network: "office",
        isRoute: true,
        addresses: [{ name: "office", address: "172.30.0.0/16" }],
      },
    ]);
  });

  test("may be this network itself, from the second run on", async () => {
    await liveNetwork(networkName, "10.10.128.0/20");
    const built = await record();
    expect(Object.keys(built.all("Network"))).toEqual([networkName]);
  });

  const urn = "urn:pulumi:prod::project::netbird:index:HARoutedNetwork::net-aws-old-prod";

  test.each([
    ["a name", { name: "net-aws-old-prod" }],
    ["a URN", urn],
    ["an output", pulumi.output(urn)],
  ])("may be this network under its former name, when an alias says so: %s", async (_as, alias) => {
    await liveNetwork("net-aws-old-prod", "10.10.0.0/16");
    const built = await recordProgram(() => [
      new HARoutedNetwork(networkName, args, { aliases: [alias] }),
    ]);
    expect(Object.keys(built.all("Network"))).toEqual([networkName]);
  });
});

async function liveNetwork(name: string, address: string): Promise<string> {
  const { id } = await api<{ id: string }>("POST", "/networks", { name });
  const lan = { name: `${name}-lan`, address, enabled: true, groups: [] };
  await api("POST", `/networks/${id}/resources`, lan);
  return id;
}

/** A route of the older kind. */
async function liveRoute(route: object): Promise<void> {
  const name = `svc-${Object.values(route).join("-")}-prod`;
  const { id } = await api<{ id: string }>("POST", "/groups", { name });
  const rest = { description: "", metric: 9999, masquerade: true, keep_route: false };
  const groups = { peer_groups: [id], groups: [id] };
  const { network_id: told } = await api<{ network_id?: string }>("POST", "/routes", {
    ...{ ...rest, ...groups, enabled: true },
    ...route,
  });
  expect(told).toBeDefined();
}
