/** Replays recordings of a real server against the sandbox and compares the answers. */
import { RecordedIds, isId } from "./recordedIds";

export interface Step {
  method: string;
  path: string;
  body: unknown;
  raw_body?: string;
  auth?: string;
  status: number;
  response: unknown;
  content_type?: string;
  message_template?: string;
}

export interface Scenario {
  name: string;
  steps: Step[];
}

/** What a step answered. Status 0: the connection closed without an answer. */
interface Answer {
  status: number;
  contentType: string | null;
  body: unknown;
}

/** One disagreement between the sandbox and the recording. */
export interface Disagreement {
  step: number;
  what: string;
}

/** Replays a scenario on a sandbox that was just reset. */
export async function replay(
  scenario: Scenario,
  managementUrl: string,
  token: string,
): Promise<Disagreement[]> {
  const answers: unknown[] = [];
  const recorded: unknown[] = [];
  const disagreements: Disagreement[] = [];
  const ids = new RecordedIds();
  for (const [index, step] of scenario.steps.entries()) {
    const fill = (text: string) => fillIn(text, answers);
    const answer = await perform(step, managementUrl, token, fill);
    answers.push(answer.body);
    recorded.push(step.response);
    ids.learn(answer.body, step.response);
    for (const what of compareStep(step, answer, fill, ids))
      disagreements.push({ step: index, what });
  }
  return disagreements;
}

async function perform(
  step: Step,
  managementUrl: string,
  token: string,
  fill: (text: string) => string,
): Promise<Answer> {
  if (step.method === "@wait") {
    const { seconds } = step.body as { seconds: number };
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return { status: 200, contentType: null, body: {} };
  }
  const here = (text: string) => fill(text).replaceAll(recordedAt, managementUrl);
  const body = step.raw_body ?? (step.body === null ? undefined : here(JSON.stringify(step.body)));
  if (step.method === "@register-peer") {
    const answer = await request(`${managementUrl}/sandbox/enroll`, "POST", body);
    return { ...answer, contentType: null };
  }
  const url = `${managementUrl}${fill(step.path)}`;
  return request(url, step.method, body, headers(step, token, fill));
}

/** Where the recorded server was, which also was an identity provider. */
const recordedAt = "http://127.0.0.1:18180";

function headers(
  { auth }: Step,
  token: string,
  fill: (text: string) => string,
): Record<string, string> {
  if (auth === "") return {};
  if (auth === undefined) return { Authorization: `Token ${token}` };
  const value = fill(auth);
  return { Authorization: value.includes(" ") ? value : `Token ${value}` };
}

async function request(
  url: string,
  method: string,
  body: string | undefined,
  headers: Record<string, string> = {},
): Promise<Answer> {
  try {
    const response = await fetch(url, { method, body, headers });
    const text = await response.text();
    const contentType = response.headers.get("content-type");
    const isJson = contentType?.includes("json") === true;
    return {
      status: response.status,
      contentType,
      body: isJson ? (JSON.parse(text) as unknown) : text,
    };
  } catch {
    return { status: 0, contentType: null, body: null };
  }
}

/** Replaces `{{2.0.id}}` by the value at that place of an earlier answer. */
function fillIn(text: string, answers: readonly unknown[]): string {
  return text.replace(/\{\{(\d+)\.([^}|]+)(\|lower)?\}\}/g, (_match, step, path, lower) => {
    const value = (path as string)
      .split(".")
      .reduce<unknown>(
        (at, key) => (at as Record<string, unknown> | null)?.[key],
        answers[Number(step)],
      );
    return lower ? String(value).toLowerCase() : String(value);
  });
}

function compareStep(
  step: Step,
  answer: Answer,
  fill: (text: string) => string,
  ids: RecordedIds,
): string[] {
  if (answer.status !== step.status) {
    return [`status ${answer.status}, recorded ${step.status}: ${JSON.stringify(answer.body)}`];
  }
  const problems: string[] = [];
  if (step.content_type !== undefined && answer.contentType !== null) {
    if (answer.contentType.toLowerCase() !== step.content_type.toLowerCase()) {
      problems.push(`content type ${answer.contentType}, recorded ${step.content_type}`);
    }
  }
  if (step.method === "@register-peer") return problems;
  const message = (step.response as { message?: string } | null)?.message;
  if (step.status >= 400 && typeof message === "string") {
    const expected = step.message_template === undefined ? message : fill(step.message_template);
    const actual = (answer.body as { message?: string }).message ?? "";
    if (anonymous(actual) !== anonymous(expected))
      problems.push(`message "${actual}", recorded "${expected}"`);
    return [
      ...problems,
      ...compareShape(besideMessage(answer.body), besideMessage(step.response), "", ids),
    ];
  }
  const body = step.path.endsWith("/countries") ? onlyRecorded(answer, step) : answer.body;
  return [...problems, ...compareShape(withoutIds(body), withoutIds(step.response), "", ids)];
}

