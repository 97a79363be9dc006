import * as pulumi from "@pulumi/pulumi";
import { HARoutedNetwork } from "../../../index";
import type { HARoutedNetworkArgs, RoutedAddresses } from "../../../index";
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

test.each([
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
    expect(problemsBeside(own, [stack], [office])).toEqual([
      expect.stringContaining('in the network "net-aws-euw1-prod" of another stack'),
      expect.stringContaining('in the network "office" of this account'),
    ]);
  });

  test.each([undefined, {}, "10.0.0.0/8", { network: "x", addresses: [{}] }])(
    "are what the output addresses says, not %p",
    (wrong) => {
      expect(problemsBeside(own, [wrong], [])).toEqual([
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

  test("are not this network itself, from the second run on", async () => {
    const { id } = await api<{ id: string }>("POST", "/networks", { name: networkName });
    const lan = { name: "lan", address: "10.10.128.0/20", enabled: true, groups: [] };
    await api("POST", `/networks/${id}/resources`, lan);
    const built = await record();
    expect(Object.keys(built.all("Network"))).toEqual([networkName]);
  });
});

test("lazy connections are warned of", async () => {
  const { warnings } = await record();
  const lazy = /lazy connections on.*"net-aws-euc1-prod".*section 6\.3/;
  expect(warnings).toEqual([expect.stringMatching(lazy)]);
});
