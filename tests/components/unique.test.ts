import { discoveryMatrix, emergencyMatrix, routedNetworkMatrix } from "../../index";
import type { ExitNodeArgs, InternalDnsArgs, Matrix } from "../../index";
import { dnsMatrix, dnsNaming } from "../../components/internalDns/matrix";
import { exitMatrix, exitNaming } from "../../components/exitNode/matrix";

const words = { because: "A trial", owner: "Platform Team" };
const named = { ...words, environment: "prod" } as const;
const both = { existing: "svc-routers-prod" };

/** Matrices in which one group has two parts, of which one knows more. */
const matrices: [string, Matrix, object][] = [
  [
    "ExitNode",
    exitMatrix(exitNaming("exit-euc1-prod", exitArgs()), exitArgs()),
    { name: "net-exit-euc1-internet", addresses: ["0.0.0.0/0", "::/0"] },
  ],
  [
    "InternalDns",
    dnsMatrix(dnsNaming("corp-dns", dnsArgs()), dnsArgs()),
    { name: "svc-corp-dns", addresses: ["10.10.0.10"] },
  ],
  [
    "HARoutedNetwork",
    routedNetworkMatrix("net-dc-dc1-prod", {
      resources: [{ name: "lan", address: "192.168.10.0/24" }],
      access: [{ ...words, from: "net-dc-dc1-lan", to: "lan", allow: "tcp/443" }],
      routingPeers: [{ name: "a" }, { name: "b" }],
      dns: "none",
    }),
    { name: "net-dc-dc1-lan", addresses: ["192.168.10.0/24"] },
  ],
  [
    "EmergencyAccess",
    emergencyMatrix("access", { ...named, outOfBand: "The console", from: both, to: [both] }),
    { name: "svc-routers", madeBy: "elsewhere" },
  ],
  [
    "DiscoveryWindow",
    discoveryMatrix(
      "billing",
      {
        ...named,
        from: both,
        to: both,
        start: "2026-12-01T08:00:00Z",
        end: "2026-12-03T08:00:00Z",
      },
      new Date("2026-12-01T09:00:00Z"),
    ),
    { name: "svc-routers", madeBy: "elsewhere" },
  ],
];

function exitArgs(): ExitNodeArgs {
  const routingPeers = [{ name: "a" }, { name: "b", group: both }];
  const users = ["net-exit-euc1-internet", both];
  return { ...named, for: users, routingPeers, allow: "tcp/443", dns: "elsewhere" } as const;
}

function dnsArgs(): InternalDnsArgs {
  const resolvers = { addresses: ["10.10.0.10"], network: { id: "net-id" } };
  return { ...named, resolvers, matchDomains: ["corp.internal"], for: ["svc-corp-dns"] };
}

test.each(matrices)(
  "%s: a group that is named twice is declared once",
  (_what, { groups }, one) => {
    const names = groups.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(groups).toContainEqual(one);
  },
);
