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
import { useTestCloud } from "../cloud";

const cloud = useTestCloud();

const path = "/event-streaming";

const datadog = {
  platform: "datadog",
  config: { api_key: "dd-secret-api-key", api_url: "https://http-intake.logs.datadoghq.eu/api" },
};

const platforms: Arguments[] = [
  datadog,
  {
    platform: "s3",
    config: {
      ...{ bucket_name: "logs", region: "eu-central-1" },
      ...{ access_key_id: "AKIA-access-id", secret_access_key: "s3-secret-access" },
    },
  },
  {
    platform: "firehose",
    config: {
      ...{ stream_name: "events", region: "eu-central-1" },
      ...{ access_key_id: "AKIA-access-id", secret_access_key: "firehose-secret" },
    },
  },
  {
    platform: "generic_http",
    config: { url: "https://siem.example.com", authorization: "Bearer http-secret-token" },
  },
];

test.each<[string, object, string]>([
  ["another platform", { platform: "splunk" }, "platform: "],
  ["no settings", { config: {} }, ": config: give the platform's settings"],
  ["no settings at all", { config: undefined }, ": config: "],
  ["a number among them", { config: { api_key: 12345678 } }, ": config.api_key: must be a text."],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(cloud.provider().EventStreaming, { ...datadog, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

describe.each(platforms.map((args): [string, Arguments] => [String(args.platform), args]))(
  "%s",
  (_platform, args) => {
    test("is made, masked secrets are no change, and is changed in place and deleted", async () => {
      const { EventStreaming } = cloud.provider();
      const made = await create(EventStreaming, args);
      expect(made.id).toBe(String((cloud.all(path)[0] as { id: number }).id));
      expect(cloud.all(path)).toMatchObject([{ ...args, enabled: true }]);
      await expectNothingToDo(cloud.provider().EventStreaming, made, args);

      const config = { ...(args.config as object), extra: "x" };
      expect(await preview(EventStreaming, made, { ...args, config })).toEqual({
        changes: true,
        replaces: [],
      });
      const changed = await update(EventStreaming, made, { ...args, config, enabled: false });
      expect(cloud.all(path)).toMatchObject([{ config, enabled: false }]);
      await expectNothingToDo(cloud.provider().EventStreaming, changed, {
        ...args,
        config,
        enabled: false,
      });

      await EventStreaming.delete(made.id, made.outs);
      await cloud.provider().EventStreaming.delete(made.id, made.outs);
      expect(cloud.all(path)).toEqual([]);
    });

    test("is adopted by its platform and by its id", async () => {
      const { id } = cloud.make(path, { ...args, enabled: true });
      expect(await failure(create(cloud.provider().EventStreaming, args))).toMatch(
        /exists already .*set adopt: true/,
      );
      for (const adopt of [true, String(id)]) {
        const adopted = await create(cloud.provider().EventStreaming, { ...args, adopt });
        expect(adopted.id).toBe(String(id));
        await expectNothingToDo(cloud.provider().EventStreaming, adopted, args);
      }
    });
  },
);

test("adopted, it has the program's credentials, which the server had otherwise", async () => {
  const config = { ...datadog.config, api_key: "dd-former-api-key", site: "datadoghq.eu" };
  for (const adopt of ["true", "id"]) {
    cloud.reset();
    const { id } = cloud.make(path, { ...datadog, config, enabled: true });
    await create(cloud.provider().EventStreaming, {
      ...datadog,
      adopt: adopt === "id" ? String(id) : true,
    });
    expect(cloud.all(path)).toMatchObject([{ id, config: { ...config, ...datadog.config } }]);
  }
});

test("adopted without its credentials, it keeps them", async () => {
  cloud.make(path, { ...datadog, enabled: true });
  const { api_url } = datadog.config;
  await create(cloud.provider().EventStreaming, { ...datadog, config: { api_url }, adopt: true });
  expect(cloud.all(path)).toMatchObject([datadog]);
});

test("made disabled it is disabled, although the server may not heed that", async () => {
  await create(cloud.provider().EventStreaming, { ...datadog, enabled: false });
  expect(cloud.all(path)).toMatchObject([{ enabled: false }]);
});

test("another platform replaces it", async () => {
  const { EventStreaming } = cloud.provider();
  const made = await create(EventStreaming, datadog);
  expect(await preview(EventStreaming, made, { ...datadog, platform: "s3" })).toMatchObject({
    replaces: ["platform"],
  });
});

test("settings that the program leaves out are the server's", async () => {
  const { EventStreaming } = cloud.provider();
  const made = await create(EventStreaming, datadog);
  Object.assign(cloud.all(path)[0]!.config as object, { site: "datadoghq.eu" });
  await expectNothingToDo(cloud.provider().EventStreaming, made, datadog);
  await update(cloud.provider().EventStreaming, made, { ...datadog, enabled: false });
  expect(cloud.all(path)).toMatchObject([
    { enabled: false, config: { ...datadog.config, site: "datadoghq.eu" } },
  ]);
});

test("what the API shows is compared: drift is shown and repaired with the same id", async () => {
  const { EventStreaming } = cloud.provider();
  const made = await create(EventStreaming, datadog);
  Object.assign(cloud.all(path)[0]!.config as object, { api_url: "https://evil.example" });
  const drifted = await refresh(cloud.provider().EventStreaming, made);
  expect(await preview(cloud.provider().EventStreaming, drifted, datadog)).toMatchObject({
    changes: true,
  });
  await update(cloud.provider().EventStreaming, drifted, datadog);
  expect(cloud.all(path)).toMatchObject([{ id: Number(made.id), ...datadog }]);
});

test("is looked up by its platform, without its settings and never by them", async () => {
  const { EventStreaming } = cloud.provider();
  const made = await create(EventStreaming, datadog);
  const found = await EventStreaming.read("x", { lookup: { platform: "datadog" } });
  expect(found.id).toBe(made.id);
  const message = await failure(EventStreaming.read("x", { lookup: { config: datadog.config } }));
  expect(message).toMatch(/cannot be looked up by its config/);
  expect(message).not.toContain("dd-secret-api-key");
});

test("one that is gone leaves the state", async () => {
  const { EventStreaming } = cloud.provider();
  const made = await create(EventStreaming, datadog);
  cloud.stored.clear();
  expect(await cloud.provider().EventStreaming.read(made.id, made.outs)).toEqual({ id: "" });
});

test("credentials are in no message, in whatever spelling the server repeats them", async () => {
  const key = 'Line1\n"Quoted" Secret';
  const args = { platform: "generic_http", config: { key, url: "https://siem.example.com" } };
  cloud.refusals.POST = `cannot use key ${key.toLowerCase()} or ${JSON.stringify(key)}`;
  const message = await failure(create(cloud.provider().EventStreaming, args));
  expect(message).toMatch(/cannot use key \[secret\] or "\[secret\]"/);
  cloud.reset();
  const { EventStreaming } = cloud.provider();
  const made = await create(EventStreaming, args);
  cloud.refusals.PUT = `bad key ${key}`;
  expect(await failure(update(EventStreaming, made, { ...args, enabled: false }))).not.toMatch(
    /Quoted/,
  );
});

test("a value that the server does not store is named, and not shown", async () => {
  const { EventStreaming } = cloud.provider();
  const made = await create(EventStreaming, datadog);
  const stored = cloud.all(path)[0]!;
  Object.defineProperty(stored, "config", {
    enumerable: true,
    get: () => ({ pin: "other" }),
    set: () => {},
  });
  const message = await failure(
    update(EventStreaming, made, { ...datadog, config: { pin: "short" } }),
  );
  expect(message).toMatch(/did not store "config" of event streaming "datadog" as asked\. /);
  expect(message).not.toMatch(/short|other/);
});

describe("a server without event streaming", () => {
  const account = useTestAccount();

  test("says which plan has it, at preview already", async () => {
    const { EventStreaming } = account.provider();
    expect(await problems(EventStreaming, datadog)).toEqual([
      expect.stringMatching(
        /^: .*HTTP 404: .*belongs to NetBird Cloud \(Business plan and above\)/,
      ),
    ]);
    // A missing endpoint does not mean that the object is gone.
    expect(await failure(EventStreaming.read("7", datadog))).toMatch(/NetBird Cloud/);
    expect(await failure(EventStreaming.delete("7", datadog))).toMatch(/NetBird Cloud/);
  });
});
