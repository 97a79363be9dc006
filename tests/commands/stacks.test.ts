/** Verbs that change a stack's configuration and run `pulumi up`. */
import { parse } from "yaml";
import { Folder, orders, ordersWith } from "./run";
import { StandInPulumi } from "./standInPulumi";

jest.setTimeout(120_000);

let folder: Folder;
let pulumi: StandInPulumi;

const config = `# The stack of everybody's work.
encryptionsalt: v1:abc=:v1:def
config:
  # Groups without suffix exist once.
  zero-trust:sharedGroups: reference
  zero-trust:secret:
    secure: AAABBB # encrypted
  # the last line
`;

beforeEach(() => {
  folder = new Folder();
  pulumi = new StandInPulumi(folder);
  pulumi.has(
    [
      "EmergencyAccess",
      "prod-access",
      { enabled: false, rehearsal: { at: "2026-11-01T09:00:20Z" } },
    ],
    [
      "EnrollmentKeys",
      "joining",
      {
        keyNames: {
          servers: "setup-prod-servers",
          runners: "setup-prod-runners",
          "laptops/ana": "x",
        },
      },
    ],
  );
  folder.write("Pulumi.prod.yaml", config);
});
afterEach(() => folder.remove());

const run = (...args: string[]) => folder.run(args, pulumi.env);

const entry = (text: string, key: string): unknown =>
  (parse(text) as { config: Record<string, unknown> }).config[key];

const on = ["emergency", "on", "prod-access", "--stack", "prod", "--reason", "Orders is down"];

describe("emergency", () => {
  test("on writes until when, why and who, and updates the stack; off leaves the file as it was", async () => {
    const before = Date.now();
    const { code, stdout, stderr } = await run(...on, "--for", "4h", "--by", "Ada", "--yes");
    expect([code, stderr]).toEqual([0, expect.stringContaining("Commit Pulumi.prod.yaml")]);
    const text = folder.read("Pulumi.prod.yaml");
    const activation = entry(text, "emergency:prod-access") as { until: string };
    expect(activation).toEqual({
      until: expect.any(String) as string,
      reason: "Orders is down",
      by: "Ada",
    });
    const hours = (Date.parse(activation.until) - before) / 3_600_000;
    expect(hours).toBeCloseTo(4, 1);
    expect(stdout).toBe(`prod-access is on until ${activation.until}.\n`);
    // Everything that stood there stands there.
    for (const line of config.split("\n")) expect(text).toContain(line);
    expect(pulumi.runs()).toEqual([{ args: ["up", "--yes", "--stack", "prod"], config: text }]);
    // What Pulumi says of it is about the making.
    expect(stderr).toContain("pulumi was here");

    const off = await run("emergency", "off", "prod-access", "-s", "prod", "-y");
    expect(off).toMatchObject({ code: 0, stdout: "prod-access is off.\n" });
    expect(folder.read("Pulumi.prod.yaml")).toBe(config);
    expect(pulumi.runs()).toHaveLength(2);
  });

  test("--dry-run shows the change and the preview, of the file as it would be, and writes nothing", async () => {
    const args = [...on, "--until", "2999-12-01T18:00:00+01:00", "--by", "Ada", "--dry-run"];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('+   emergency:prod-access:\n+     until: "2999-12-01T17:00:00Z"\n');
    expect(stdout).toContain("pulumi was here");
    expect(folder.read("Pulumi.prod.yaml")).toBe(config);
    const [preview, ...others] = pulumi.runs();
    expect(others).toEqual([]);
    expect(preview!.args[0]).toBe("preview");
    expect(entry(preview!.config, "emergency:prod-access")).toMatchObject({ by: "Ada" });
    expect(preview!.config).toContain("encryptionsalt: v1:abc=:v1:def");

    const json = await run(...args, "--json");
    expect(JSON.parse(json.stdout)).toEqual({
      stack: "prod",
      file: "Pulumi.prod.yaml",
      key: "emergency:prod-access",
      before: {},
      after: { until: "2999-12-01T17:00:00Z", reason: "Orders is down", by: "Ada" },
      written: false,
      preview: { update: 1, same: 7 },
    });
  });

  test("rehearse asks for one, keeps it through an emergency, and is refused in one", async () => {
    await run("emergency", "rehearse", "prod-access", "-s", "prod", "-y", "--by", "Ada");
    const asked = entry(folder.read("Pulumi.prod.yaml"), "emergency:prod-access");
    expect(asked).toEqual({ rehearse: { requested: expect.any(String) as string, by: "Ada" } });
    await run(...on, "--for", "30m", "-y", "--json");
    const rehearsed = await run("emergency", "rehearse", "prod-access", "-s", "prod", "-y");
    expect(rehearsed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is on") as string,
    });
    await run("emergency", "off", "prod-access", "-s", "prod", "-y");
    expect(entry(folder.read("Pulumi.prod.yaml"), "emergency:prod-access")).toEqual(asked);
  });

  test("status tells what is wanted, what the last update has, and the rehearsal", async () => {
    const off = await run("emergency", "status", "--stack", "prod");
    expect([off.code, off.stdout]).toEqual([
      0,
      "prod-access: off\n  rehearsed 2026-11-01T09:00:20Z\n",
    ]);
    folder.write(
      "Pulumi.prod.yaml",
      `config:\n  emergency:prod-access: '{"until":"2020-01-01T00:00:00Z","reason":"r","by":"b"}'\n`,
    );
    const over = await run("emergency", "--json", "status", "prod-access", "-s", "prod");
    expect(over.code).toBe(1);
    expect(JSON.parse(over.stdout)).toMatchObject({
      emergencies: [{ component: "prod-access", status: "expired", enabled: false }],
    });
    expect((await run("emergency", "status", "-s", "prod")).stdout).toContain(
      "The last update has it off: run `pulumi up`.",
    );
  });

  test("an update that fails is no success; the file keeps what was to be", async () => {
    pulumi.failAt("up");
    const { code, stdout, stderr } = await run(...on, "--for", "1d", "-y");
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("run `pulumi up --stack prod`; or put Pulumi.prod.yaml back");
    expect(folder.read("Pulumi.prod.yaml")).toContain("emergency:prod-access");
    pulumi.failAt("preview");
    expect((await run(...on, "--for", "1d", "--dry-run")).code).toBe(3);
  });
});

