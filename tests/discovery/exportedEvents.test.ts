import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readExportedEvents } from "../../discovery/exportedEvents";
import { discover } from "../../segmentation";
import type { TrafficRecord } from "../../segmentation";
import { account, at, matrixText } from "../segmentation/discovery/account";
import { apiEvent, awsEvent, datadogEvent, httpEvent } from "../segmentation/discovery/wire";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "exported-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
};

async function read(...paths: string[]): Promise<TrafficRecord[]> {
  const records: TrafficRecord[] = [];
  for await (const record of readExportedEvents(paths)) records.push(record);
  return records;
}

const event = { from: `${at.app}:50001`, to: `${at.web}:6379` };
const lines = (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

test("files of every platform together become one proposal", async () => {
  file("s3/2026/one.json", JSON.stringify(awsEvent(event), null, 2));
  file("s3/2026/two.json", JSON.stringify(awsEvent({ ...event, type: "TYPE_END" })));
  const firehose = file("firehose", [1, 2, 3].map(() => JSON.stringify(awsEvent(event))).join(""));
  const archive = file(
    "archive.json.gz",
    gzipSync(lines([datadogEvent(event), datadogEvent(event)])),
  );
  const posts = file("posts.jsonl", lines([httpEvent(event), { nb: httpEvent(event) }]));
  const page = file("page.json", JSON.stringify({ data: [apiEvent(event)], page: 1 }));
  const { report } = await discover({
    ...{ matrix: matrixText, environment: "prod", account, now: new Date(0) },
    events: readExportedEvents([join(folder, "s3"), firehose, archive, posts, page]),
  });
  expect(report.read).toMatchObject({ traffic: 10, others: 0, bad: 0 });
  expect(report.read.formats).toEqual({
    ...{ "s3-or-firehose": 5, datadog: 2, "generic-http": 2, "netbird-api": 1 },
  });
  expect(report.proposals).toMatchObject([{ flow: { allow: "tcp/6379" } }]);
});

test("what is wrong in a file is told with its line, and the rest is read", async () => {
  const path = file("broken.jsonl", `{"a":1}\nnot json\n{"b":2}\n{"c":`);
  expect(await read(path)).toEqual([
    { place: `${path}:1`, value: { a: 1 } },
    { place: `${path}:2`, problem: "is not JSON" },
    { place: `${path}:3`, value: { b: 2 } },
    { place: `${path}:4`, problem: "the text ends within a value" },
  ]);
});

test("of a damaged archive, what is good is read", async () => {
  const whole = gzipSync(
    lines(Array.from({ length: 20_000 }, (_, index) => ({ index, at: Math.random() }))),
  );
  const records = await read(file("cut.gz", whole.subarray(0, whole.length / 2)));
  expect(records.length).toBeGreaterThan(100);
  expect(records.at(-1)).toMatchObject({
    problem: expect.stringContaining("cannot be read further") as string,
  });
  expect(records.filter((record) => "problem" in record)).toHaveLength(1);
});

test("letters of several bytes are whole, wherever the disk's blocks end", async () => {
  const text = "ü€😀".repeat(50_000);
  const records = await read(file("wide.json", JSON.stringify({ text })));
  expect(records).toEqual([{ place: expect.any(String) as string, value: { text } }]);
});

test("a path that is not there is an error, and says what to give", async () => {
  await expect(read(join(folder, "nothing"))).rejects.toThrow(
    /nothing cannot be read \(ENOENT\): give files/,
  );
});

test("an empty file has nothing", async () => {
  expect(await read(file("empty.json", ""))).toEqual([]);
});
