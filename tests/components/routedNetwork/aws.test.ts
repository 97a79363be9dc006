import { awsRoutingPeers } from "../../../index";
import { secret } from "../../../sandbox/engine/wire";
import { accountRange, closeAccount, networkName, openAccount, record, value } from "./recorded";
import type { Recording } from "./recorded";

beforeAll(openAccount);
afterAll(closeAccount);

const routingPeers = awsRoutingPeers({ subnets: ["subnet-a", "subnet-b", "subnet-c"] });
const n = (role: string) => `${networkName}-${role}`;
const group = "aws:autoscaling/group:Group";

describe("on AWS", () => {
  let built: Recording;
  beforeAll(async () => {
    built = await record({ routingPeers });
  });

  test("owner and environment are the network's", () => {
    expect(built.all("aws:ec2/securityGroup:SecurityGroup")[n("peers")]!.tags).toMatchObject({
      owner: "Platform Team",
      environment: "prod",
    });
  });

  test("the primary's group waits until the backups' new instances are connected", () => {
    expect(Object.keys(built.all("ConnectedPeer"))).toEqual([n("b-connected"), n("c-connected")]);
    expect(built.all("ConnectedPeer")[n("b-connected")]).toMatchObject({
      hostname: expect.stringMatching(`^${n("b")}-`) as string,
      group: { name: "svc-aws-euc1-router-b-prod" },
    });
    expect(built.dependenciesOf("ConnectedPeer", n("b-connected"))).toContain(n("b"));
    const primary = built.dependenciesOf(group, n("a"));
    expect(primary).toEqual(expect.arrayContaining([n("b-connected"), n("c-connected")]));
    expect(built.dependenciesOf(group, n("b"))).not.toContain(n("c-connected"));
  });

  test("each key goes into its parameter, as a secret", () => {
    const parameters = built.all("aws:ssm/parameter:Parameter");
    expect(parameters[n("a-setup-key")]!.value).toEqual(secret(`KEY-OF-${n("a")}`));
  });

  test("instances may open what the access list opens, and name resolution", () => {
    const rules = Object.values(
      built.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"),
    );
    const towards = rules
      .filter(({ cidrIpv4 }) => cidrIpv4 !== "0.0.0.0/0")
      .map(({ cidrIpv4, ipProtocol, fromPort }) => `${cidrIpv4} ${ipProtocol}/${fromPort}`);
    // The database's name lies in the network's own range, as far as anybody knows.
    expect(towards.sort()).toEqual([
      "10.10.0.0/16 tcp/5432",
      "10.10.0.10/32 tcp/53",
      "10.10.0.10/32 udp/53",
      "10.10.0.11/32 tcp/53",
      "10.10.0.11/32 udp/53",
    ]);
  });

  test("firewalls are told what AWS needs as well", async () => {
    const egress = await value(built.networks[0]!.egress);
    expect(egress.map(({ to }) => to)).toContain("ssm.eu-central-1.amazonaws.com");
  });
});

test("preserved source addresses get routes in the given tables, and none by hand", async () => {
  const preserve = { routeTables: ["rtb-1"], securityGroups: ["sg-db"] };
  const built = await record({ routingPeers, sourceAddresses: { preserve } });
  const range = await accountRange();
  const routes = Object.values(built.all("aws:ec2/route:Route"));
  expect(routes).toEqual([
    expect.objectContaining({ routeTableId: "rtb-1", destinationCidrBlock: range }),
  ]);
  const rules = built.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  expect(Object.keys(rules).sort()).toEqual([
    n("overlay-sg-db-tcp-53"),
    n("overlay-sg-db-tcp-5432"),
    n("overlay-sg-db-udp-53"),
  ]);
  for (const rule of Object.values(rules)) expect(rule).toMatchObject({ cidrIpv4: range });
  expect(await value(built.networks[0]!.returnRoutes)).toEqual([]);
  const routers = Object.values(built.all("NetworkRouter"));
  expect(routers.map(({ metric }) => metric as number)).toEqual([100, 200, 201]);
});

test("subnets may have metrics: the lowest is the primary, whatever the order", async () => {
  const subnets = [
    { name: "far", subnet: "subnet-far", metric: 300 },
    { name: "near", subnet: "subnet-near", metric: 50 },
  ];
  const built = await record({ routingPeers: awsRoutingPeers({ subnets }) });
  expect(built.all("NetworkRouter")[n("near")]!.metric).toBe(50);
  expect(Object.keys(built.all("ConnectedPeer"))).toEqual([n("far-connected")]);
});

test("a given range of NetBird's wins over the account's", async () => {
  const preserve = { routeTables: ["rtb-1"] };
  const overlayRange = "100.99.0.0/16";
  const built = await record({ routingPeers, sourceAddresses: { preserve }, overlayRange });
  expect(Object.values(built.all("aws:ec2/route:Route"))).toEqual([
    expect.objectContaining({ destinationCidrBlock: overlayRange }),
  ]);
});

test("health checks are the only inbound rules", async () => {
  const check = {
    from: "10.10.4.0/24",
    to: "svc-orders-web",
    allow: "tcp/8080",
    routeTables: ["rtb-2"],
  };
  const built = await record({ routingPeers, healthChecks: [check] });
  const rules = built.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  expect(Object.values(rules)).toEqual([
    expect.objectContaining({ cidrIpv4: "10.10.4.0/24", fromPort: 8080, toPort: 8080 }),
  ]);
});

test("a mix has one order of preference, and routes by hand for what is not on AWS", async () => {
  const built = await record({
    routingPeers: [routingPeers, { name: "office", address: "192.168.1.5" }],
    sourceAddresses: { preserve: { routeTables: ["rtb-1"] } },
  });
  const routers = built.all("NetworkRouter");
  expect(Object.values(routers).map(({ metric }) => metric as number)).toEqual([
    100, 200, 201, 202,
  ]);
  const routes = await value(built.networks[0]!.returnRoutes);
  expect(routes.map(({ via }) => via)).toEqual(["192.168.1.5"]);
});
