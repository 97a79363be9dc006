import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../sandbox/engine";
import { formatted } from "../commands/prettier";
import { Folder } from "../commands/run";
import type { Ended } from "../commands/run";
import { bringByIdentityProvider, buildByHand, wholeAccount } from "./handMadeAccount";
import { api, open, requests, useProject, useSandbox } from "./world";
import type { ApiPolicy } from "./world";

jest.setTimeout(300_000);

interface Answer {
  adopted: { kind: string; name: string; id: string }[];
  leftAlone: { kind: string; name: string; because: string }[];
  notInMatrix: { policy: string; because: string }[];
}

describe("an account that was built by hand", () => {
  // Not the real server: what others have in an account is not ours to adopt.
  const server = useSandbox();
  let folder: Folder;
  let env: Record<string, string>;
  let answer: Answer;
  let program: string;

  beforeAll(async () => {
    env = { NB_MANAGEMENT_URL: server.managementUrl, NB_PAT: server.token };
    await buildByHand(server);
    const staff = await bringByIdentityProvider(server, "Staff");
    const [, web] = await api<{ id: string }[]>(server, "GET", "/groups");
    await api(server, "POST", "/policies", {
      ...{ name: "staff", description: "Broad access: the intranet", enabled: true },
      rules: [
        {
          ...{ name: "staff", enabled: true, action: "accept", bidirectional: false },
          ...{ protocol: "tcp", sources: [staff.id], destinations: [web!.id] },
        },
      ],
    });
    folder = new Folder();
    await requests(server);
    const { code, stdout, stderr } = await run("adopt", "--json", "--owner", "Platform");
    expect([stderr, code]).toEqual([stderr, 0]);
    answer = JSON.parse(stdout) as Answer;
    program = folder.read("netbird-account/index.ts");
  });
  afterAll(() => folder.remove());

  function run(...args: string[]): Promise<Ended> {
    return folder.run(args, env);
  }

  test("is only read", async () => {
    const sent = await requests(server);
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.filter((request) => !request.startsWith("GET "))).toEqual([]);
  });

  test("is adopted but for what is not a program's", async () => {
    const all = await api<ApiPolicy[]>(server, "GET", "/policies");
    const adopted = answer.adopted.filter(({ kind }) => kind === "policy");
    expect(adopted.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
    expect(answer.leftAlone.map(({ kind, name }) => [kind, name])).toEqual([
      ["group", "All"],
      ["group", "Staff"],
      ["DNS zone", "stale"],
      ["setup key", "lost"],
      ["setup key", "once"],
      ...[
        "peers",
        "users and tokens",
        "identity providers",
        "identity sync and event streaming",
        "account and DNS settings",
      ].map((kind) => [kind, undefined]),
    ]);
    expect(new Set(answer.adopted.map(({ kind }) => kind)).size).toBe(11);
  });

  test("is a program as prettier and people write it", () => {
    expect(formatted(program)).toBe(program);
    expect(program).toContain('sources: ["Staff"]');
    expect(program).toMatch(/peer: \{ name: "office router", id: "\w+" \}/);
    expect(program).toContain("destinationResource: { id: ordersDb.id,");
    expect(program).toContain("const groupClass = ");
  });

  test("says in the matrix what the account allows, so that nothing differs", async () => {
    const same = await run("diff", "--live", "--exit-code");
    expect(same).toMatchObject({ code: 0 });
    expect(same.stdout).toBe(
      ["dev", "stage", "prod"].map((name) => `${name}\n  No access changes.\n`).join("\n"),
    );
    expect(answer.notInMatrix).toEqual(
      expect.arrayContaining([
        { policy: "Default", because: "it names the group All, which no matrix owns" },
        { policy: "Devs", because: "it reaches from prod into dev" },
        {
          policy: "only the database",
          because: "it names a single peer or resource instead of a group",
        },
        {
          policy: "no ssh",
          because:
            "it blocks, and a matrix says only what is allowed: what it takes away stays a difference",
        },
      ]),
    );
    const drawn = await run("render", "netbird-account/account.matrix.yaml", "-f", "csv");
    expect(drawn.stdout).toContain('peer-devops-prod,svc-orders-web-prod,"TCP/443,8443"');
    const { stdout } = await run("verify", "--json");
    const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
    const rules = findings.map(({ rule }) => rule);
    expect(rules).toContain("no-all-protocol");
    expect(rules).not.toContain("matrix-well-formed");
  });

  test("refuses to overwrite, and leaves a project's own files with --force", async () => {
    const again = await run("adopt");
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("netbird-account/index.ts");
    folder.write("netbird-account/package.json", "{}\n");
    expect((await run("adopt", "--force", "--owner", "Platform")).code).toBe(0);
    expect(folder.read("netbird-account/package.json")).toBe("{}\n");
    expect(folder.read("netbird-account/index.ts")).toBe(program);
  });

  describe("and runs its program", () => {
    const project = useProject();
    let stack: Stack;

    beforeAll(async () => {
      writeFileSync(join(project.dir, "index.ts"), program);
      stack = await open(project, server, "prod");
    });

    test("is byte for byte the same after the first update, and the next preview is empty", async () => {
      const before = await wholeAccount(server);
      const { changes } = await stack.up();
      expect(changes).toEqual({ create: answer.adopted.length + 1 });
      expect(await wholeAccount(server)).toBe(before);
      const sent = await requests(server);
      expect(sent.filter((request) => !request.startsWith("GET "))).toEqual([]);
      const unchanged = { same: answer.adopted.length + 1 };
      expect((await stack.preview()).changes).toEqual(unchanged);
      expect((await stack.refresh()).changes).toEqual(unchanged);
      expect((await stack.preview()).changes).toEqual(unchanged);
    });

    test("needs adopt no longer", async () => {
      const without = program.replace(/,\s*adopt: "[^"]+"/g, "");
      expect(without).not.toContain("adopt:");
      writeFileSync(join(project.dir, "index.ts"), without);
      const unchanged = { same: answer.adopted.length + 1 };
      expect((await stack.preview()).changes).toEqual(unchanged);
    });

    test("is not deleted by destroy", async () => {
      const before = await wholeAccount(server);
      await expect(stack.destroy()).rejects.toThrow(/protected/);
      expect(await wholeAccount(server)).toBe(before);
    });
  });
});
