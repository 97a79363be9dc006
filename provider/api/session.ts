import { Account } from "./account";
import { readConfiguration } from "./configuration";
import type { Configuration, ReadSetting } from "./configuration";

/**
 * The provider process's one account. The engine starts a process per provider, so an explicit
 * provider for a second account has a session of its own.
 */
export class Session {
  private settings: ReadSetting = () => undefined;
  private opened: Account | undefined;

  /**
   * @param pace for tests, which cannot wait as long as users can
   * @param read how the configuration is read
   */
  constructor(
    private readonly env: NodeJS.ProcessEnv = process.env,
    private readonly pace: Partial<Pick<Configuration, "timeout" | "firstPause">> = {},
    private readonly read: typeof readConfiguration = readConfiguration,
  ) {}

  /**
   * Keeps the configuration, and neither awaits nor throws: the SDK hands out the provider before
   * `configure` is done and again after it failed. What is wrong is said at first use.
   */
  configure(settings: ReadSetting): void {
    this.settings = settings;
  }

  /**
   * The account, opened at first use.
   * @throws ConfigError when the token or the address is missing or unusable
   */
  account(): Account {
    this.opened ??= new Account({ ...this.read(this.settings, this.env), ...this.pace });
    return this.opened;
  }
}