describe("keys", () => {
  test("rotate, finish and clear, of all keys", async () => {
    const step = async (...args: string[]) => {
      const { code, stderr } = await run("keys", ...args, "--stack", "prod", "--yes");
      expect([stderr, code]).toEqual([stderr, 0]);
      return entry(folder.read("Pulumi.prod.yaml"), "setupKeys:joining");
    };
    const started = {
      ...{ generation: 2, previous: "valid", because: "Ana has left", by: "Ada" },
      since: expect.any(String) as string,
    };
    const because = ["--because", "Ana has left", "--by", "Ada"];
    expect(await step("rotate", "joining", ...because)).toEqual(started);
    expect((await run("keys", "status", "-s", "prod")).code).toBe(1);
    expect(await step("finish", "joining")).toEqual({ ...started, previous: "revoked" });
    expect(await step("clear", "joining")).toEqual({ ...started, previous: "removed" });
    const { code, stdout } = await run("keys", "status", "-s", "prod");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "joining servers: generation 2 (setup-prod-servers), the one before is removed",
    );
    expect(folder.read("Pulumi.prod.yaml")).toContain("  # the last line\n");
  });

  test("of one purpose, and back", async () => {
    const args = ["joining", "--purpose", "servers", "--stack", "prod", "--yes"];
    await run("keys", "rotate", ...args, "--because", "In a log");
    const { stdout } = await run("keys", "status", "--json", "-s", "prod");
    expect(JSON.parse(stdout)).toMatchObject({
      keys: [
        { purpose: "servers", generation: 2, open: true },
        { purpose: "runners", generation: 1, open: false },
      ],
    });
    expect((await run("keys", "abandon", ...args)).code).toBe(0);
    expect(entry(folder.read("Pulumi.prod.yaml"), "setupKeys:joining")).toEqual({
      purposes: { servers: { generation: 1, previous: "removed" } },
    });
  });

  test("a step that the rotation is not at is wrong use, and changes nothing", async () => {
    for (const [args, message] of [
      [["finish", "joining"], "was never rotated"],
      [["abandon", "joining"], "nothing to go back to"],
      [["rotate", "joining", "--because", " "], "--because is empty"],
      [["rotate", "joining", "--because", "x", "--purpose", "laptops"], "It has servers, runners."],
    ] as const) {
      const { code, stderr } = await run("keys", ...args, "-s", "prod", "-y");
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
    expect(folder.read("Pulumi.prod.yaml")).toBe(config);
    expect(pulumi.runs()).toEqual([]);
  });
});

