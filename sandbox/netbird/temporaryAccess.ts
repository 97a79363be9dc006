import type { Account } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { Refusal, refusal } from "./errors";
import { newId } from "./ids";
import { join } from "./peers";

const shape: Shape = {
  fields: { name: "string", wg_pub_key: "string", rules: { list: "string" } },
};

interface AccessRequest {
  name?: string;
  rules?: string[];
}

/** Access from a browser: an ephemeral peer, and a policy for each rule such as `tcp/80`. */
export function registerTemporaryAccess(api: Api): void {
  api.post("/peers/:id/temporary-access", ({ account, user, param, body }) => {
    const target = param("id");
    if (!account.peers.has(target)) throw refusal(404, `peer not found: ${target}`);
    const { name = "", rules = [] } = body<AccessRequest>(shape);
    const peer = join(account, name, true, []);
    peer.user_id = user.id;
    // A rule that cannot be read fails the request, and the peer stays.
    for (const rule of rules) allow(account, peer, target, rule);
    return { id: peer.id, name, rules };
  });
}

function allow(
  account: Account,
  { id, name }: { id: string; name: string },
  target: string,
  text: string,
): void {
  const [protocol = "", port] = text.split("/");
  if (!["tcp", "udp"].includes(protocol) || !/^\d+$/.test(port ?? "")) {
    throw new Refusal(500, "internal server error");
  }
  const policy = newId();
  const title = `Temporary access policy for peer ${name}`;
  account.policies.set(policy, {
    id: policy,
    name: title,
    description: title,
    enabled: true,
    source_posture_checks: null,
    rule: {
      name: "Temporary access rule",
      description: "Temporary access rule",
      enabled: true,
      action: "accept",
      bidirectional: false,
      protocol,
      port_ranges: [{ start: Number(port), end: Number(port) }],
      sourceResource: { id, type: "peer" },
      destinationResource: { id: target, type: "peer" },
    },
  });
}