/** The recorded server had the geolocation data of NetBird's own tests: seven countries. */
function onlyRecorded({ body }: Answer, { response }: Step): unknown {
  const recorded = response as { country_code: string }[];
  return (body as typeof recorded).filter(({ country_code }) =>
    recorded.some((other) => other.country_code === country_code),
  );
}

/** The rest of an error's body. */
function besideMessage(body: unknown): unknown {
  return { ...(body as object), message: "" };
}

/** A message without what differs from server to server: its address, its account's ranges, hashes. */
function anonymous(message: string): string {
  return message
    .replace(/http:\/\/127\.0\.0\.1:\d{4,}/g, "<server>")
    .replace(/\bfd[0-9a-f]{2}:[0-9a-f:]+\/64/g, "<range>")
    .replace(/\b100\.\d+\.0\.0\/16/g, "<range>")
    .replace(/pat: \S+ not found/, "pat: <hash> not found")
    .replace(/account not found: [0-9a-v]{20}/, "account not found: <id>");
}

/** Keys whose values differ from server to server and are compared by their form only. */
const volatile =
  /(^|\.)(id|key|ip|ipv6|expires(_at)?|expiration_date|updated_at|created_(at|by)|last_(used|login|seen)|timestamp|dns_label|connection_ip|(initiator|target|user)_id|plain_token|invite_token|password|network_range(_v6)?|issuer)$/;

function compareShape(
  actual: unknown,
  recorded: unknown,
  path: string,
  ids: RecordedIds,
): string[] {
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    if (actual.length !== recorded.length) {
      return [`${path} has ${actual.length} items, recorded ${recorded.length}`];
    }
    const order = (list: unknown[]) => [...list].sort(byText(ids));
    const others = order(recorded as unknown[]);
    return order(actual as unknown[]).flatMap((item, index) =>
      compareShape(item, others[index], `${path}[${index}]`, ids),
    );
  }
  if (isObject(recorded) && isObject(actual)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => {
      if (!(key in actual)) return [`${path}.${key} is missing`];
      if (!(key in recorded)) return [`${path}.${key} is extra`];
      return compareShape(actual[key], recorded[key], `${path}.${key}`, ids);
    });
  }
  if (isId(actual) && isId(recorded)) {
    return ids.agree(actual, recorded) ? [] : [`${path} is the id of another object than recorded`];
  }
  if (actual === recorded) return [];
  if (volatile.test(path) && typeof actual === "string" && typeof recorded === "string")
    return sameForm(actual, recorded, path);
  return [`${path} is ${JSON.stringify(actual)}, recorded ${JSON.stringify(recorded)}`];
}

/** Digits and letters may differ; "never" and masked keys may not. */
function sameForm(actual: string, recorded: string, path: string): string[] {
  const form = (text: string) =>
    text === "0001-01-01T00:00:00Z" ? "never" : /^\w+\*{4}$/.test(text) ? "masked" : "value";
  return form(actual) === form(recorded)
    ? []
    : [`${path} is ${form(actual)}, recorded ${form(recorded)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sorts list items by what they say apart from the volatile parts. */
function byText(ids: RecordedIds): (a: unknown, b: unknown) => number {
  return (a, b) => (stableText(a, "", ids) < stableText(b, "", ids) ? -1 : 1);
}

function stableText(value: unknown, key: string, ids: RecordedIds): string {
  if (isId(value)) return ids.sortKey(value);
  if (volatile.test(key)) return "";
  if (Array.isArray(value)) {
    return `[${value
      .map((item) => stableText(item, "", ids))
      .sort()
      .join()}]`;
  }
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1));
  return `{${entries.map(([name, item]) => `${name}:${stableText(item, name, ids)}`).join()}}`;
}

/** Ids as keys differ from server to server as well. */
function withoutIds(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined
    ? value
    : (JSON.parse(text.replace(/"[0-9a-v]{20}":/g, '"<id>":')) as unknown);
}
