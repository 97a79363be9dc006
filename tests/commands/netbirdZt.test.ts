import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseMatrixYaml } from "../../segmentation";
import { verbs } from "../../commands/verbs";
import { Folder, orders, ordersWith } from "./run";

jest.setTimeout(120_000);

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

/** A flow that lets Support at the database, which the matrix forbids. */
const forbidden = `  - name: support-to-db
    from: peer-support
    to: svc-orders-db
    allow: tcp/5432
    because: Support wants to look
`;
const withForbidden = ordersWith(["flows:\n", `flows:\n${forbidden}`]);

describe("every verb", () => {
  test.each(verbs.map((verb) => [verb().name()]))("%s has help with an example", async (name) => {
    const { code, stdout } = await folder.run([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`$ netbird-zt ${name}`);
    expect(stdout).toContain("--json");
    expect(stdout).toContain("Exit codes: 0");
  });

  test("is listed, and a wrong one is refused with the nearest", async () => {
    const { stdout } = await folder.run(["--help"]);
    for (const verb of verbs) expect(stdout).toContain(`\n  ${verb().name()} `);
    const { code, stderr } = await folder.run(["vrify"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean verify?");
  });
});

describe("exit codes", () => {
  test("2: an unknown option, environment, severity, or no matrix at all", async () => {
    for (const args of [
      ["verify", "--nonsense"],
      ["verify", "-e", "production"],
      ["verify", "--fail-on", "everything"],
      ["verify"],
      ["verify", "apps/**/*.matrix.yaml"],
      ["diff", "--stack", "prod", "--live"],
      ["diff", "--stack", "prod", "--ref", "main"],
      ["promote", "--from", "prod", "--to", "dev"],
      ["comment", "--preview", "prod.txt"],
    ]) {
      const { code, stdout, stderr } = await folder.run(args);
      expect([args, code]).toEqual([args, 2]);
      expect(stdout).toBe("");
      expect(stderr).not.toBe("");
    }
  });

  test("3: a file that is not there, no repository, no such commit, no git, no pulumi", async () => {
    folder.write("orders.matrix.yaml", orders);
    const missing = await folder.run(["verify", "nothing.matrix.yaml"]);
    expect(missing).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("Cannot read nothing") as string,
    });
    expect(await folder.run(["diff"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("not a git repository") as string,
    });
    folder.commit("first");
    expect(await folder.run(["diff", "--ref", "no-such-branch"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("fetch-depth") as string,
    });
    expect((await folder.run(["diff", "--ref", "--output=x"])).code).toBe(3);
    expect(await folder.run(["diff"], { PATH: folder.dir })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("git cannot be run") as string,
    });
    expect(await folder.run(["diff", "--stack", "prod"], { PATH: folder.dir })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("pulumi cannot be run") as string,
    });
  });
});

describe("verify", () => {
  test("finds nothing in the worked example", async () => {
    folder.write("orders.matrix.yaml", orders);
    expect(await folder.run(["verify"])).toEqual({
      code: 0,
      stdout: "Nothing found in orders.matrix.yaml, in dev, stage, prod.\n",
      stderr: "",
    });
  });

  test("tells a finding once, at its line, for all environments", async () => {
    folder.write("orders.matrix.yaml", withForbidden);
    const line = withForbidden.split("\n").indexOf("  - name: support-to-db") + 1;
    const { code, stdout } = await folder.run(["verify"]);
    expect(code).toBe(1);
    const lines = stdout.split("\n").filter((text) => text.includes("[never-violated]"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(`orders.matrix.yaml:${line}:5 (dev, stage, prod): error`);
    expect(lines[0]).toContain("No user device reaches the database directly");
  });

  test("colours only where it is asked to: not in a pipe, not in CI", async () => {
    folder.write("orders.matrix.yaml", withForbidden);
    const { stdout } = await folder.run(["verify"], { CI: "true" });
    expect(stdout).not.toContain("\u001b");
  });

  test("writes JSON and SARIF of the same findings, with paths from the repository's root", async () => {
    mkdirSync(join(folder.dir, "apps"));
    folder.write("apps/orders.matrix.yaml", withForbidden);
    folder.commit("first");
    const { stdout } = await folder.run([
      "verify",
      "--json",
      "--sarif",
      "out.sarif",
      "apps/*.yaml",
    ]);
    const { findings } = JSON.parse(stdout) as {
      findings: { rule: string; line: number; column: number; environments: string[] }[];
    };
    const log = JSON.parse(folder.read("out.sarif")) as {
      version: string;
      runs: [
        {
          tool: { driver: { rules: { id: string }[] } };
          results: {
            ruleId: string;
            ruleIndex: number;
            level: string;
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: string };
                  region: { startLine: number; startColumn: number };
                };
              },
            ];
          }[];
        },
      ];
    };
    expect(log.version).toBe("2.1.0");
    const [{ tool, results }] = log.runs;
    expect(results.length).toBeGreaterThan(0);
    expect(
      results.map(({ ruleId, locations: [{ physicalLocation }] }) => [
        ruleId,
        physicalLocation.region.startLine,
        physicalLocation.region.startColumn,
      ]),
    ).toEqual(findings.map(({ rule, line, column }) => [rule, line, column]));
    for (const { ruleId, ruleIndex, locations } of results) {
      expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
      expect(locations[0].physicalLocation.artifactLocation.uri).toBe("apps/orders.matrix.yaml");
    }
    expect(results.find(({ ruleId }) => ruleId === "never-violated")?.level).toBe("error");
  });

  test("a file that is no matrix is a finding at its line", async () => {
    folder.write("bad.matrix.yaml", ordersWith(["    allow: tcp/443\n", "    allow: tcp/443x\n"]));
    const { code, stdout } = await folder.run(["verify"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^bad\.matrix\.yaml:\d+:\d+: error .*443x.* \[matrix-well-formed\]$/m);
  });

  test("fails on what it is told to fail on", async () => {
    folder.write(
      "a.matrix.yaml",
      ordersWith(["  - name: svc-dns\n", "  - name: svc-forgotten\n  - name: svc-dns\n"]),
    );
    const codes = ["warning", "error"].map(
      async (severity) => (await folder.run(["verify", "--fail-on", severity])).code,
    );
    expect(await Promise.all(codes)).toEqual([1, 0]);
  });
});

