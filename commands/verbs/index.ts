import type { Command } from "commander";
import { adoptVerb } from "./adopt";
import { commentVerb } from "./comment";
import { diffVerb } from "./diff";
import { discoverVerb } from "./discover";
import { emergencyVerb } from "./emergency";
import { keysVerb } from "./keys";
import { promoteVerb } from "./promote";
import { renderVerb } from "./render";
import { sandboxVerb } from "./sandbox";
import { verifyVerb } from "./verify";

/** Every verb, in the order in which help lists them. A new one is a file and a line here. */
export const verbs: readonly (() => Command)[] = [
  verifyVerb,
  diffVerb,
  renderVerb,
  discoverVerb,
  promoteVerb,
  emergencyVerb,
  keysVerb,
  commentVerb,
  adoptVerb,
  sandboxVerb,
];
