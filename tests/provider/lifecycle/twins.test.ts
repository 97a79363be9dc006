/** Two resources of one program that would be one object. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "../../../provider";
import { mocks, refusal } from "./programs";

beforeEach(() => pulumi.runtime.setMocks(mocks));

class Other extends pulumi.ProviderResource {
  constructor(name: string) {
    super("pulumi-nodejs", name, {
      "netbird:managementUrl": "https://nb2.example.com",
      "netbird:token": pulumi.secret("nbp_second"),
    });
  }
}

class Component extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:Component", name, {}, opts);
  }
}

test("two of one name are refused by both names, before anything is made", async () => {
  const message = await refusal(() => {
    new netbird.Group("a", { name: "peer-x" });
    new netbird.Group("b", { name: "peer-x", adopt: true });
  });
  expect(message).toBe(
    'Group "a" and Group "b" would be the same group named "peer-x". Keep one of the two and refer to it, or make them differ. Where they are of two accounts, give each its explicit provider.',
  );
});

test("what tells objects apart is the kind's: not only the name", async () => {
  const network = () => new netbird.Network("network", { name: "vpc" });
  const record = (name: string, zone: netbird.DnsZone, content: string) =>
    new netbird.DnsRecord(name, { zone, name: "db.corp.internal", type: "A", content });
  const zone = () =>
    new netbird.DnsZone("zone", {
      name: "corp",
      domain: "corp.internal",
      distributionGroups: ["x"],
    });

  expect(
    await refusal(() => {
      const inside = network();
      new netbird.NetworkRouter("a", { network: inside, peerGroups: ["x", "y"] });
      new netbird.NetworkRouter("b", { network: inside, peerGroups: ["y", "x"], metric: 1 });
    }),
  ).toMatch('"a" and NetworkRouter "b" would be the same network router with the same');
  expect(
    await refusal(() => {
      const inside = zone();
      record("a", inside, "10.0.0.1");
      record("b", inside, "10.0.0.1");
    }),
  ).toMatch('DnsRecord "a" and DnsRecord "b"');
  expect(
    await refusal(() => {
      const inside = zone();
      record("a", inside, "10.0.0.1");
      record("b", inside, "10.0.0.2");
    }),
  ).toBeUndefined();
});

test("several of one name that are adopted by their ids are as many, and one id is one", async () => {
  const adopting = (name: string, adopt: string) =>
    new netbird.Network(name, { name: "vpc", adopt });
  expect(
    await refusal(() => {
      adopting("a", "id-1");
      adopting("b", "id-2");
    }),
  ).toBeUndefined();
  expect(
    await refusal(() => {
      adopting("a", "id-1");
      adopting("b", "id-1");
    }),
  ).toMatch('Network "a" and Network "b" would be the same network');
});

test("objects in different places are different ones", async () => {
  const program = () => {
    for (const name of ["one", "two"]) {
      const network = new netbird.Network(name, { name });
      new netbird.NetworkResource(`${name}-db`, { network, name: "db", address: "10.0.0.1" });
    }
    new netbird.NetworkResource("third", { network: "three", name: "db", address: "10.0.0.1" });
  };
  expect(await refusal(program)).toBeUndefined();
});

test.each<[string, () => void]>([
  [
    "an explicit provider",
    () => {
      const provider = new Other("other");
      new netbird.Group("a", { name: "x" });
      new netbird.Group("b", { name: "x" }, { provider });
      const parent = new Component("parent", { providers: [new Other("third")] });
      new netbird.Group("c", { name: "x" }, { parent });
    },
  ],
  [
    "an output",
    () => {
      new netbird.Group("a", { name: "x" });
      new netbird.Group("b", { name: pulumi.output("x") });
      new netbird.Group("c", { name: Promise.resolve("x") });
    },
  ],
  [
    "what differs by a type that is an output or misspelled",
    () => {
      const sync = (name: string, type: pulumi.Input<netbird.IdentitySyncType>) =>
        new netbird.IdentitySync(name, { type, prefix: "x", provider: "y" });
      sync("a", pulumi.output("scim"));
      sync("b", pulumi.output("scim"));
      sync("c", "smic" as netbird.IdentitySyncType);
      sync("d", "toString" as netbird.IdentitySyncType);
    },
  ],
  [
    "another kind",
    () => {
      new netbird.Group("a", { name: "x" });
      new netbird.Network("b", { name: "x" });
    },
  ],
  [
    "a look-up",
    () => {
      netbird.Group.get("a", { name: "x" });
      netbird.Group.get("b", { name: "x" });
      new netbird.Group("c", { name: "x" });
      // A peer is read by what says which one, as getPeer finds it.
      const peer: netbird.Peer = netbird.Peer.get("d", { hostname: "x" });
      netbird.Peer.get("e", peer.id);
      // @ts-expect-error the argument of the resource is no selector
      netbird.Peer.get("f", { peer: { hostname: "x" } });
    },
  ],
  [
    "settings, which have their own rule",
    () => {
      new netbird.AccountSettings("a", { networkRange: "100.64.0.0/10" });
      new netbird.AccountSettings("b", { dnsDomain: "x.internal" });
      new netbird.Peer("c", { peer: "x", name: "y" });
      new netbird.Peer("d", { peer: "x", sshEnabled: true });
    },
  ],
])("%s is not another's twin", async (_what, program) => {
  expect(await refusal(program)).toBeUndefined();
});

test("what components make is told with the component, and how to share it", async () => {
  const message = await refusal(() => {
    for (const name of ["orders", "shop"]) {
      new netbird.Group(`${name}-dns`, { name: "svc-dns-prod" }, { parent: new Component(name) });
    }
  });
  expect(message).toBe(
    'Group "orders-dns" of Component "orders" and Group "shop-dns" of Component "shop" would be the same group named "svc-dns-prod". Keep one of the two and refer to it, or make them differ. A component takes a group that is made outside of it as { existing: "svc-dns-prod", id }. Where they are of two accounts, give each its explicit provider.',
  );
});

test("what a transformation may rename is nobody's twin yet", async () => {
  const transformations = [
    ({ props, opts }: pulumi.ResourceTransformationArgs) => ({ props: props as object, opts }),
  ];
  const program = () => {
    new netbird.Group("a", { name: "x" }, { transformations });
    new netbird.Group("b", { name: "x" }, { transformations });
    const parent = new Component("parent", { transformations });
    new netbird.Group("c", { name: "x" }, { parent });
  };
  expect(await refusal(program)).toBeUndefined();
});

test("one explicit provider is one account, also through a component", async () => {
  const message = await refusal(() => {
    const provider = new Other("other");
    const parent = new Component("parent", { providers: [provider] });
    new netbird.Group("a", { name: "x" }, { provider });
    new netbird.Group("b", { name: "x" }, { parent });
  });
  expect(message).toMatch('Group "a" and Group "b"');
});

test("another run, and a test without a stack, has resources of its own", async () => {
  const program = () => void new netbird.Group("a", { name: "x" });
  expect(await refusal(program)).toBeUndefined();
  expect(await refusal(program)).toBeUndefined();
  await pulumi.runtime.setMocks(mocks);
  program();
  program();
});

test("domains that differ in case only are one domain", async () => {
  const zone = (domain: string) =>
    new netbird.DnsZone(domain, { name: domain, domain, distributionGroups: ["x"] });
  expect(await refusal(() => ["CASE.internal", "case.internal"].forEach(zone))).toMatch(
    'DnsZone "CASE.internal" and DnsZone "case.internal" would be the same DNS zone',
  );
  expect(await refusal(() => ["a.internal", "b.internal"].forEach(zone))).toBeUndefined();
  const record = (inside: netbird.DnsZone, name: string) =>
    new netbird.DnsRecord(name, { zone: inside, name, type: "CNAME", content: `To.${name}` });
  expect(
    await refusal(() => {
      const inside = zone("a.internal");
      ["T.a.internal", "t.a.internal"].forEach((name) => record(inside, name));
    }),
  ).toMatch('DnsRecord "T.a.internal" and DnsRecord "t.a.internal"');
});
