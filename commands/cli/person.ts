/** Who uses the command, for records of who did what. */
import { userInfo } from "node:os";
import { UsageError } from "./exit";

/** The option that says otherwise than the machine. */
export const byOption = ["--by <who>", "who does it (default: this machine's user)"] as const;

export function personBy(given: string | undefined): string {
  if (given !== undefined) return given;
  try {
    return userInfo().username;
  } catch {
    throw new UsageError("This machine's user has no name. Say who you are with --by.");
  }
}