describe("nothing is written when", () => {
  afterEach(() => {
    expect(folder.read("Pulumi.prod.yaml")).toContain("sharedGroups: reference");
    expect(folder.read("Pulumi.prod.yaml")).not.toContain("until");
    expect(pulumi.runs()).toEqual([]);
  });

  test.each([
    ["the component has another name", ["emergency", "off", "access"], "It has prod-access."],
    ["a key's component has", ["keys", "finish", "access"], "It has joining."],
  ])("%s", async (_, args, message) => {
    folder.write("Pulumi.prod.yaml", `${config}  setupKeys:access: { generation: 2 }\n`);
    const { code, stderr } = await run(...args, "-s", "prod", "-y");
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test("the stack has no such component yet", async () => {
    pulumi.has();
    const { code, stderr } = await run(...on, "--for", "4h", "-y");
    expect([code, stderr]).toEqual([2, expect.stringContaining("has no EmergencyAccess. Add one")]);
  });

  test("there is no such stack", async () => {
    const args = on.map((word) => (word === "prod" ? "nope" : word));
    const { code, stderr } = await run(...args, "--for", "4h", "-y");
    expect([code, stderr]).toEqual([2, expect.stringContaining("pulumi stack init nope")]);
  });

  test("there is no pulumi", async () => {
    const { code, stderr } = await folder.run([...on, "--for", "4h", "-y"], { PATH: folder.dir });
    expect([code, stderr]).toEqual([3, expect.stringContaining("install it")]);
  });

  test("nobody can be asked", async () => {
    const { code, stderr } = await run(...on, "--for", "4h");
    expect([code, stderr]).toEqual([2, expect.stringContaining("Give --yes.")]);
  });

  test.each([
    ["no end", []],
    ["two ends", ["--for", "4h", "--until", "2999-12-01T18:00:00Z"]],
    ["an end that has passed", ["--until", "2020-12-01T18:00:00Z"]],
    ["an end without time zone", ["--until", "2999-12-01T18:00:00"]],
    ["a duration of nothing", ["--for", "0h"]],
  ])("it has %s", async (_, args) => {
    expect((await run(...on, ...args, "-y")).code).toBe(2);
  });

  test.each([
    ["encrypted", "{ secure: AAAB }", "is encrypted"],
    ["unreadable", "{ reason: x }", "emergency:prod-access.by is missing"],
    ["no object", "yes please", "emergency:prod-access is not an object: write {"],
  ])("what is set is %s", async (_, value, message) => {
    folder.write("Pulumi.prod.yaml", `${config}  emergency:prod-access: ${value}\n`);
    const { code, stderr } = await run("emergency", "off", "prod-access", "-s", "prod", "-y");
    expect([code, stderr]).toEqual([3, expect.stringContaining(message)]);
  });
});

describe("however the file is written", () => {
  test.each([
    ["nothing in it", ""],
    ["nothing but comments", "# nothing yet\n"],
    ["no configuration", "encryptionsalt: v1:abc\n"],
    ["an empty configuration", "config:\n"],
    ["an empty map", "config: {}\n"],
    ["JSON's form", 'config: { "a:b": 1 }\n'],
    ["Windows' line ends", "config:\r\n  a:b: 1 # one\r\n"],
    ["no line end", "config:\n  a:b: 1"],
    ["an emergency as JSON", `config:\n  emergency:prod-access: '{}'\n  a:b: 1\n`],
  ])("%s", async (_, text) => {
    folder.write("Pulumi.prod.yaml", text);
    const { code, stderr } = await run(...on, "--for", "4h", "-y", "--by", "Ada");
    expect([stderr, code]).toEqual([stderr, 0]);
    const written = folder.read("Pulumi.prod.yaml");
    expect(entry(written, "emergency:prod-access")).toMatchObject({ by: "Ada" });
    for (const comment of text.match(/#.*/g) ?? []) expect(written).toContain(comment);
    const off = await run("emergency", "off", "prod-access", "-s", "prod", "-y");
    expect([off.stderr, off.code]).toEqual([off.stderr, 0]);
    expect(folder.read("Pulumi.prod.yaml")).not.toContain("prod-access");
  });

  test("in a folder for such files, of a stack with a qualified name", async () => {
    folder.write("Pulumi.yaml", "name: zero-trust\nruntime: nodejs\nstackConfigDir: bin\n");
    folder.write("bin/Pulumi.prod.yaml", "config: {}\n");
    await run("emergency", "rehearse", "prod-access", "-s", "acme/zero-trust/prod", "-y");
    expect(folder.read("bin/Pulumi.prod.yaml")).toContain("emergency:prod-access");
    expect(folder.read("Pulumi.prod.yaml")).toBe(config);
  });
});

describe("verify, with nothing but the checkout", () => {
  test("finds emergencies that are on or over, and what cannot be read, at their lines", async () => {
    folder.write("orders.matrix.yaml", orders);
    folder.write(
      "Pulumi.prod.yaml",
      [
        "config:",
        "  zero-trust:environment: prod",
        '  emergency:over: { until: "2020-01-01T00:00:00Z", reason: r, by: Ada }',
        `  emergency:on: '{"until":"2999-01-01T00:00:00Z","reason":"r","by":"Ada"}'`,
        "  emergency:nobody: { until: '2999-01-01T00:00:00Z', reason: r }",
        "  # Without quotes it is no text to Pulumi.",
        "  emergency:bare: { until: 2999-01-01T00:00:00Z, reason: r, by: Ada }",
        "  emergency:rehearsed: { rehearse: { requested: '2026-11-01T09:00:00Z', by: Ada } }",
        "  emergency:hidden: { secure: AAAB }",
        "  setupKeys:joining: { generation: two }",
        "  setupKeys:fine: { generation: 2 }",
        "",
      ].join("\n"),
    );
    folder.write("Pulumi.dev.yaml", 'config:\n  a: "b\n');
    const { code, stdout } = await run("verify", "--sarif", "out.sarif");
    expect(code).toBe(1);
    const told = [...stdout.matchAll(/^(Pulumi\S+): (\w+) .*\[(.+)\]$/gm)].map((found) =>
      found.slice(1),
    );
    const unreadable = ["error", "stack-configuration-readable"];
    expect(told).toEqual([
      ["Pulumi.dev.yaml:3:1", ...unreadable],
      ["Pulumi.prod.yaml:3:3", "error", "emergency-expired"],
      ["Pulumi.prod.yaml:5:3", ...unreadable],
      ["Pulumi.prod.yaml:7:3", ...unreadable],
      ["Pulumi.prod.yaml:9:3", ...unreadable],
      ["Pulumi.prod.yaml:10:3", ...unreadable],
      ["Pulumi.prod.yaml:4:3", "alarm", "emergency-enabled"],
    ]);
    expect(stdout).toContain("emergency:nobody.by is missing");
    expect(stdout).toContain("`netbird-zt emergency off over --stack prod`");
    const { runs } = JSON.parse(folder.read("out.sarif")) as {
      runs: { results: { ruleId: string; ruleIndex?: number }[] }[];
    };
    const result = runs[0]!.results.find(({ ruleId }) => ruleId === unreadable[1]);
    expect(result).toMatchObject({ ruleIndex: expect.any(Number) as number });
    expect(pulumi.calls()).toEqual([]);
  });

  test("finds a discovery window that is over, at its flow", async () => {
    const flow = [
      "  - name: window",
      "    from: peer-support",
      "    to: svc-orders-web",
      "    allow: tcp/1-1024",
      "    need: temporary",
      '    until: "2020-01-01T00:00:00Z"',
      "    because: Which ports Support uses",
    ];
    const text = ordersWith(["flows:\n", `flows:\n${flow.join("\n")}\n`]);
    folder.write("orders.matrix.yaml", text);
    const line = text.split("\n").indexOf("  - name: window") + 1;
    const { code, stdout } = await run("verify");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`^orders\\.matrix\\.yaml:${line}:5 .* error .*\\[flow-expired\\]$`, "m"),
    );
  });
});
