import { getIdentitySync } from "../../../provider";
import type { Arguments } from "../../../provider/lifecycle/kind";
import { unknownValue } from "../../../provider/lifecycle/unknown";
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
import { useTestCloud } from "../cloud";

const cloud = useTestCloud();

interface SyncCase {
  path: string;
  args: Arguments;
  /** Arguments of which a change replaces the integration. */
  replaced: Arguments;
  /** Arguments that are changed in place, and what the server holds then. */
  changed: Arguments;
  stored: object;
}

const prefixes = { groupPrefixes: ["peer-", "svc-"], userGroupPrefixes: ["Staff"] };

const cases: Record<string, SyncCase> = {
  google: {
    path: "/integrations/google-idp",
    args: { serviceAccountKey: "google-service-key", customerId: "C01234567" },
    replaced: {},
    changed: { serviceAccountKey: "google-other-key", customerId: "C0", syncInterval: 600 },
    stored: { service_account_key: "google-other-key", customer_id: "C0", sync_interval: 600 },
  },
  azure: {
    path: "/integrations/azure-idp",
    args: {
      ...{ clientId: "client", clientSecret: "azure-client-secret", tenantId: "tenant" },
      host: "microsoft.com",
    },
    replaced: { host: "microsoft.us" },
    changed: {
      clientId: "c2",
      clientSecret: "azure-other-secret",
      tenantId: "t2",
      syncInterval: 900,
    },
    stored: {
      client_id: "c2",
      client_secret: "azure-other-secret",
      tenant_id: "t2",
      sync_interval: 900,
    },
  },
  okta: {
    path: "/integrations/okta-scim-idp",
    args: { connectionName: "company" },
    replaced: { connectionName: "other" },
    changed: { groupPrefixes: ["eng-"] },
    stored: { group_prefixes: ["eng-"] },
  },
  scim: {
    path: "/integrations/scim-idp",
    args: { prefix: "company", provider: "authentik" },
    replaced: { provider: "other" },
    changed: { prefix: "company-2" },
    stored: { prefix: "company-2", provider: "authentik" },
  },
};

const isScim = (type: string) => type === "okta" || type === "scim";

describe.each(Object.entries(cases))(
  "%s",
  (type, { path, args: own, replaced, changed, stored }) => {
    const args = { type, ...own };

    test("is made with a numeric id, is no change afterwards, and is deleted", async () => {
      const { IdentitySync } = cloud.provider();
      const made = await create(IdentitySync, { ...args, ...prefixes });
      expect(made.id).toBe(String((cloud.all(path)[0] as { id: number }).id));
      expect(cloud.all(path)).toMatchObject([
        { enabled: true, group_prefixes: ["peer-", "svc-"], user_group_prefixes: ["Staff"] },
      ]);
      if (isScim(type)) expect(made.outs.authToken).toMatch(/^nbs_[a-z]+$/);
      else expect(made.outs).not.toHaveProperty("authToken");
      await expectNothingToDo(cloud.provider().IdentitySync, made, {
        ...args,
        ...prefixes,
        groupPrefixes: ["svc-", "peer-"],
      });
      await IdentitySync.delete(made.id, made.outs);
      await cloud.provider().IdentitySync.delete(made.id, made.outs);
      expect(cloud.all(path)).toEqual([]);
    });

    test("is changed in place, keeps its token, and leaves what the program leaves out", async () => {
      const { IdentitySync } = cloud.provider();
      const made = await create(IdentitySync, args);
      Object.assign(cloud.all(path)[0]!, { user_group_prefixes: ["theirs"] });
      await expectNothingToDo(cloud.provider().IdentitySync, made, args);
      const news = { ...args, ...changed, enabled: false };
      expect(await preview(IdentitySync, made, news)).toEqual({ changes: true, replaces: [] });
      const after = await update(IdentitySync, made, news);
      expect(cloud.all(path)).toMatchObject([
        { id: Number(made.id), ...stored, enabled: false, user_group_prefixes: ["theirs"] },
      ]);
      expect(after.outs.authToken).toBe(made.outs.authToken);
      await expectNothingToDo(cloud.provider().IdentitySync, after, news);
    });

    test("is replaced only where the API cannot change it", async () => {
      const { IdentitySync } = cloud.provider();
      const made = await create(IdentitySync, args);
      for (const [name, value] of Object.entries(replaced)) {
        expect(await preview(IdentitySync, made, { ...args, [name]: value })).toEqual({
          changes: true,
          replaces: [name],
        });
      }
    });

    test("is adopted by what tells it apart and by its id, without a new token", async () => {
      const body = Object.fromEntries(
        Object.entries(own).map(([name, value]) => [
          name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
          value,
        ]),
      );
      const { id } = cloud.make(path, body);
      expect(await failure(create(cloud.provider().IdentitySync, args))).toMatch(/set adopt: true/);
      for (const adopt of [true, String(id)]) {
        const adopted = await create(cloud.provider().IdentitySync, { ...args, adopt });
        expect(adopted.id).toBe(String(id));
        expect(adopted.outs).not.toHaveProperty("authToken");
        await expectNothingToDo(cloud.provider().IdentitySync, adopted, args);
      }
      // Credentials are not told, so that those of the program are written in any case.
      const secrets = Object.keys(body).filter((name) => /secret|service_account_key/.test(name));
      for (const name of secrets) cloud.all(path)[0]![name] = "a former one";
      await create(cloud.provider().IdentitySync, { ...args, adopt: true });
      expect(cloud.all(path)).toMatchObject([
        Object.fromEntries(secrets.map((name) => [name, body[name]])),
      ]);
      cloud.make(path, body);
      expect(
        await failure(create(cloud.provider().IdentitySync, { ...args, adopt: true })),
      ).toMatch(new RegExp(`There are 2 .*set adopt to the id of one of ${id}, `));
    });

    test("drift is shown and repaired with the same id", async () => {
      const { IdentitySync } = cloud.provider();
      const wanted = { ...args, ...prefixes };
      const made = await create(IdentitySync, wanted);
      Object.assign(cloud.all(path)[0]!, { enabled: false, group_prefixes: [] });
      const drifted = await refresh(cloud.provider().IdentitySync, made);
      expect(drifted.outs).toMatchObject({ enabled: false, groupPrefixes: [] });
      await update(cloud.provider().IdentitySync, drifted, wanted);
      expect(cloud.all(path)).toMatchObject([
        { id: Number(made.id), enabled: true, group_prefixes: prefixes.groupPrefixes },
      ]);
    });

    test("made disabled it is disabled, although the creation has no such field", async () => {
      const made = await create(cloud.provider().IdentitySync, { ...args, enabled: false });
      expect(cloud.all(path)).toMatchObject([{ enabled: false }]);
      if (isScim(type)) expect(made.outs.authToken).toMatch(/^nbs_[a-z]+$/);
    });

    test("another type's argument and a missing own one are refused", async () => {
      const { IdentitySync } = cloud.provider();
      for (const name of Object.keys(own)) {
        expect(await problems(IdentitySync, { ...args, [name]: undefined })).toEqual([
          expect.stringContaining(`an identity sync of type ${type} needs ${name}`),
        ]);
      }
      const foreign = type === "azure" ? "customerId" : "tenantId";
      expect(await problems(IdentitySync, { ...args, [foreign]: "x" })).toEqual([
        expect.stringContaining(`${foreign}: an identity sync of type ${type} has no ${foreign}`),
      ]);
    });

    test("credentials are in no message", async () => {
      const secrets = ["serviceAccountKey", "clientSecret"].filter((name) => name in own);
      cloud.refusals.POST = `bad ${secrets.map((name) => String(own[name])).join()} nbs_secretToken123`;
      const message = await failure(create(cloud.provider().IdentitySync, args));
      expect(message).toContain("bad ");
      expect(message).not.toMatch(/service-key|client-secret|secretToken/);
      for (const name of secrets) {
        const wrong = { ...args, [name]: [own[name]] };
        const found = await cloud.provider().IdentitySync.check({}, wrong);
        expect(found.failures).toEqual([
          { property: "", reason: expect.stringMatching(new RegExp(`^${name}: `)) as string },
        ]);
        expect(JSON.stringify(found.failures)).not.toContain(own[name]);
      }
    });
  },
);

