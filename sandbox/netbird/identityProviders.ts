import type { Account } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { Refusal, refusal } from "./errors";
import { newId } from "./ids";

/** An identity provider as it is stored; nobody ever sees its secret again. */
export interface IdentityProvider {
  id: string;
  type: string;
  name: string;
  issuer: string;
  client_id: string;
}

const shape: Shape = {
  fields: {
    type: "string",
    name: "string",
    issuer: "string",
    client_id: "string",
    client_secret: "string",
  },
};

type ProviderRequest = Partial<Omit<IdentityProvider, "id">>;

const types = "oidc zitadel entra google okta pocketid microsoft authentik keycloak adfs".split(
  " ",
);

/** These have an issuer that is known. */
const wellKnown = ["google", "microsoft"];

export function registerIdentityProviders(api: Api): void {
  api.get("/identity-providers", ({ account }) => [...account.identityProviders.values()]);
  api.get("/identity-providers/:id", ({ account, param }) => find(account, param("id")));

  api.post("/identity-providers", async ({ account, body }) => {
    const wanted = await checked(body<ProviderRequest>(shape));
    const id = wanted.type === "oidc" ? newId() : `${wanted.type}-${newId()}`;
    const provider = { id, ...wanted };
    account.identityProviders.set(id, provider);
    return provider;
  });

  api.put("/identity-providers/:id", async ({ account, param, body }) => {
    const wanted = await checked(body<ProviderRequest>(shape));
    const provider = account.identityProviders.get(param("id"));
    const failed = (why: string) =>
      new Refusal(500, `failed to update identity provider: failed to update connector: ${why}`);
    if (provider === undefined) throw failed("not found");
    if (provider.type !== wanted.type) throw failed("connector type change not allowed");
    return Object.assign(provider, wanted);
  });

  api.delete("/identity-providers/:id", ({ account, param }) => {
    account.identityProviders.delete(find(account, param("id")).id);
    return {};
  });
}

function find(account: Account, id: string): IdentityProvider {
  const provider = account.identityProviders.get(id);
  if (provider === undefined) throw refusal(404, "identity provider not found");
  return provider;
}

async function checked(request: ProviderRequest): Promise<Omit<IdentityProvider, "id">> {
  const { name = "", type = "", issuer = "", client_id = "" } = request;
  if (name === "") throw refusal(422, "identity provider name is required");
  if (type === "") throw refusal(422, "identity provider type is required");
  if (!types.includes(type)) throw refusal(422, "unsupported identity provider type");
  if (!wellKnown.includes(type)) {
    if (issuer === "") throw refusal(422, "identity provider issuer is required");
    if (!/^https?:\/\/./.test(issuer)) {
      throw refusal(422, "identity provider issuer must be a valid URL");
    }
  }
  if (client_id === "") throw refusal(422, "identity provider client ID is required");
  if (!wellKnown.includes(type)) await requireIssuer(issuer);
  return { type, name, issuer, client_id };
}

/** Like the real server, asks the issuer for its discovery document. */
async function requireIssuer(issuer: string): Promise<void> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { hostname, port } = new URL(url);
  let said: string;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    said = ((await answer.json()) as { issuer?: string }).issuer ?? "";
  } catch {
    throw refusal(
      422,
      `identity provider issuer is unreachable: Get "${url}": dial tcp ${hostname}:${port}: connect: connection refused`,
    );
  }
  if (said !== issuer) {
    throw refusal(
      422,
      `identity provider issuer does not match the issuer returned by the provider: expected "${issuer}" got "${said}"`,
    );
  }
}
