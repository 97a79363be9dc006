import { ConfigError } from "./errors";

/** Where the management API is and how to speak to it. */
export interface Configuration {
  /** Address without `/api` and without a trailing slash. */
  managementUrl: string;
  /** Personal access token. */
  token: string;
  /** Milliseconds that one request may take. */
  timeout: number;
  /** Milliseconds before a failed request is tried again for the first time; later ones wait longer. */
  firstPause: number;
  /** Whether group names must follow the guide's Appendix A. */
  namingConvention: NamingConvention;
}

/** `guide`: names follow the guide's Appendix A. `off`: any name that the server takes. */
export type NamingConvention = "guide" | "off";

/** Address of NetBird's cloud, used when no other is configured. */
export const cloudUrl = "https://api.netbird.io";

const defaultTimeoutSeconds = 30;

const defaultFirstPause = 250;

/** Reads one setting by its full key, such as `netbird:token`; undefined when it is not set. */
export type ReadSetting = (key: string) => unknown;

/**
 * The configuration from the stack, else from the environment.
 *
 * | setting | environment | default |
 * |---|---|---|
 * | `netbird:token` (secret) | `NB_PAT` | none: required |
 * | `netbird:managementUrl` | `NB_MANAGEMENT_URL` | `https://api.netbird.io` |
 * | `netbird:requestTimeout` (seconds, 1–600) | | 30 |
 * | `netbird:namingConvention` (`guide`, `off`) | | `guide` |
 *
 * @throws ConfigError that lists every unusable setting and how to set it
 */
export function readConfiguration(read: ReadSetting, env: NodeJS.ProcessEnv): Configuration {
  const problems: string[] = [];
  const managementUrl = readUrl(givenUrl(read, env), problems);
  if (problems.length === 0) problems.push(...strangersToken(read, env, managementUrl));
  const configuration = {
    managementUrl,
    token: readToken(text(read("netbird:token")) ?? text(env.NB_PAT), problems),
    timeout: readTimeout(text(read("netbird:requestTimeout")), problems),
    firstPause: defaultFirstPause,
    namingConvention: readNaming(text(read("netbird:namingConvention")), problems),
  };
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return configuration;
}

/**
 * The configuration of an explicit provider. Another account's token must not be sent to its server, nor
 * its token to another server, so that neither has a default: where one is undefined, as
 * `config.getSecret` of nothing is, the environment does not stand in.
 * @throws ConfigError as {@link readConfiguration}, and when the address or the token is missing
 */
export function readOwnConfiguration(read: ReadSetting): Configuration {
  const missing = ownSettings.filter((name) => text(read(name)) === undefined);
  if (missing.length === 0) return readConfiguration(read, {});
  throw new ConfigError(
    `The explicit provider's ${missing.join(" and ")} ${missing.length > 1 ? "have" : "has"} no value, and nothing is taken from the environment ` +
      "or the stack instead. Read what it is given with `require` and `requireSecret`, so that the program stops where it is not set.",
  );
}

/** What an explicit provider needs of its own: whom to ask, and as whom. */
export const ownSettings = ["netbird:managementUrl", "netbird:token"] as const;

/** The management server's address; one that cannot be used is left for {@link readConfiguration} to refuse. */
export function managementUrlOf(read: ReadSetting, env: NodeJS.ProcessEnv): string {
  return readUrl(givenUrl(read, env), []);
}

/** Whether a management server is NetBird's cloud; any other is somebody's own. */
export function isCloud(managementUrl: string): boolean {
  return new URL(managementUrl).hostname === new URL(cloudUrl).hostname;
}

function givenUrl(read: ReadSetting, env: NodeJS.ProcessEnv): string | undefined {
  return text(read("netbird:managementUrl")) ?? text(env.NB_MANAGEMENT_URL);
}

/** The environment's token is for the environment's server: no other, such as a second account's, gets it. */
function strangersToken(
  read: ReadSetting,
  env: NodeJS.ProcessEnv,
  managementUrl: string,
): string[] {
  const fromEnvironment =
    text(read("netbird:token")) === undefined && text(env.NB_PAT) !== undefined;
  const own = text(env.NB_MANAGEMENT_URL);
  if (!fromEnvironment || own === undefined || readUrl(own, []) === managementUrl) return [];
  return [
    `NB_PAT is not sent to ${managementUrl}: it comes with NB_MANAGEMENT_URL, which is another server (${withoutCredentials(own)}). ` +
      "Give the token for this one in netbird:token, as a secret.",
  ];
}

function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function readToken(token: string | undefined, problems: string[]): string {
  if (token === undefined) {
    problems.push(
      "There is no NetBird token. Run `pulumi config set --secret netbird:token <personal access token>`, or set NB_PAT in the environment.",
    );
    return "";
  }
  if (/\s/.test(token)) {
    problems.push(
      "netbird:token (or NB_PAT) contains white space; give the bare personal access token.",
    );
  }
  return token;
}

function readUrl(given: string | undefined, problems: string[]): string {
  const url = URL.canParse(given ?? cloudUrl) ? new URL(given ?? cloudUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    problems.push(
      `netbird:managementUrl (or NB_MANAGEMENT_URL) is not an http or https address: "${withoutCredentials(given ?? "")}". Write it like https://netbird.example.com.`,
    );
    return cloudUrl;
  }
  if (url.username !== "" || url.password !== "") {
    problems.push(
      `netbird:managementUrl (or NB_MANAGEMENT_URL) must not hold credentials: write ${url.origin} alone, and give the token in netbird:token, as a secret, or in NB_PAT.`,
    );
    return cloudUrl;
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/api$/, "");
}

/** An address as messages may show it, also one that no parser takes. */
function withoutCredentials(address: string): string {
  return address.replace(/^(\w+:\/\/)?.*@/s, "$1");
}

function readTimeout(given: string | undefined, problems: string[]): number {
  const seconds = given === undefined ? defaultTimeoutSeconds : Number(given);
  if (!(seconds >= 1 && seconds <= 600)) {
    problems.push(`netbird:requestTimeout must be 1 to 600 seconds, got "${given}".`);
    return defaultTimeoutSeconds * 1000;
  }
  return seconds * 1000;
}

function readNaming(given: string | undefined, problems: string[]): NamingConvention {
  if (given === undefined || given === "guide" || given === "off") return given ?? "guide";
  problems.push(`netbird:namingConvention must be "guide" or "off", got "${given}".`);
  return "guide";
}