test.each<[string, object, string]>([
  ["another type", { type: "ldap" }, "type: "],
  ["a type that every object has", { type: "toString" }, "type: "],
  ["a short interval", { syncInterval: 299 }, "syncInterval: must be 300 seconds or more"],
  ["an empty customer", { customerId: "" }, "customerId: must not be empty"],
  ["an empty prefix", { groupPrefixes: [""] }, "groupPrefixes[0]: "],
  ["a prefix twice", { groupPrefixes: ["a", "a"] }, "groupPrefixes[1]: repeats"],
])("check refuses %s", async (_what, change, expected) => {
  const args = { type: "google", ...cases.google!.args, ...change };
  expect(await problems(cloud.provider().IdentitySync, args)).toEqual([
    expect.stringContaining(expected),
  ]);
});

test("an unknown type passes check", async () => {
  const args = { ...cases.google!.args, type: unknownValue };
  expect(await problems(cloud.provider().IdentitySync, args)).toEqual([]);
});

test("is looked up by its type, and needs to know it", async () => {
  const { IdentitySync } = cloud.provider();
  const { id } = await create(IdentitySync, { type: "scim", prefix: "company", provider: "x" });
  for (const selector of [{}, { id }, { prefix: "company" }]) {
    expect(await IdentitySync.read("x", { lookup: { type: "scim", ...selector } })).toMatchObject({
      id,
    });
  }
  expect(await failure(IdentitySync.read("x", { lookup: { id } }))).toMatch(/has to know its type/);
  expect(await failure(IdentitySync.read("x", { lookup: { type: "ldap" } }))).toBe(
    'There is no identity sync of type "ldap": use google, azure, okta, scim.',
  );
});

test("is looked up by a program without its credentials", async () => {
  const { id } = await create(cloud.provider().IdentitySync, {
    ...{ type: "scim", prefix: "company", provider: "x", groupPrefixes: ["eng-"] },
  });
  const { managementUrl, token } = cloud;
  const found = getIdentitySync({ type: "scim" }, { account: { managementUrl, token } });
  const value = await (found as unknown as { promise(): Promise<object> }).promise();
  expect(value).toMatchObject({ id, enabled: true, groupPrefixes: ["eng-"] });
  expect(value).not.toHaveProperty("authToken", expect.any(String));
});

describe("a server without identity sync", () => {
  const account = useTestAccount();

  test("says which plan has it, at preview already", async () => {
    for (const [type, { args }] of Object.entries(cases)) {
      expect(await problems(account.provider().IdentitySync, { type, ...args })).toEqual([
        expect.stringMatching(/^: .*belongs to NetBird Cloud \(Team plan and above\)/),
      ]);
    }
  });
});
