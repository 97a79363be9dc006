import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ResourceState, StackState } from "./deployment";
import { mapSecrets, secret } from "./wire";

/** Encrypts what a state file must not show: AES-256-GCM, the key from a passphrase. */
class Vault {
  private readonly key: Buffer;

  constructor(
    passphrase: string,
    readonly salt: string = randomBytes(16).toString("base64"),
  ) {
    this.key = scryptSync(passphrase, Buffer.from(salt, "base64"), 32);
  }

  encrypt(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
  }

  decrypt(sealed: string): string {
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  }
}

/**
 * Writing may take this part of a run's time: a state grows with its stack, so that writing all of
 * it after every step would take time in proportion to the square of the stack's size.
 */
const writingShare = 1 / 10;

/** A stack's state in a JSON file of Pulumi's own schema, secrets encrypted. */
export class StateFile {
  private readonly path: string;
  private vault: Vault | undefined;
  private pending: (() => readonly ResourceState[]) | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** When the next write is due at the earliest. */
  private notBefore = 0;

  constructor(
    private readonly stateDir: string,
    project: string,
    stack: string,
    private readonly passphrase: string,
  ) {
    this.path = join(stateDir, "stacks", project, `${stack}.json`);
  }

  /** The resources, secrets in clear but marked; none when there is no file yet. */
  load(): ResourceState[] {
    const { deployment } = this.export();
    return mapSecrets(deployment.resources ?? [], ({ ciphertext }) =>
      secret(JSON.parse(this.vaultOf(deployment).decrypt(ciphertext ?? ""))),
    ) as ResourceState[];
  }

  /**
   * Writes the resources soon; a run that changes many in a row writes rarely.
   * @param resources tells what to write, when it comes to that
   */
  saveSoon(resources: () => readonly ResourceState[]): void {
    this.pending = resources;
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, this.notBefore - performance.now()));
  }

  /** Writes now what {@link saveSoon} was given last. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pending === undefined) return;
    const resources = this.pending;
    this.pending = undefined;
    const started = performance.now();
    this.save(resources());
    const ended = performance.now();
    this.notBefore = ended + (ended - started) / writingShare;
  }

  private save(resources: readonly ResourceState[]): void {
    const vault = this.vault ?? this.vaultOf(this.export().deployment);
    const sealed = mapSecrets(resources, ({ value, ...signature }) => ({
      ...signature,
      ciphertext: vault.encrypt(JSON.stringify(value)),
    }));
    const deployment = {
      manifest: { time: new Date().toISOString(), magic: "", version: "sandbox" },
      secrets_providers: { type: "passphrase", state: { salt: vault.salt } },
      resources: sealed,
    };
    mkdirSync(dirname(this.path), { recursive: true });
    // Written beside and moved, so that an interrupted run leaves a whole file.
    const text = JSON.stringify({ version: 3, deployment }, null, 4);
    writeFileSync(`${this.path}.new`, text, { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }

  /** The file as it is, secrets encrypted. */
  export(): StackState {
    if (!existsSync(this.path)) return { version: 3, deployment: {} };
    return JSON.parse(readFileSync(this.path, "utf8")) as StackState;
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** The state of another stack of this project, or of `organization/project/stack`. */
  sibling(reference: string, ownProject: string): StateFile {
    const [stack = "", project = ownProject] = reference.split("/").reverse();
    return new StateFile(this.stateDir, project, stack, this.passphrase);
  }

  exists(): boolean {
    return existsSync(this.path);
  }

  private vaultOf(deployment: StackState["deployment"]): Vault {
    const provider = deployment.secrets_providers as { state?: { salt?: string } } | undefined;
    this.vault ??= new Vault(this.passphrase, provider?.state?.salt);
    return this.vault;
  }
}
