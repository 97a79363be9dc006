import pc from "picocolors";
import {
  accessOf,
  compile,
  describeNever,
  diff,
  EffectiveAccess,
  neverReport,
  renderDiffText,
  renderText,
  sentenceOf,
} from "../../segmentation";
import type { Access, Matrix, Segmentation } from "../../segmentation";
import { allGroup } from "../../segmentation/overlap";
import { DeploymentError } from "../../sandbox/engine";
import type { RunResult, Stack, Step } from "../../sandbox/engine";
import { sameSnapshot } from "./account";
import type { AccountSnapshot, LiveAccount } from "./account";
import { displayName, follow, objectSteps, summary } from "./runs";
import { tableStyle } from "./screen";
import type { Screen } from "./screen";

/** The policy that somebody widens in step 5. */
const widenedPolicy = "users-to-web";

/** The flow that step 6 asks for and that must not be. */
const forbiddenFlow = {
  from: ["peer-support"],
  to: ["svc-orders-db"],
  allow: "tcp/5432",
  because: "Support wants to look at orders directly",
};

/** Something in the demo was not as it must be. */
export class DemoFailure extends Error {}

/** The application, from matrix to destroy, on a stack and the account behind it. */
export class Story {
  private readonly before: Promise<AccountSnapshot>;

  constructor(
    private readonly stack: Stack,
    private readonly account: LiveAccount,
    private readonly screen: Screen,
  ) {
    this.before = account.snapshot();
  }

  /** Everything up to the forbidden change. */
  async tell(): Promise<void> {
    const { screen } = this;
    const before = await this.before;
    const planned = await follow(screen, "Previewing", (options) => this.stack.preview(options));
    const plan = compile(ordersMatrix(planned), "prod");
    this.refuseTakenNames(plan, before);
    this.showMatrix(plan);
    this.showPreview(planned);
    await this.update(plan);
    await this.previewAgain();
    await this.driftAndRepair(plan);
    await this.forbid();
  }

  /** Takes everything away again. */
  async destroy(): Promise<void> {
    const { screen } = this;
    screen.heading("Destroy");
    const result = await follow(screen, "Destroying", (options) => this.stack.destroy(options));
    screen.good(summary(result));
  }

  async expectAsBefore(before: AccountSnapshot): Promise<void> {
    if (!sameSnapshot(before, await this.account.snapshot())) {
      throw new DemoFailure("The account is not as it was before the demo.");
    }
    this.screen.good("the account is as it was: group All and policy Default untouched");
  }

  /** On a real account the demo must not touch what is there. */
  private refuseTakenNames(plan: Segmentation, { groups }: AccountSnapshot): void {
    const ours = plan.groups.filter(({ madeBy }) => madeBy === "program");
    const planned = new Set(ours.map(({ name }) => name));
    const taken = groups.map(({ name }) => name).filter((name) => planned.has(name));
    if (taken.length === 0) return;
    throw new DemoFailure(
      `The account has groups of these names already: ${taken.join(", ")}. Nothing was written; run the demo on another account, or without NB_PAT on the sandbox.`,
    );
  }

  private showMatrix(plan: Segmentation): void {
    const { screen } = this;
    screen.heading("The segmentation matrix, as the program in stacks/ declares it");
    const access = accessOf(plan.policies);
    screen.line(this.table(plan, access));
    for (const { rule, blocked } of neverReport(new EffectiveAccess(plan))) {
      const text = `${describeNever(rule)} — ${rule.because} (${rule.owner})`;
      if (!blocked) throw new DemoFailure(`Not blocked: ${text}`);
      screen.good(text);
    }
  }

  private showPreview(preview: RunResult): void {
    const { screen } = this;
    screen.heading("Preview: what would be created");
    for (const kind of ["Group", "Policy"]) {
      for (const step of objectSteps(preview, kind)) {
        screen.line(`${pc.green("+")} ${kind.padEnd(6)} ${displayName(step)}`);
      }
    }
    screen.line(pc.dim(`would be ${summary(preview)}`));
  }

  private async update(plan: Segmentation): Promise<void> {
    const { screen } = this;
    screen.heading("Update, then the same matrix from what the management API now holds");
    const result = await follow(screen, "Updating", (options) => this.stack.up(options));
    screen.good(summary(result));
    const live = await this.live(plan);
    screen.line(this.table(plan, accessOf(live.policies)));
    this.expectEqual(plan, live);
    await this.mentionOpenPolicies(plan);
  }