describe("diff", () => {
  beforeEach(() => {
    folder.write("orders.matrix.yaml", orders);
    folder.commit("first");
  });

  test("of nothing is nothing, and fine", async () => {
    const { code, stdout } = await folder.run(["diff", "--exit-code"]);
    expect(code).toBe(0);
    expect(stdout.match(/No access changes\./g)).toHaveLength(3);
  });

  test("says who gains and loses what since a branch", async () => {
    folder.git("switch", "--quiet", "--create", "change");
    folder.write(
      "orders.matrix.yaml",
      ordersWith(
        ["flows:\n", `flows:\n${forbidden}`],
        ["to: svc-orders-app\n    allow: tcp/8443", "to: svc-orders-app\n    allow: tcp/9443"],
      ),
    );
    folder.commit("second");
    const { code, stdout } = await folder.run(["diff", "--ref", "main", "-e", "prod"]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.replace(/ through.*/, ""))).toEqual([
      "prod",
      "  + peer-support gains TCP/5432 to svc-orders-db-prod",
      "  + svc-orders-web-prod gains TCP/9443 to svc-orders-app-prod",
      "  - svc-orders-web-prod loses TCP/8443 to svc-orders-app-prod",
    ]);
    expect((await folder.run(["diff", "--ref", "main", "--exit-code"])).code).toBe(1);
  });

  test("a moved file changes nothing; a deleted one takes all its access away", async () => {
    folder.git("mv", "orders.matrix.yaml", "moved.matrix.yaml");
    expect((await folder.run(["diff", "--exit-code"])).code).toBe(0);
    folder.write("other.matrix.yaml", orders.replace("application: orders", "application: other"));
    folder.git("rm", "--quiet", "--force", "moved.matrix.yaml");
    const { stdout } = await folder.run(["diff", "--json", "-e", "prod"]);
    const { environments } = JSON.parse(stdout) as {
      environments: { environment: string; changes: { change: string; sentence: string }[] }[];
    };
    const lost = environments[0]!.changes.filter(({ change }) => change === "lost");
    expect(lost.map(({ sentence }) => sentence).join("\n")).toContain("peer-support loses TCP/443");
  });

  test("two files of one application are told apart by where they stand", async () => {
    folder.write("part.matrix.yaml", orders);
    folder.commit("second");
    folder.write("part.matrix.yaml", withForbidden);
    const { stdout } = await folder.run(["diff", "--ref", "HEAD", "-e", "prod"]);
    expect(stdout).toMatch(
      /^prod\n {2}\+ peer-support gains TCP\/5432 to svc-orders-db-prod through .*\n$/,
    );
    const { stdout: comment } = await folder.run(["comment", "--ref", "HEAD", "-e", "prod"]);
    expect(comment).toContain("### prod: 1 gained\n");
  });

  test("works in a folder of the repository, and reads a file by name", async () => {
    mkdirSync(join(folder.dir, "apps"));
    folder.write("apps/web.matrix.yaml", withForbidden);
    folder.commit("second");
    folder.write("apps/web.matrix.yaml", orders);
    const { stdout } = await folder.run(["diff", "apps/web.matrix.yaml", "-e", "dev"]);
    expect(stdout).toContain("- peer-support loses TCP/5432 to svc-orders-db-dev");
  });

  test("against what a stack exported, in the stack's environment", async () => {
    mkdirSync(join(folder.dir, "bin"));
    const outputs = { region: "eu", apps: { orders: parseMatrixYaml(withForbidden) } };
    folder.write("outputs.json", JSON.stringify(outputs));
    folder.write("bin/pulumi", `#!/bin/sh\necho "$@" >&2\ncat "${folder.dir}/outputs.json"\n`);
    chmodSync(join(folder.dir, "bin/pulumi"), 0o755);
    const env = { PATH: `${folder.dir}/bin:${process.env.PATH}` };
    const { code, stdout } = await folder.run(["diff", "--stack", "acme/zero-trust/prod"], env);
    expect(code).toBe(0);
    expect(stdout.split(" through ")[0]).toBe(
      "prod\n  - peer-support loses TCP/5432 to svc-orders-db-prod",
    );
    expect((await folder.run(["diff", "--stack", "account"], env)).code).toBe(2);
    folder.write("outputs.json", "{}");
    expect((await folder.run(["diff", "--stack", "prod"], env)).code).toBe(3);
  });
});

