import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { settings, userData } from "../../../components/aws/userData";
import type { Boot } from "../../../components/aws/userData";

jest.setTimeout(60_000);

const boot: Boot = {
  peerName: "net-test-prod-a",
  hostname: "net-test-prod-a-0123abcd",
  managementUrl: "https://api.netbird.io",
  region: "eu-central-1",
  keyParameter: "/netbird/net-test-prod/a/setup-key",
  netbirdVersion: undefined,
  networkInterface: { id: "eni-1", mac: "02:00:00:00:00:0a" },
};
const setupKey = "A1B2C3D4-0000-0000-0000-00000000000A";

interface WrittenFile {
  path: string;
  content: string;
  permissions: string;
}

const filesOf = (text: string) => (parse(text) as { write_files: WrittenFile[] }).write_files;

const present = (command: string) => spawnSync(command, ["--version"]).error === undefined;

/** A test that says in its name why it is skipped where a tool is missing. */
function testWith(tool: string, name: string, run: () => void): void {
  if (present(tool)) test(name, run);
  else test.skip(`${name} (SKIPPED: ${tool} is not installed)`, run);
}

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "pulumi-netbird-user-data-"))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("fits into what AWS takes", () => {
  expect(userData(boot).startsWith("#cloud-config\n")).toBe(true);
  expect(Buffer.byteLength(userData(boot))).toBeLessThan(16 * 1024);
});

test("forwarding is on, packages are verified, and the version is the wanted one", () => {
  const repository = filesOf(userData(boot)).find(({ path }) => path.endsWith("/netbird.repo"));
  expect(repository!.content).toMatch(/^gpgcheck=1$/m);
  expect(repository!.content).toMatch(/^repo_gpgcheck=1$/m);
  const sysctl = filesOf(userData(boot)).find(({ path }) => path.startsWith("/etc/sysctl.d/"));
  expect(sysctl!.content).toContain("net.ipv4.ip_forward = 1");
  expect(settings(boot)).toContain("NETBIRD_PACKAGE='netbird'\n");
  expect(settings({ ...boot, netbirdVersion: "0.60.2" })).toContain("'netbird-0.60.2'");
});

test("without return routes nothing deals with an interface", () => {
  const files = filesOf(userData({ ...boot, networkInterface: undefined }));
  expect(files.map(({ path }) => path).join()).not.toContain("netbird-interface");
});

testWith("cloud-init", "cloud-init's schema accepts it", () => {
  for (const networkInterface of [boot.networkInterface, undefined]) {
    const file = join(dir, "user-data");
    writeFileSync(file, userData({ ...boot, networkInterface }));
    const { status, stdout, stderr } = spawnSync("cloud-init", ["schema", "-c", file], {
      encoding: "utf8",
    });
    expect({ status, said: `${stdout}${stderr}` }).toEqual({
      status: 0,
      said: expect.stringMatching(/^Valid (cloud-config|schema)/) as string,
    });
  }
});

testWith("shellcheck", "shellcheck has nothing to say", () => {
  writeFileSync(join(dir, "netbird-routing-peer"), settings(boot));
  for (const { path, content } of filesOf(userData(boot))) {
    if (!content.startsWith("#!")) continue;
    const { stdout } = spawnSync("shellcheck", ["-x", "-P", dir, "-"], {
      input: content,
      encoding: "utf8",
    });
    expect({ path, stdout }).toEqual({ path, stdout: "" });
  }
});

