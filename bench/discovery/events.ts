/** Traffic of an application's devices, as lines of an export. */
import type { AccountNames } from "../../segmentation";

const devices = 200;

/** Ports that the application's tiers really use, besides which there is noise. */
const services = [6379, 8080, 8443, 9092, 11211];

const tiers = ["web", "app", "db"] as const;

/** The matrix of an application with three tiers and no flow between them. */
export const matrix = `application: shop
owner: Platform
groups:
  - name: peer-staff
${tiers.map((tier) => `  - name: svc-shop-${tier}`).join("\n")}
flows:
  - name: staff-to-web
    from: peer-staff
    to: svc-shop-web
    allow: tcp/443
    because: Staff use the shop
noDnsBecause: A benchmark
`;

/** Devices by turns in the groups of the matrix. */
export const account: AccountNames = {
  peers: Array.from({ length: devices }, (_, index) => {
    const group = index % 2 === 0 ? "peer-staff" : `svc-shop-${tiers[((index - 1) / 2) % 3]}`;
    return {
      id: `peer-${index}`,
      name: `device-${index}`,
      ip: addressOf(index),
      groups: [{ id: group, name: `${group}-prod` }],
    };
  }),
};

/** The event with a number, as the generic HTTP integration posts it. Strangers and scans are among them. */
export function eventLine(number: number): string {
  const random = mixed(number);
  const source = random % devices;
  const destination = ((random >>> 8) % devices) | 1;
  const isStranger = random % 50 === 0;
  const port = random % 97 === 0 ? 1 + (random % 30_000) : services[random % services.length]!;
  const ended = number % 2 === 1;
  const from = isStranger ? `198.51.${random & 255}.${(random >>> 8) & 255}` : addressOf(source);
  const event = {
    ID: `event-${number}`,
    Timestamp: new Date(1_764_576_000_000 + number * 200).toISOString(),
    Message: random % 101 === 0 ? "TYPE_DROP" : ended ? "TYPE_END" : "TYPE_START",
    ...{ InitiatorID: "", target_id: "", reference: "" },
    meta: {
      flow_id: `flow-${number >>> 1}`,
      direction: (number >>> 1) % 2 === 0 ? "EGRESS" : "INGRESS",
      ...{ source_addr: `${from}:${33_000 + (random % 20_000)}`, source_name: "" },
      ...{ destination_addr: `${addressOf(destination)}:${port}`, destination_name: "" },
      ...{ source_type: "PEER", destination_type: "PEER", protocol: 6 },
      ...{ tx_bytes: 56, tx_packets: 1, rx_bytes: 0, rx_packets: 0, policy_name: "Discovery" },
    },
  };
  return `${JSON.stringify(event)}\n`;
}

function addressOf(index: number): string {
  return `100.64.${index >> 8}.${index & 255}`;
}

/** A number that looks random, the same for the same number (murmur3's finaliser). */
function mixed(number: number): number {
  let value = number + 1;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