describe("render", () => {
  test.each([
    ["text", "│ peer-support"],
    ["markdown", "## Segmentation of orders"],
    ["csv", "source,destination,service"],
    ["html", "<!doctype html>"],
    ["mermaid", "flowchart LR"],
  ])("%s, to stdout and to a file", async (format, part) => {
    folder.write("orders.matrix.yaml", orders);
    const args = ["render", "-e", "stage", "-f", format];
    const { code, stdout } = await folder.run(args);
    expect(code).toBe(0);
    expect(stdout).toContain(part);
    expect(stdout).toContain("stage");
    expect((await folder.run([...args, "-o", "out"])).stdout).toBe("");
    // The page says to the millisecond when it was made.
    const timeless = (text: string) => text.replace(/<time.*<\/time>/, "");
    expect(timeless(folder.read("out"))).toBe(timeless(stdout));
  });

  test("draws one at a time", async () => {
    folder.write("orders.matrix.yaml", orders);
    folder.write("b.matrix.yaml", orders);
    expect((await folder.run(["render"])).code).toBe(2);
    const { stdout } = await folder.run(["render", "b.matrix.yaml", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ application: "orders", environment: "prod" });
  });
});

describe("promote", () => {
  const inDev = `${orders}
environments:
  dev:
    add:
      - name: reports
        from: svc-orders-app
        to: svc-orders-db
        allow: tcp/5433
        because: Nightly reports
`;

  test("through stage to prod, where the flow becomes everybody's", async () => {
    folder.write("orders.matrix.yaml", inDev);
    folder.commit("first");
    const dry = await folder.run(["promote", "--from", "dev", "--to", "stage", "--dry-run"]);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain("+ svc-orders-app-stage gains TCP/5433 to svc-orders-db-stage");
    expect(folder.read("orders.matrix.yaml")).toBe(inDev);

    await folder.run(["promote", "--from", "dev", "--to", "stage"]);
    const staged = parseMatrixYaml(folder.read("orders.matrix.yaml"));
    expect(staged.environments?.stage?.add).toEqual(staged.environments?.dev?.add);

    const { stdout } = await folder.run(["promote", "--from", "stage", "--to", "prod", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      written: true,
      files: [{ promoted: [{ flow: "reports", change: "added" }], heldBack: [] }],
    });
    const after = folder.read("orders.matrix.yaml");
    expect(parseMatrixYaml(after).environments).toBeUndefined();
    expect(parseMatrixYaml(after).flows.map(({ name }) => name)).toContain("reports");
    for (const comment of orders.match(/#.*/g)!) expect(after).toContain(comment);
    const { stdout: difference } = await folder.run(["diff", "--ref", "HEAD"]);
    expect(difference).toContain("+ svc-orders-app-prod gains TCP/5433");
    expect(difference).toMatch(/^dev\n {2}No access changes/);
  });

  test("a flow that no matrix has is wrong use", async () => {
    folder.write("orders.matrix.yaml", inDev);
    const args = ["promote", "--from", "dev", "--to", "stage", "--flow", "no-such"];
    expect((await folder.run(args)).code).toBe(2);
  });
});

test("comment: changes, findings and previews as one Markdown text", async () => {
  folder.write("orders.matrix.yaml", orders);
  folder.commit("first");
  folder.write("orders.matrix.yaml", withForbidden);
  const { code, stdout } = await folder.run(
    ["comment", "--preview", "prod=-"],
    {},
    "\u001b[32m+ 1 to create\u001b[0m",
  );
  expect(code).toBe(0);
  expect(stdout.startsWith("<!-- netbird-zt: access changes -->\n")).toBe(true);
  expect(stdout).toContain("### prod: 1 gained");
  expect(stdout).toContain("| + gained | `peer-support` | `svc-orders-db-prod` | `TCP/5432` |");
  expect(stdout).toContain("never-violated");
  expect(stdout).toContain("<summary>Resource preview: prod</summary>");
  expect(stdout).toContain("\n+ 1 to create\n");
});
