import { identityProviderKind } from "../../../provider/objects/identityProvider";
import type { Arguments } from "../../../provider/lifecycle/kind";
import {
  create,
  expectNothingToDo,
  failure,
  preview,
  problems,
  refresh,
  update,
  useTestAccount,
} from "../account";
import type { ApiJson } from "../account";
import { startIssuer } from "./issuer";

const account = useTestAccount();
let issuer: string;
let stop: () => void;
beforeAll(async () => {
  ({ issuer, stop } = await startIssuer());
});
afterAll(() => stop());

const sso = () => ({
  type: "oidc",
  name: "Company login",
  issuer,
  clientId: "netbird",
  clientSecret: "oidc-client-secret",
});

const onServer = () => account.api<ApiJson[]>("GET", "/identity-providers");

test.each<[string, Arguments, string]>([
  ["another type", { type: "github" }, "type: "],
  ["an empty name", { name: "" }, "name: an identity provider needs a name"],
  ["no issuer", { issuer: undefined }, "issuer: an identity provider of type oidc needs"],
  ["an issuer that is no address", { issuer: "login.example.com" }, "issuer: is not an address"],
  ["another protocol", { issuer: "ftp://a.b" }, "issuer: is not an address"],
  ["an empty id", { clientId: "" }, "clientId: the application needs an id"],
  ["an empty secret", { clientSecret: "" }, ": clientSecret: leave it out rather than empty"],
  ["a number for a secret", { clientSecret: 123456789 }, ": clientSecret: must be a text."],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().IdentityProvider, { ...sso(), ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
  expect(found.join()).not.toMatch(/123456789|oidc-client-secret/);
});

test.each<[string, Arguments, string[]]>([
  ["another type", { type: "keycloak" }, ["type"]],
  ["another name", { name: "SSO" }, []],
  ["another id", { clientId: "other" }, []],
  ["another secret", { clientSecret: "new-secret" }, []],
])("%s replaces it only where the API cannot change it", async (_what, change, replaces) => {
  const { IdentityProvider } = account.provider();
  const made = await create(IdentityProvider, sso());
  expect(await preview(IdentityProvider, made, { ...sso(), ...change })).toEqual({
    changes: true,
    replaces,
  });
});

test("a server without its own identity provider is told at preview", async () => {
  const elsewhere = { settings: { embedded_idp_enabled: false } };
  const context = {
    ...{
      namingConvention: "guide" as const,
      unknown: new Set<string>(),
      olds: {},
      wishes: () => [],
    },
    ...{
      objects: () => Promise.resolve([{ id: "a", ...elsewhere }]),
      find: () => Promise.resolve(undefined),
    },
  };
  expect(await identityProviderKind.check!({ type: "google" }, context)).toEqual([
    {
      property: "",
      reason: expect.stringMatching(
        /^this server has no identity providers\. It needs a server/,
      ) as string,
    },
  ]);
});

test.each(["google", "microsoft"])("%s takes no issuer", async (type) => {
  const { IdentityProvider } = account.provider();
  const wrong = { type, name: "x", clientId: "x", issuer: "https://login.example.com" };
  expect(await problems(IdentityProvider, wrong)).toEqual([
    `issuer: NetBird knows the issuer of ${type} itself. Leave it out.`,
  ]);
});

test.each(["google", "microsoft"])("%s needs no issuer", async (type) => {
  const { issuer: _issuer, ...args } = { ...sso(), type };
  const made = await create(account.provider().IdentityProvider, args);
  expect(made.id).toMatch(new RegExp(`^${type}-`));
  await expectNothingToDo(account.provider().IdentityProvider, made, args);
});

test("drift of what the API tells is shown and repaired; the secret is sent along", async () => {
  const { IdentityProvider } = account.provider();
  const made = await create(IdentityProvider, sso());
  await account.api("PUT", `/identity-providers/${made.id}`, {
    ...{ type: "oidc", name: "hacked", issuer, client_id: "evil" },
  });
  const drifted = await refresh(account.provider().IdentityProvider, made);
  expect(drifted.outs).toMatchObject({
    name: "hacked",
    clientId: "evil",
    clientSecret: "oidc-client-secret",
  });
  await update(IdentityProvider, drifted, sso());
  expect(await onServer()).toMatchObject([
    { id: made.id, name: "Company login", client_id: "netbird" },
  ]);
});

test("one made by hand is adopted, also by a program that gives no secret", async () => {
  const { id } = await account.api("POST", "/identity-providers", {
    ...{ type: "oidc", name: "Company login", issuer, client_id: "old", client_secret: "theirs" },
  });
  const { clientSecret: _secret, ...args } = sso();
  const made = await create(account.provider().IdentityProvider, { ...args, adopt: true });
  expect(made.id).toBe(id);
  expect(await onServer()).toMatchObject([{ client_id: "netbird" }]);
  await expectNothingToDo(account.provider().IdentityProvider, made, args);
  expect(
    await failure(
      create(account.provider().IdentityProvider, { ...args, type: "keycloak", adopt: id }),
    ),
  ).toMatch(/cannot be adopted: it differs in type \("oidc"\)/);
});

test("one that differs in nothing but perhaps the secret is adopted with the program's", async () => {
  const { id } = await account.api("POST", "/identity-providers", {
    ...{ type: "oidc", name: "Company login", issuer, client_id: "netbird", client_secret: "old" },
  });
  await create(account.provider().IdentityProvider, { ...sso(), adopt: true });
  // The server shows no secret, so that only the write shows that it has ours.
  expect(await account.requests()).toContain(`PUT /api/identity-providers/${id}`);
});

test("an issuer that cannot be reached is the server's refusal, without the secret", async () => {
  const args = { ...sso(), issuer: "http://127.0.0.1:9" };
  const message = await failure(create(account.provider().IdentityProvider, args));
  expect(message).toMatch(/issuer is unreachable/);
  expect(message).not.toContain("oidc-client-secret");
});

test("is looked up by what the API tells of it", async () => {
  const { IdentityProvider } = account.provider();
  const { id } = await create(IdentityProvider, sso());
  for (const lookup of [{ id }, { name: "Company login" }, { type: "oidc" }, { issuer }]) {
    expect(await IdentityProvider.read("x", { lookup })).toMatchObject({ id });
  }
  expect(await failure(IdentityProvider.read("x", { lookup: { type: "okta" } }))).toMatch(
    /There is no identity provider with the type "okta"/,
  );
  expect(
    await failure(IdentityProvider.read("x", { lookup: { clientSecret: "oidc-client-secret" } })),
  ).toMatch(/cannot be looked up by its clientSecret/);
});
