/** IAM: what a role may do, by the policies that the account has for it. */
import { AwsError } from "./cloud";
import type { Cloud } from "./cloud";

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string>>;
}

/** Facts of a request that conditions ask for: `aws:ResourceTag/owner`. */
type RequestContext = Record<string, string | undefined>;

/** The account's roles. Only inline policies that allow something, because nothing else is used. */
export class Iam {
  private readonly keys = new Map<string, string>();

  constructor(private readonly cloud: Cloud) {}

  /** Access key of a role's session; it stands for the role in requests. */
  keyOf(roleArn: string): string {
    const key = `ASIA${Buffer.from(roleArn).toString("hex").toUpperCase()}`;
    this.keys.set(key, roleArn);
    return key;
  }

  /** Name of the role whose session has an access key. */
  roleOf(accessKey: string): string {
    const roleArn = this.keys.get(accessKey);
    if (roleArn === undefined) throw new AwsError("AuthFailure", "unknown access key");
    return roleArn.split("/").at(-1)!;
  }

  /** Name of the role of an instance profile. */
  roleOfProfile(profileArn: string | undefined): string {
    const profile = this.cloud
      .all("InstanceProfile")
      .find(({ outputs }) => outputs.arn === profileArn);
    if (profile === undefined) throw new AwsError("NoCredentials", "there is no instance profile");
    return String(profile.outputs.role);
  }

  /** @throws AwsError when no policy of the role allows it */
  check(role: string, action: string, resource: string, context: RequestContext = {}): void {
    const allowed = this.statementsOf(role).some(
      (statement) =>
        statement.Effect === "Allow" &&
        asList(statement.Action).some((pattern) => fits(pattern, action)) &&
        asList(statement.Resource).some((pattern) => fits(pattern, resource)) &&
        holds(statement.Condition, context),
    );
    if (allowed) return;
    throw new AwsError(
      "AccessDenied",
      `${role} is not authorized to perform ${action} on ${resource}`,
    );
  }

  private statementsOf(role: string): Statement[] {
    return this.cloud
      .all("RolePolicy")
      .filter(({ outputs }) => outputs.role === role)
      .flatMap(({ outputs }) => {
        const { Statement } = JSON.parse(String(outputs.policy)) as { Statement: Statement[] };
        return Statement;
      });
  }
}

function asList(value: string | string[]): string[] {
  return Array.isArray(value) ? value : [value];
}

/** IAM's patterns know `*` for any text. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}

/** Whether conditions hold; one that is not understood does not. */
function holds(condition: Statement["Condition"] = {}, context: RequestContext): boolean {
  return Object.entries(condition).every(
    ([operator, facts]) =>
      operator === "StringEquals" &&
      Object.entries(facts).every(([fact, value]) => context[fact] === value),
  );
}
