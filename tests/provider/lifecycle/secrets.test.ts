/** Credentials are secret in what the engine gets, whatever the program says. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "../../../provider";
import { protectAll, redact } from "../../../provider/api/redact";

/** Names of the outputs that are marked as secret when a program makes a resource. */
async function secretOutputs(program: () => pulumi.CustomResource): Promise<string[]> {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({ id: "1", state: inputs as object }),
    call: () => ({}),
  });
  const outputs = Object.entries(program()).filter(([, value]) => pulumi.Output.isInstance(value));
  const marks = await Promise.all(
    outputs.map(async ([name, value]): Promise<[string, boolean]> => [
      name,
      await pulumi.isSecret(value as pulumi.Output<unknown>),
    ]),
  );
  return marks.filter(([, mark]) => mark).map(([name]) => name);
}

test.each<[string, () => pulumi.CustomResource, string]>([
  [
    "IdentityProvider",
    () =>
      new netbird.IdentityProvider("x", {
        type: "google",
        name: "x",
        clientId: "x",
        clientSecret: "plain-secret",
      }),
    "clientSecret",
  ],
  [
    "EventStreaming",
    () =>
      new netbird.EventStreaming("x", {
        platform: "s3",
        config: { secret_access_key: "plain-secret" },
      }),
    "config",
  ],
  [
    "IdentitySync (google)",
    () =>
      new netbird.IdentitySync("x", {
        type: "google",
        customerId: "x",
        serviceAccountKey: "plain-secret",
      }),
    "serviceAccountKey",
  ],
  [
    "IdentitySync (azure)",
    () => new netbird.IdentitySync("x", { type: "azure", clientSecret: "plain-secret" }),
    "clientSecret",
  ],
])("a plain credential of %s is a secret input and output", async (_kind, program, name) => {
  expect(await secretOutputs(program)).toContain(name);
});

test("credentials are hidden in any case, and as they stand in JSON", () => {
  const secret = 'Some "quoted"\nSecret.*';
  protectAll({ nested: [secret] });
  for (const text of [
    secret,
    secret.toLowerCase(),
    JSON.stringify(secret),
    `a ${secret} b ${secret}`,
  ]) {
    expect(redact(text)).not.toMatch(/quoted/);
  }
  expect(redact("token nbs_abcdef123456 of SCIM")).toBe("token [secret] of SCIM");
});

test("credentials are hidden as they stand in addresses, and as Go writes them in JSON", () => {
  const secret = 'p@ss&<word>"1"';
  protectAll([secret, "lonely \ud800 half"]);
  for (const text of [
    "https://idp.example/token?secret=p%40ss%26%3Cword%3E%221%22&x=1",
    "https://idp.example/token?secret=p%40ss%26%3cword%3e%221%22&x=1",
    String.raw`{"secret":"p@ss\u0026\u003cword\u003e\"1\""}`,
  ]) {
    expect(redact(text)).toContain("[secret]");
    expect(redact(text)).not.toMatch(/word/);
  }
});