  private async previewAgain(): Promise<void> {
    const { screen } = this;
    screen.heading("A second preview");
    const result = await follow(screen, "Previewing", (options) => this.stack.preview(options));
    const changed = result.steps.filter(
      // Other stacks are read each time.
      ({ operation }) => !["same", "read"].includes(operation),
    );
    if (changed.length > 0) {
      throw new DemoFailure(`Expected no changes: ${changed.map(displayName).join(", ")}`);
    }
    screen.good(`no changes (${summary(result)})`);
  }

  private async driftAndRepair(plan: Segmentation): Promise<void> {
    const { screen } = this;
    screen.heading("Drift: somebody takes the ports off a policy, behind our back");
    const policy = plan.policies.find(({ key }) => key === widenedPolicy)!;
    await this.account.widen(policy.name);
    const changes = diff(plan, await this.live(plan));
    for (const change of changes) screen.bad(sentenceOf(change));
    if (!changes.some(({ change }) => change === "gained"))
      throw new DemoFailure("Widening the policy gave no access.");

    const refreshed = await follow(screen, "Refreshing", (options) => this.stack.refresh(options));
    const drifted = refreshed.steps.filter(({ operation }) => operation === "update");
    if (!drifted.some((step) => displayName(step) === policy.name)) {
      throw new DemoFailure("Refresh did not show the drift.");
    }
    for (const step of drifted) {
      screen.line(`${pc.yellow("~")} refresh found ${displayName(step)}: ${portChange(step)}`);
    }
    const repaired = await follow(screen, "Repairing", (options) => this.stack.up(options));
    screen.good(`the next update repairs it: ${summary(repaired)}`);
    this.expectEqual(plan, await this.live(plan));
  }

  private async forbid(): Promise<void> {
    const { screen } = this;
    screen.heading("A forbidden change: Support asks for the database");
    const before = await this.account.snapshot();
    await this.stack.setConfig("additionalFlows", JSON.stringify([forbiddenFlow]));
    const refusal = await this.refusalOf(() =>
      follow(screen, "Previewing", (options) => this.stack.preview(options)),
    );
    await this.stack.removeConfig("additionalFlows");
    screen.line(pc.red(refusal.message));
    if (!sameSnapshot(before, await this.account.snapshot())) {
      throw new DemoFailure("The refused preview wrote something.");
    }
    screen.good("refused at preview, and nothing was written");
  }

  private async refusalOf(action: () => Promise<unknown>): Promise<DeploymentError> {
    try {
      await action();
    } catch (error) {
      if (error instanceof DeploymentError) return error;
      throw error;
    }
    throw new DemoFailure("The forbidden flow was not refused.");
  }

  /** What the API holds between the plan's groups. */
  private live(plan: Segmentation): Promise<Segmentation> {
    return this.account.between(plan.groups.map(({ name }) => name));
  }

  private table(plan: Segmentation, access: Access[]): string {
    return renderText(plan, { access, style: tableStyle });
  }

  private expectEqual(plan: Segmentation, live: Segmentation): void {
    const changes = diff(plan, live);
    if (changes.length > 0) {
      throw new DemoFailure(`NetBird and the matrix differ:\n${renderDiffText(changes)}`);
    }
    this.screen.good("equal: NetBird allows among these groups exactly what the matrix says");
  }

  /** The starter policy opens everything; a comparison among our groups must not hide that. */
  private async mentionOpenPolicies(plan: Segmentation): Promise<void> {
    const { policies } = await this.account.snapshot();
    const ours = new Set(plan.policies.map(({ name }) => name));
    const open = policies.filter(
      ({ name, enabled, rules }) =>
        enabled &&
        !ours.has(name) &&
        rules.some(({ sources }) => sources?.some((group) => group.name === allGroup)),
    );
    for (const { name } of open) {
      this.screen.line(
        pc.yellow(
          `! policy "${name}" still lets every peer reach every other; the guide keeps it`,
        ) + pc.yellow(" while enrolling and deletes it before production (section 4.1)"),
      );
    }
  }
}

/** The application's matrix among those that the stack exports. */
function ordersMatrix({ outputs }: RunResult): Matrix {
  const matrices = outputs.matrices?.value as Matrix[];
  return matrices.find(({ application }) => application === "orders")!;
}

function portChange(step: Step): string {
  const ports = (state: Step["old"]) =>
    ((state?.outputs.ports as string[] | undefined) ?? []).join(",") || "every port";
  return `ports ${ports(step.old)} → ${ports(step.new)}`;
}
