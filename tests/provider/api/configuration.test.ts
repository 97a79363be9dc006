import {
  cloudUrl,
  readConfiguration,
  readOwnConfiguration,
} from "../../../provider/api/configuration";
import { ConfigError } from "../../../provider/api/errors";

function read(settings: Record<string, unknown>, env: NodeJS.ProcessEnv = {}) {
  return readConfiguration((key) => settings[key], env);
}

test("the stack's configuration comes before the environment", () => {
  const env = { NB_PAT: "from-env", NB_MANAGEMENT_URL: "https://env.example.com" };
  expect(read({}, env)).toMatchObject({
    token: "from-env",
    managementUrl: "https://env.example.com",
  });
  const settings = {
    "netbird:token": "from-stack",
    "netbird:managementUrl": "https://nb.example.com",
  };
  expect(read(settings, env)).toMatchObject({
    token: "from-stack",
    managementUrl: "https://nb.example.com",
  });
});

test("defaults are the cloud, 30 seconds and the guide's names", () => {
  expect(read({ "netbird:token": "t" })).toEqual({
    managementUrl: cloudUrl,
    token: "t",
    timeout: 30_000,
    firstPause: 250,
    namingConvention: "guide",
  });
});

test.each([
  ["https://nb.example.com/", "https://nb.example.com"],
  ["https://nb.example.com/api", "https://nb.example.com"],
  ["https://nb.example.com/api/", "https://nb.example.com"],
  ["https://example.com/netbird/", "https://example.com/netbird"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
])("%s is understood", (given, expected) => {
  expect(read({ "netbird:token": "t", "netbird:managementUrl": given }).managementUrl).toBe(
    expected,
  );
});

test("a missing token says how to give one", () => {
  expect(() => read({})).toThrow(/There is no NetBird token.*netbird:token.*NB_PAT/);
});

test.each([
  ["a token with white space", { "netbird:token": "Token nbp_x" }, "white space"],
  ["no address", { "netbird:managementUrl": "netbird" }, 'not an http or https address: "netbird"'],
  ["another scheme", { "netbird:managementUrl": "ftp://x" }, "not an http or https address"],
  ["a timeout of nothing", { "netbird:requestTimeout": "0" }, "1 to 600 seconds"],
  ["a timeout in words", { "netbird:requestTimeout": "long" }, "1 to 600 seconds"],
  ["an unknown convention", { "netbird:namingConvention": "mine" }, '"guide" or "off"'],
])("%s is refused", (_what, settings, message) => {
  expect(() => read({ "netbird:token": "t", ...settings })).toThrow(message);
});

test.each([
  [
    "https://admin:hunter22secret@nb.example.com/api",
    /must not hold credentials.*https:\/\/nb\.example\.com .*netbird:token/,
  ],
  ["https://:hunter22secret@nb.example.com", /must not hold credentials/],
  ["https://hunter22secret@nb.example.com", /must not hold credentials/],
  [
    "https://admin:hunter22/secret@nb.example.com",
    /not an http or https address: "https:\/\/nb\.example\.com"/,
  ],
  [
    "ftp://admin:hunter22secret@nb.example.com",
    /not an http or https address: "ftp:\/\/nb\.example\.com"/,
  ],
  ["admin:hunter22secret@nb.example.com", /not an http or https address: "nb\.example\.com"/],
])("credentials in the address are refused and not shown: %s", (managementUrl, message) => {
  const refusals = [
    () => read({ "netbird:token": "t", "netbird:managementUrl": managementUrl }),
    () => read({ "netbird:token": "t" }, { NB_MANAGEMENT_URL: managementUrl }),
  ];
  for (const refused of refusals) {
    expect(refused).toThrow(message);
    expect(refused).not.toThrow(/hunter22|admin/);
  }
});

test("credentials in the environment's address are not shown where its token is not sent", () => {
  const env = { NB_PAT: "nbp_x", NB_MANAGEMENT_URL: "https://admin:hunter22secret@nb.example.com" };
  const refused = () => read({ "netbird:managementUrl": "https://second.example.com" }, env);
  expect(refused).toThrow(/NB_PAT is not sent to .*another server \(https:\/\/nb\.example\.com\)/);
  expect(refused).not.toThrow(/hunter22|admin/);
});

test("the environment's token goes to no other server than the environment's", () => {
  const env = { NB_PAT: "nbp_first", NB_MANAGEMENT_URL: "https://first.example.com/api" };
  const settings = (managementUrl: string, token?: string) => (key: string) =>
    ({ "netbird:managementUrl": managementUrl, "netbird:token": token })[key];
  const second = "https://second.example.com";
  expect(() => readConfiguration(settings(second), env)).toThrow(
    /NB_PAT is not sent to https:\/\/second\.example\.com.*first\.example\.com.*netbird:token/,
  );
  expect(readConfiguration(settings(second, "nbp_second"), env)).toMatchObject({
    managementUrl: second,
    token: "nbp_second",
  });
  expect(readConfiguration(settings("https://first.example.com/"), env).token).toBe("nbp_first");
  expect(readConfiguration(settings(second), { NB_PAT: "nbp_first" }).token).toBe("nbp_first");
});

test("all problems are told at once", () => {
  const settings = { "netbird:managementUrl": "x", "netbird:requestTimeout": "-1" };
  expect(() => read(settings)).toThrow(ConfigError);
  expect(() => read(settings)).toThrow(/token.*\n.*managementUrl|managementUrl[^]*token/);
});

describe("an explicit provider's", () => {
  const own = (settings: Record<string, unknown>) => readOwnConfiguration((key) => settings[key]);
  const url = "https://nb2.example.com";

  test("is its own, with defaults for what is neither address nor token", () => {
    const settings = { "netbird:managementUrl": url, "netbird:token": "t" };
    expect(own(settings)).toEqual(read(settings));
  });

  test.each([
    ["token", { "netbird:managementUrl": url, "netbird:token": undefined }, "netbird:token has"],
    [
      "address",
      { "netbird:managementUrl": " ", "netbird:token": "t" },
      "netbird:managementUrl has",
    ],
    ["address and token", {}, "netbird:managementUrl and netbird:token have"],
  ])("%s without a value is refused", (_what, settings, words) => {
    expect(() => own(settings)).toThrow(
      `The explicit provider's ${words} no value, and nothing is taken`,
    );
  });
});