describe("dry, with stand-ins for what the scripts call", () => {
  const scripts = Object.fromEntries(
    filesOf(userData(boot))
      .filter(({ content }) => content.startsWith("#!"))
      .map(({ path, content }) => [path.split("/").at(-1)!, content]),
  );
  let log: string;

  /** A binary that notes how it is called and then does what its text says. */
  function standIn(name: string, body = ""): void {
    const file = join(dir, "bin", name);
    writeFileSync(file, `#!/bin/bash\necho "${name} $*" >>"${log}"\n${body}\n`);
    chmodSync(file, 0o755);
  }

  beforeEach(() => {
    log = join(dir, "calls");
    for (const folder of ["bin", "run", "sys/class/net/ens5", "sys/class/net/ens6"]) {
      mkdirSync(join(dir, folder), { recursive: true });
    }
    writeFileSync(join(dir, "sys/class/net/ens5/address"), "02:00:00:00:00:01\n");
    for (const name of ["dnf", "sysctl", "systemctl", "ip", "sleep"]) standIn(name);
    standIn(
      "curl",
      `case "$*" in
        *latest/api/token*) echo token ;;
        *instance-id*) echo i-0123 ;;
        *subnet-ipv4-cidr-block*) echo 10.10.1.16/28 ;;
      esac`,
    );
    standIn("aws", `case "$*" in *get-parameter*) echo ${setupKey} ;; esac`);
    standIn(
      "netbird",
      // Notes who may read the key's file, and that the key is in it.
      `case "$1" in
        up) stat -c "key file mode %a" "\${@: -1}" >>"${log}"; grep -c ${setupKey} "\${@: -1}" >>"${log}" ;;
        status) printf 'Management: %s\\nSignal: %s\\n' "\${STATE:-Connected}" "\${STATE:-Connected}" ;;
      esac`,
    );
  });

  function run(
    script: string,
    { values = boot, env = {} }: { values?: Boot; env?: Record<string, string> } = {},
  ): { status: number | null; said: string; calls: string[] } {
    const settingsFile = join(dir, "settings");
    writeFileSync(settingsFile, settings(values));
    const { status, stdout, stderr } = spawnSync("bash", ["-c", scripts[script]!], {
      encoding: "utf8",
      env: {
        PATH: `${join(dir, "bin")}:${process.env.PATH}`,
        ROUTING_PEER_SETTINGS: settingsFile,
        RUN_DIR: join(dir, "run"),
        SYS_DIR: join(dir, "sys"),
        RETRY_PAUSE: "0",
        ...env,
      },
    });
    const calls = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    return { status, said: `${stdout}${stderr}`, calls };
  }

  const plain: Boot = { ...boot, networkInterface: undefined };

  test("it installs, joins with the key from a file that only root reads, and removes the file", () => {
    const { status, said, calls } = run("netbird-join", { values: plain });
    expect(status).toBe(0);
    expect(calls).toEqual([
      "sysctl --system",
      "dnf install -y netbird",
      "systemctl enable --now netbird.service",
      `aws ssm get-parameter --region eu-central-1 --name ${boot.keyParameter} --with-decryption --query Parameter.Value --output text`,
      `netbird up --management-url https://api.netbird.io --hostname ${boot.hostname} --setup-key-file ${join(dir, "run/netbird-setup-key")}`,
      "key file mode 600",
      "1",
      "systemctl enable --now netbird-heartbeat.timer",
    ]);
    expect(existsSync(join(dir, "run/netbird-setup-key"))).toBe(false);
    expect(said).not.toContain(setupKey);
  });

  test("what fails is tried again", () => {
    standIn("dnf", `[ -e ${dir}/second ] || { touch ${dir}/second; exit 1; }`);
    const { status, calls } = run("netbird-join", { values: plain });
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith("dnf "))).toHaveLength(2);
  });

  test("when it cannot join, it asks for another instance and leaves no key behind", () => {
    standIn("netbird", "exit 1");
    standIn("sleep", "exit 1"); // Ends the waiting at once.
    const { status, said, calls } = run("netbird-join", { values: plain });
    expect(status).not.toBe(0);
    expect(calls).toContain(
      "aws autoscaling set-instance-health --region eu-central-1 --instance-id i-0123 --health-status Unhealthy --no-should-respect-grace-period",
    );
    expect(existsSync(join(dir, "run/netbird-setup-key"))).toBe(false);
    expect(said).not.toContain(setupKey);
  });

  test("while NetBird is connected the heart beats", () => {
    const { status, calls } = run("netbird-heartbeat", { values: plain });
    expect(status).toBe(0);
    expect(calls.at(-1)).toBe(
      "aws cloudwatch put-metric-data --region eu-central-1 --namespace NetBird/RoutingPeers --metric-name Heartbeat --dimensions RoutingPeer=net-test-prod-a --value 1",
    );
  });

  test("when it is not, that is published, and after ten minutes another instance asked for", () => {
    const env = { STATE: "Disconnected" };
    for (let beat = 1; beat < 20; beat++) {
      const { calls } = run("netbird-heartbeat", { values: plain, env });
      expect(calls.at(-1)).toMatch(/--value 0$/);
    }
    const { status, calls } = run("netbird-heartbeat", { values: plain, env });
    expect(status).toBe(0);
    expect(calls.at(-1)).toMatch(/^aws autoscaling set-instance-health .* Unhealthy$/);
  });

  test("but not while the management server itself is away", () => {
    standIn("curl", "exit 7");
    const env = { STATE: "Disconnected" };
    for (let beat = 1; beat <= 21; beat++) run("netbird-heartbeat", { values: plain, env });
    expect(readFileSync(log, "utf8")).not.toContain("set-instance-health");
  });

  test("a missing interface is as bad as a missing connection", () => {
    expect(run("netbird-heartbeat").calls.at(-1)).toMatch(/--value 0$/);
    writeFileSync(join(dir, "sys/class/net/ens6/address"), "02:00:00:00:00:0a\n");
    expect(run("netbird-heartbeat").calls.at(-1)).toMatch(/--value 1$/);
  });

  test("the interface is attached, once, and takes what NetBird forwards", () => {
    standIn(
      "aws",
      `[ -e ${dir}/second ] || { touch ${dir}/second; exit 1; }
       echo 02:00:00:00:00:0a >${dir}/sys/class/net/ens6/address`,
    );
    const first = run("netbird-interface");
    expect(first.status).toBe(0);
    const attach =
      "aws ec2 attach-network-interface --region eu-central-1 --network-interface-id eni-1 --instance-id i-0123 --device-index 1";
    expect(first.calls.filter((call) => call === attach)).toHaveLength(2);
    expect(first.calls.filter((call) => call.startsWith("ip "))).toEqual([
      "ip link set dev ens6 up",
      "ip route replace 10.10.1.16/28 dev ens6 table 7200",
      "ip route replace default via 10.10.1.17 dev ens6 table 7200",
      "ip rule show pref 100",
      "ip rule add pref 100 iif wt0 lookup 7200",
    ]);
    const again = run("netbird-interface");
    expect(again.calls.filter((call) => call === attach)).toHaveLength(2);
  });
});

test("a value with a quote in it stays one value", () => {
  const text = settings({ ...boot, peerName: "it's; exit 1" });
  const read = execFileSync("bash", ["-c", `${text}printf %s "$PEER_NAME"`], { encoding: "utf8" });
  expect(read).toBe("it's; exit 1");
});
